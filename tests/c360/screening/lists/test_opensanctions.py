"""OpenSanctions' table and FollowTheMoney lines: what is read of them, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from c360.errors import InputRefused
from c360.screening.lists import opensanctions
from c360.screening.lists.entry import Link, ListedDocument, ListedName
from tests.c360.screening.lists.files import HEADER, OPEN, simple, written


def entity(entity_id: str, schema: str = "Person", /, **rest: Any) -> dict[str, Any]:
    """An entity; what is no property begins with an underscore."""
    outside = {key[1:]: value for key, value in rest.items() if key.startswith("_")}
    return {
        "id": entity_id, "schema": schema, "target": schema in ("Person", "Company"), "datasets": ["un_sc"], **outside,
        "properties": {key: value for key, value in rest.items() if not key.startswith("_")},
    }  # fmt: skip


IVO = entity(
    "NK-1", _caption="Ivo Vorlak", _referents=["ofac-101", "unsc-7001", "Q5"], _last_seen="2026-02-27T08:00:00",
    name=["Ivo P. Vorlak", "Ivo Vorlak"], alias=["Ivo Vorlack"], weakAlias=["The Otter"], previousName=["Iwo Worlak"],
    birthDate=["1961-05-05"], nationality=["sy"], country=["ua"], gender=["male"], birthPlace=["Tarnopol"],
    position=["Harbour master"], passportNumber=["ZX114477"], addressEntity=["addr-1"], topics=["sanction"],
)  # fmt: skip
SERVING = (
    entity("pass-1", "Passport", holder=["NK-1"], number=["ZX 2"], type=["Service passport"], country=["ua"]),
    entity("addr-1", "Address", full=["4 Quay Street, Tarnopol"], country=["ua"]),
    entity("s-1", "Sanction", entity=["NK-1"], program=["SDGT"], listingDate=["2012-12-31"], reason=["Smuggling"]),
    entity("NK-2", "Company", _caption="Lumen Harbour", name=["Lumen Harbour"]),
    entity("own-1", "Ownership", owner=["NK-1"], asset=["NK-2"]),
    entity("NK-3", "Person", _target=False, name=["Only His Cousin"]),
)


def lines(path: Path, *entities: object) -> Path:
    return written(path / "entities.ftm.json", "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in entities))


def refusal(path: Path) -> str:
    with pytest.raises(InputRefused) as refused:
        opensanctions.read(path)
    return refused.value.title


def test_the_table(tmp_path: Path) -> None:
    reading = opensanctions.read(simple(tmp_path / "targets.simple.csv"))
    ivo, lumen = reading.entries
    assert (reading.name, reading.dated) == ("OpenSanctions", "2026-02-27T08:00:00")
    assert ivo.names == (
        ListedName("Ivo Vorlak", "primary"),
        ListedName("Ivo Vorlack", "strong"),
        ListedName("Vorlak; the Elder", "strong"),
    )
    assert (ivo.births, ivo.countries) == (("1961-05-05", "1963"), ("sy", "us"))
    assert ivo.documents == (ListedDocument("other", "ZX-114477", "Identifier"),)
    assert ivo.datasets == ("UN SC", "US OFAC SDN")
    assert ivo.remarks == ("E-mail: i@v.test", "Phone: +380 1", "Sanctions: Treasury - SDGT")
    assert lumen.links == (Link("same as", "", "UN Consolidated", "77"),)


def test_columns_in_any_order_and_more_of_them(tmp_path: Path) -> None:
    names = HEADER.split(",")
    first = opensanctions.read(simple(tmp_path / "one.csv", (OPEN[1],)))
    cells = OPEN[1].split(",")
    turned = ",".join((*names[::-1], "extra")), (",".join((*cells[::-1], '"?"')),)
    second = opensanctions.read(simple(tmp_path / "two.csv", turned[1], turned[0]))
    assert [one.digest for one in first.entries] == [one.digest for one in second.entries]
    assert first.name == "UN SC"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text.replace("birth_date,countries", "born,land"), "1: it lacks the columns birth_date, count"),
        (lambda text: text.replace("last_seen", "name"), "line 1: two of its columns"),
        (lambda text: text[:-40], "cut"),
        (lambda text: text[:-40] + "\n", "line 3"),
        (lambda text: text[: text.index('"unsc')], ""),
        (lambda text: text + text.splitlines()[1] + "\n", "line 4: entry NK-1 stands here and on line 2"),
        (lambda text: text.replace('"Lumen Harbour"', '""'), "line 3: it has no id or no name"),
        (lambda text: text.replace('"Company"', '"a firm"'), "line 3: its schema"),
        (lambda text: text.replace("2026-02-27T08:00:00", "lately"), "line 3: its last_seen"),
        (lambda text: text.replace("Harbour", "H\0rbour"), "line 3: a NUL"),
        (lambda text: text.splitlines()[0] + "\n", "no entries"),
        (lambda text: "", "empty"),
    ],
)  # fmt: skip
def test_a_broken_table(tmp_path: Path, change: Any, words: str) -> None:
    path = simple(tmp_path / "targets.simple.csv")
    written(path, change(path.read_text("utf-8")))
    if not words:  # a line less is no fault of the file's; the store asks about lists that shrink
        assert len(opensanctions.read(path).entries) == 1
        return
    assert words in refusal(path)


def test_a_table_in_another_encoding(tmp_path: Path) -> None:
    path = simple(tmp_path / "targets.simple.csv")
    written(path, path.read_text("utf-8").replace("Harbour", "Hârbour").encode("latin-1"))
    assert "line 3: byte" in refusal(path)


def test_lines_of_entities_with_what_serves_them(tmp_path: Path) -> None:
    reading = opensanctions.read(lines(tmp_path, *SERVING, IVO))
    assert (reading.name, reading.dated) == ("un_sc", "2026-02-27T08:00:00")
    held = {one.id: one for one in reading.entries}
    assert sorted(held) == ["NK-1", "NK-2"]
    ivo = held["NK-1"]
    assert ivo.names == (
        ListedName("Ivo Vorlak", "primary"),
        ListedName("Ivo P. Vorlak", "strong"),
        ListedName("Ivo Vorlack", "strong", note="a.k.a."),
        ListedName("Iwo Worlak", "strong", note="f.k.a."),
        ListedName("The Otter", "weak", note="a.k.a."),
    )
    assert ivo.documents == (
        ListedDocument("passport", "ZX 2", "Service passport", "ua"),
        ListedDocument("passport", "ZX114477", "passportNumber"),
    )
    assert (ivo.addresses, ivo.programs, ivo.listed_on) == (("4 Quay Street, Tarnopol",), ("SDGT",), "2012-12-31")
    assert ivo.remarks == ("Sanction: Smuggling", "topics: sanction")
    assert ivo.links == (
        Link("ownership", "Lumen Harbour", None, "NK-2"),
        Link("same as", "", "OFAC SDN", "101"),
        Link("same as", "", "UN Consolidated", "7001"),
        Link("same as", "Q5"),
    )
    assert held["NK-2"].links == (Link("ownership", "Ivo Vorlak", None, "NK-1"),)


def test_nested_targets_hold_the_same(tmp_path: Path) -> None:
    inside = {"sanctions": [SERVING[2]], "addressEntity": [SERVING[1]], "passports": [SERVING[0]]}
    nested = IVO | {"properties": IVO["properties"] | inside}
    (tmp_path / "flat").mkdir()
    flat = opensanctions.read(lines(tmp_path / "flat", *SERVING[:3], IVO))
    assert [one.digest for one in opensanctions.read(lines(tmp_path, nested)).entries] == [
        one.digest for one in flat.entries
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (json.dumps(IVO), "line 1: it is cut"),
        (json.dumps(IVO) + "\n" + json.dumps(IVO)[:-5] + "\n", "line 2: it is no JSON"),
        (json.dumps(IVO) + "\n" + json.dumps(IVO) + "\n", "line 2: entity NK-1 stands here and on line 1"),
        (json.dumps([IVO]) + "\n", "line 1: it is no entity"),
        (json.dumps({**IVO, "id": 7}) + "\n", "line 1: it has no id"),
        (json.dumps({**IVO, "schema": "x y"}) + "\n", "line 1: its schema"),
        (json.dumps({**IVO, "properties": {}}) + "\n", "line 1: a target has no name"),
        (json.dumps(IVO) + "\n\n", "line 2: it is empty"),
        (json.dumps(SERVING[0]) + "\n", "no targets"),
        ("{" * 200_000 + "\n", "line 1: it is no JSON"),
        (json.dumps({**IVO, "target": "true"}) + "\n", "line 1: its target is neither true nor false"),
        (json.dumps({**IVO, "target": 1}) + "\n", "line 1: its target is neither true nor false"),
        (json.dumps({**IVO, "datasets": 5}) + "\n", "line 1: its datasets are no list"),
        (json.dumps({**IVO, "referents": [7]}) + "\n", "line 1: its referents are no list"),
        (json.dumps({**IVO, "target": None, "properties": {"alias": ["Ivo"]}}) + "\n", "line 1: a target has no name"),
        (json.dumps({**IVO, "properties": {"name": ["Ivo", 5]}}) + "\n", "line 1: name is no list of texts"),
        (json.dumps({**IVO, "datasets": ["OFAC SDN"]}) + "\n", "as a list that is read from other files"),
        (json.dumps({**IVO, "datasets": ["un  consolidated"]}) + "\n", "as a list that is read from other files"),
        (json.dumps({**IVO, "id": "NK\x1b[31m1"}) + "\n", "entry NK[31m1: a control character stands in it"),
        (json.dumps(entity("NK-9", name=["Ivo\0 V"])) + "\n", "entry NK-9: a control character stands in it"),
        (json.dumps(entity("NK-9", name=["Ivo"], notes=["\x9b31m"])) + "\n", "a control character stands in it"),
        (json.dumps(entity("NK-9", name=["Ivo" * 334])) + "\n", "a name of more than 1,000 characters"),
    ],
)
def test_broken_lines(tmp_path: Path, text: str, words: str) -> None:
    assert words in refusal(written(tmp_path / "entities.ftm.json", text))
