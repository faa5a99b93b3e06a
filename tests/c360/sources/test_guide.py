"""The guide's example is loaded as it stands."""

from __future__ import annotations

import re
from pathlib import Path

from c360.graph.connect import connect
from c360.sources.load import load

GUIDE = Path(__file__).parents[3] / "docs" / "map-a-source.md"


def test_ten_lines_make_a_book(tmp_path: Path) -> None:
    found = re.search(r"```sql\n(-- Book\.sql.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    files, queries = tmp_path / "files", tmp_path / "sql"
    files.mkdir()
    queries.mkdir()
    for part in re.split(r"^-- (?=\S+\.sql)", found[1], flags=re.MULTILINE)[1:]:
        name, rest = re.split(r"\.sql[:\n]", part, maxsplit=1)
        sql = rest if not rest.startswith(" ") else rest.split("\n", 1)[1]
        (queries / f"{name}.sql").write_text(sql, "utf-8")
    for name, text in {
        "customers": "id;name;born;pay\n007;Ana;1980-02-29;1200.50\n",
        "accounts": "iban;owner;kind;saldo\nDE1;007;CHECKING;10.00\nDE2;007;SAVINGS;\n",
        "moves": "nr;from_iban;to_iban;amount;booked\n1;DE1;DE2;5.25;2024-06-30 14:05:00\n2;DE2;DE1;1;2024-06-29\n",
    }.items():
        (files / f"{name}.csv").write_text(text, "utf-8")
    report = load("mine", files, tmp_path / "b", source=queries)
    assert (report.loaded, report.as_of) == (7, "2024-06-30")
    g = connect(tmp_path / "b").g
    accounts = g.V().has("Person", "customerId", "007").out("OWNS").values("accountNumber").to_list()
    assert sorted(accounts) == ["DE1", "DE2"]
    assert g.E().has_label("TRANSACTION").values("timestamp").count().next() == 2
