"""The UN's XML: what is read of it, and that broken and dangerous files are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from c360.errors import InputRefused
from c360.screening.lists import un
from c360.screening.lists.entry import Link, ListedDocument, ListedName
from tests.c360.screening.lists.files import UN, written

SCRIPT = "original script"


def refusal(path: Path, text: str | bytes) -> str:
    with pytest.raises(InputRefused) as refused:
        un.read(written(path / "un.xml", text))
    title = refused.value.title
    assert title.endswith("Nothing was loaded.")
    assert len(title) < 250
    return title


def test_a_person_and_an_entity(tmp_path: Path) -> None:
    reading = un.read(written(tmp_path / "un.xml", UN))
    assert (reading.name, reading.dated) == ("UN Consolidated", "2026-02-27T00:00:09.554Z")
    ivo, lumen = reading.entries
    assert (ivo.id, ivo.other_ids, ivo.schema, ivo.name) == ("CDi.901", ("7001",), "Person", "IVO VORLAK")
    assert ivo.names == (
        ListedName("IVO VORLAK", "primary"),
        ListedName("Abu Latif", "strong"),
        ListedName("Ivo Vorlack", "strong", note="f.k.a."),
        ListedName("Iwo Worlak", "strong", note="f.k.a."),
        ListedName("The Otter", "strong"),  # of low quality once, and of good once
        ListedName("Иво Ворлак", "strong", language=SCRIPT),
        ListedName("أبو لطيف", "strong", language=SCRIPT),
    )
    assert ivo.births == ("1958/1959", "1961-05-05", "1962-01-02", "1968/1972")
    assert ivo.countries == ("ir", "ua")
    assert (ivo.genders, ivo.titles, ivo.positions) == (("male",), ("Dr.",), ("Harbour master",))
    assert ivo.documents == (ListedDocument("passport", "ZX 114477", "Passport", "ua", "expired"),)
    assert (ivo.places_of_birth, ivo.addresses) == (("Tarnopol, Ukraine",),) * 2
    assert (ivo.programs, ivo.listed_on) == (("DRC",), "2012-12-31")
    assert ivo.links == (
        Link("mentions", "CDi.999"),
        Link("mentions", "LUMEN HARBOUR", "UN Consolidated", "CDe.902"),
    )
    assert ivo.remarks == (
        "Address: in 2016",
        "Date of birth: 24/06/1402 (Hijri)",
        "Runs Lumen Harbour (CDe.902), and met one who is gone (CDi.999).",
        "Submitted by: Nowhere",
    )
    assert lumen.schema == "Organization"
    assert lumen.names[1] == ListedName("OLD LUMEN", "strong", note="f.k.a.")
    assert lumen.addresses == ("1 Dock, Panama",)


BOMB = """<?xml version="1.0"?>
<!DOCTYPE bomb [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<CONSOLIDATED_LIST dateGenerated="2026-02-27">&c;</CONSOLIDATED_LIST>"""
FETCH = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><CONSOLIDATED_LIST>&e;</CONSOLIDATED_LIST>'
REMOTE = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><CONSOLIDATED_LIST/>'


@pytest.mark.parametrize("text", [BOMB, FETCH, REMOTE], ids=["a bomb of entities", "a file fetched", "a DTD fetched"])
def test_a_dtd_is_refused_before_anything_of_it_is_done(tmp_path: Path, text: str) -> None:
    assert "it has a DTD" in refusal(tmp_path, text)


def test_deep_and_undeclared(tmp_path: Path) -> None:
    assert "20 deep" in refusal(tmp_path, "<a>" * 100_000)
    assert "line 1: it is no whole XML" in refusal(tmp_path, "<CONSOLIDATED_LIST>&bomb;</CONSOLIDATED_LIST>")


@pytest.mark.parametrize("at", [10, 200, 1500, len(UN) - 30])
def test_cut_anywhere(tmp_path: Path, at: int) -> None:
    assert "it is no whole XML" in refusal(tmp_path, UN[:at])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("<CONSOLIDATED_LIST", "<OTHER", "no whole XML"),
        ("CONSOLIDATED_LIST", "OTHER_LIST", "not the UN's consolidated list"),
        (' dateGenerated="2026-02-27T00:00:09.554Z"', "", "when it was generated"),
        ("2026-02-27T00:00:09.554Z", "yesterday", "when it was generated"),
        ("ENTITIES", "THINGS", "it holds no ENTITIES"),
        ("<REFERENCE_NUMBER>CDe.902</REFERENCE_NUMBER>", "", "no ENTITY with DATAID"),
        ("<FIRST_NAME>LUMEN HARBOUR</FIRST_NAME>", "<FIRST_NAME/>", "no ENTITY with DATAID"),
        ("<REFERENCE_NUMBER>CDe.902", "<REFERENCE_NUMBER>CDi.901", "entry CDi.901 stands here and on line"),
        ("<QUALITY>f.k.a.", "<QUALITY>Splendid", "quality that isn't known"),
    ],
)
def test_what_is_not_such_a_list(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert words in refusal(tmp_path, UN.replace(old, new))


def test_another_encoding(tmp_path: Path) -> None:
    assert "UTF-8" in refusal(tmp_path, UN.encode("utf-16"))
    latin = UN.replace("UTF-8", "ISO-8859-1").replace("Dr.", "Dré").encode("latin-1", "replace")
    assert "is not UTF-8" in refusal(tmp_path, latin)


def test_no_file_and_no_text(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="no such file"):
        un.read(tmp_path / "none.xml")
    assert "empty" in refusal(tmp_path, "")
