"""On the real lists, where they are: everybody listed is found by each of their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from c360.screening import Screener, Subject
from c360.screening.lists import ofac, un

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "sanctions"


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the real lists aren't there")
def test_every_listed_name_finds_its_own_entry() -> None:
    entries = [*ofac.read(FOLDER / "ofac_sdn").entries, *un.read(FOLDER / "un" / "UN_consolidated.xml").entries]
    screener = Screener((), entries)
    lost = []
    for entry in entries[::7]:
        subject = Subject(entry.name, entry.schema, birth_dates=entry.births, countries=entry.countries)
        if not any(one.match and one.entry.id == entry.id for one in screener.screen(subject)):
            lost.append((entry.id, entry.name))
    assert lost == []
