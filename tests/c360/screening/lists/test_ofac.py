"""OFAC's files: what is read of them, and that anything broken is refused with file, line and reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from c360.errors import InputRefused
from c360.screening.lists import ofac
from c360.screening.lists.entry import Entry, Link, ListedDocument, ListedName
from tests.c360.screening.lists import files


def entries(folder: Path) -> dict[str, Entry]:
    return {entry.id: entry for entry in ofac.read(folder).entries}


def refusal(folder: Path) -> str:
    with pytest.raises(InputRefused) as refused:
        ofac.read(folder)
    return refused.value.title


def test_a_person_with_all_that_the_remarks_hold(tmp_path: Path) -> None:
    ivo = entries(files.ofac(tmp_path))["101"]
    assert (ivo.list, ivo.schema, ivo.name) == ("OFAC SDN", "Person", "VORLAK, Ivo Petar")
    assert ivo.names == (
        ListedName("VORLAK, Ivo Petar", "primary", "VORLAK", "Ivo Petar"),
        # Strong in alt.csv, weak in the remarks: strong.
        ListedName("VORLACK, Ivo", "strong", "VORLACK", "Ivo", note="a.k.a."),
        ListedName("WORLAK, Iwo", "strong", "WORLAK", "Iwo", note="f.k.a."),
        ListedName("ABU 'AZZAM", "weak", note="a.k.a."),
    )
    assert ivo.births == ("1961-05-05", "1961/1965")
    assert ivo.countries == ("mm", "sy", "ua")
    assert ivo.genders == ("male",)
    assert ivo.places_of_birth == ("Tarnopol, Ukraine",)
    assert ivo.addresses == ("4 Quay Street, Tarnopol, Ukraine",)
    assert ivo.programs == ("CYBER2", "SDGT")
    assert ivo.positions == ("Head of Procurement",)
    assert ivo.documents == (
        ListedDocument("identity", "12/BAHANA(N)010023", "National ID No.", "mm"),
        ListedDocument("passport", "ZX-114 477", "Passport", "kp", "issued 2014-04-11, expires 2024-04-10"),
        ListedDocument("registration", "77", "Folio Mercantil No.", "mx", "Jalisco"),
        ListedDocument("wallet", "1Abc9", "XBT"),
    )
    assert ivo.links == (Link("linked to", "LUMEN HARBOUR CO.", "OFAC SDN", "102"),)
    # What nobody understood is there to be read.
    assert ivo.remarks == ("Minister of Weather (since 1999).", "nationality Ruritania")
    assert ivo.listed_on is None


def test_a_company_a_ship_and_an_aircraft(tmp_path: Path) -> None:
    held = entries(files.ofac(tmp_path))
    assert held["102"].schema == "Organization"
    assert held["102"].documents == (
        ListedDocument("bank", "LUMERUMM", "SWIFT/BIC"),
        ListedDocument("registration", "5551212", "IMO"),
        ListedDocument("tax", "AABA 670850 Y", "Tax ID No.", "ru"),
    )
    assert held["102"].countries == ()
    assert held["102"].remarks == ("Address in Region: Nowhere", "all offices worldwide.")
    assert held["103"].schema == "Vessel"
    assert held["103"].countries == ("pa",)
    assert held["103"].documents == (
        ListedDocument("craft", "372001000", "MMSI", "pa"),
        ListedDocument("craft", "9998877", "IMO"),
        ListedDocument("craft", "T2XY4", "Call sign"),
    )
    assert held["103"].links == (Link("owned by", "Lumen Harbour Co.", "OFAC SDN", "102"),)
    assert held["104"].schema == "Airplane"


def test_remarks_go_on_in_another_file_or_are_cut_and_say_so(tmp_path: Path) -> None:
    long = "DOB 1961; " + "x" * 975 + "; DOB 1"
    long += "9" * (1000 - len(long))
    row = f'105,"LONG, Ann","individual","SDGT",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"{long}"'
    folder = files.ofac(tmp_path, (*files.SDN, row))
    cut = ofac.read(folder)
    ann = next(entry for entry in cut.entries if entry.id == "105")
    assert cut.notes == ("Remarks of 1 entries go on in sdn_comments.csv, which the folder doesn't hold.",)
    assert ann.births == ("1961",)
    assert any(one.startswith("cut short by the file: DOB 1") for one in ann.remarks)
    files.written(folder / "sdn_comments.csv", '105,"; DOB 1970"\r\n\x1a')
    whole = ofac.read(folder)
    assert whole.notes == ()
    assert next(entry for entry in whole.entries if entry.id == "105").births == ("1961", "1970")


def test_the_order_of_rows_changes_nothing(tmp_path: Path) -> None:
    one = entries(files.ofac(tmp_path / "one"))
    two = entries(files.ofac(tmp_path / "two", files.SDN[::-1], files.ALT[::-1], files.ADD[::-1]))
    assert {key: entry.digest for key, entry in one.items()} == {key: entry.digest for key, entry in two.items()}


def swapped(row: str, first: int, second: int) -> str:
    cells = row.split(",")
    cells[first], cells[second] = cells[second], cells[first]
    return ",".join(cells)


PLAIN = '106,"PLAIN NAME LTD.",-0- ,"SDGT",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- '
BROKEN: dict[str, tuple[Callable[[Path], object], tuple[str, ...]]] = {
    "cut at its end": (lambda at: files.ofac(at, end=""), ("sdn.csv", "cut", "0x1A")),
    "cut in a row": (
        lambda at: files.written(files.ofac(at) / "add.csv", '101,21,"4 Quay Str'),
        ("add.csv", "cut"),
    ),
    "cut in a row, with the end put to it": (
        lambda at: files.written(files.ofac(at) / "add.csv", '101,21,"4 Quay Str\x1a'),
        ("add.csv", "line 1"),
    ),
    "the end in the middle": (
        lambda at: files.written(files.ofac(at) / "alt.csv", '101,11,"aka","A",-0- \r\n\x1a\r\n\x1a'),
        ("alt.csv, line 2", "0x1A"),
    ),
    "a file less": (lambda at: (files.ofac(at) / "alt.csv").unlink(), ("alt.csv", "doesn't hold it")),
    "an empty file": (lambda at: files.written(files.ofac(at) / "alt.csv", ""), ("alt.csv", "empty")),
    "no rows": (lambda at: files.written(files.ofac(at) / "sdn.csv", "\x1a"), ("sdn.csv", "no rows")),
    "a row that lacks columns": (
        lambda at: files.ofac(at, (*files.SDN, '106,"SHORT",-0- ,"SDGT"')),
        ("sdn.csv, line 5", "4 columns instead of 12"),
    ),
    "an entry twice": (
        lambda at: files.ofac(at, (*files.SDN, files.SDN[1])),
        ("sdn.csv, line 5", "entry 102", "line 2"),
    ),
    "an alias twice": (lambda at: files.ofac(at, alt=(*files.ALT, files.ALT[0])), ("alt.csv, line 4", "alias 11")),
    "an address twice": (lambda at: files.ofac(at, add=(*files.ADD, files.ADD[0])), ("add.csv, line 3", "address 21")),
    "an alias of nobody": (lambda at: files.ofac(at, files.SDN[1:]), ("alt.csv, line 1", "entry 101")),
    "an address of nobody": (lambda at: files.ofac(at, files.SDN[1:], alt=files.ALT[2:]), ("add.csv, line 1", "101")),
    "name before number": (lambda at: files.ofac(at, (swapped(PLAIN, 0, 1),), (), ()), ("line 1", "first column")),
    "type before name": (lambda at: files.ofac(at, (swapped(PLAIN, 1, 2),)), ("line 1", "second column")),
    "program before type": (lambda at: files.ofac(at, (swapped(PLAIN, 2, 3),)), ("line 1", "third column")),
    "name in the program's place": (lambda at: files.ofac(at, (swapped(PLAIN, 1, 3),)), ("line 1", "fourth column")),
    "kinds of alias out of place": (
        lambda at: files.ofac(at, alt=('101,11,"VORLACK","aka",-0- ',)),
        ("alt.csv, line 1", "aka"),
    ),
    "Latin-1": (
        lambda at: files.written(files.ofac(at) / "sdn.csv", f"{PLAIN}\r\n\x1a".replace("A", "Á").encode("latin-1")),
        ("sdn.csv, line 1", "byte 8", "UTF-8"),
    ),
    "UTF-16": (
        lambda at: files.written(files.ofac(at) / "sdn.csv", (PLAIN + "\r\n\x1a").encode("utf-16")),
        ("sdn.csv, line 1", "byte 1", "UTF-8"),
    ),
    "a NUL": (
        lambda at: files.written(files.ofac(at) / "sdn.csv", PLAIN.replace("NAME", "NA\0ME") + "\r\n\x1a"),
        ("sdn.csv, line 1", "NUL"),
    ),
    "an open quote": (
        lambda at: files.ofac(at, (PLAIN.replace('LTD."', "LTD."), *files.SDN)),
        ("sdn.csv, line 1", "no CSV"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_with_place_and_reason(tmp_path: Path, name: str) -> None:
    make, words = BROKEN[name]
    make(tmp_path)
    title = refusal(tmp_path)
    assert title.endswith("Nothing was loaded.")
    assert [word for word in words if word not in title] == [], title
    assert len(title) < 250


def test_names_in_the_place_of_programs_are_seen_over_the_whole_file(tmp_path: Path) -> None:
    rows = tuple(
        f'{number},"SDGT",-0- ,"FIRM {number}",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ' for number in range(200, 260)
    )
    assert "fourth column" in refusal(files.ofac(tmp_path, (*files.SDN, *rows)))


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    assert "nowhere" in refusal(tmp_path / "nowhere")
