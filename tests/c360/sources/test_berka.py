"""The shipped Berka source, on invented rows whose figures are worked out by hand, and on the real files."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from gremlin_python.process.traversal import P

from c360.graph.connect import Graph, connect
from c360.sources.load import load
from c360.sources.problems import LoadRefused

EXCERPT = Path(__file__).parents[2] / "data" / "berka"
REAL = Path(__file__).parents[4] / "shared" / "data" / "berka"
PRAGUE = ZoneInfo("Europe/Prague")

Change = Callable[[bytes], bytes]


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    book = tmp_path_factory.mktemp("berka") / "berka.book"
    load("berka", EXCERPT, book)
    return connect(book)


def account(graph: Graph, number: str) -> dict[str, object]:
    [found] = graph.g.V().has("Account", "accountNumber", number).value_map().to_list()
    return {key: value[0] for key, value in found.items() if key not in ("source", "accountNumber")}


def test_book_is_of_its_newest_transaction(graph: Graph) -> None:
    book = graph.book
    assert (book.as_of, book.first_day) == (date(1996, 3, 31), date(1995, 1, 2))
    assert (book.currency, book.zone.key) == ("CZK", "Europe/Prague")
    assert not book.delivers.holds("FraudAlert")
    assert not book.delivers.holds("Person", "name")


@pytest.mark.parametrize(
    ("number", "balance"),
    [
        ("A-11", 8133.10),  # three rows of one day, printed in another order
        ("A-12", 800.00),
        ("A-13", 2500.00),
        ("A-14", 4970.00),
    ],
)
def test_balance_is_the_last_printed(graph: Graph, number: str, balance: float) -> None:
    assert account(graph, number)["balance"] == balance


def test_account_without_transactions_has_no_balance(graph: Graph) -> None:
    assert "balance" not in account(graph, "A-15")


def test_loans(graph: Graph) -> None:
    running, paid = account(graph, "L-71"), account(graph, "L-72")
    assert (running["status"], running["balance"], running["openDate"]) == ("ACTIVE", 50000.00, "1996-02-01")
    assert (paid["status"], paid["balance"], paid["closedDate"]) == ("CLOSED", 0.00, "1996-01-01")
    unknown, owed = account(graph, "L-73"), account(graph, "L-74")
    assert unknown["status"] == "DEFAULTED"
    assert "balance" not in unknown  # its account's rows end more than 40 days before the book's date
    assert (owed["status"], owed["balance"]) == ("DEFAULTED", 9000.00)


def test_who_owns_what(graph: Graph) -> None:
    def held(customer: str, edge: str) -> list[str]:
        found = graph.g.V().has("Person", "customerId", customer).out(edge).values("accountNumber").to_list()
        return sorted(found)

    assert held("client-1", "OWNS") == ["A-11", "K-91", "L-71"]
    assert held("client-2", "OWNS") == ["A-12", "K-92", "L-72"]
    assert held("client-2", "AUTHORIZED_ON") == ["A-11"]


def test_person(graph: Graph) -> None:
    people = graph.g.V().has_label("Person").project("id", "born", "gender")
    rows = people.by("customerId").by("dateOfBirth").by("gender").to_list()
    assert sorted((row["id"], row["born"], row["gender"]) for row in rows) == [
        ("client-1", "1971-03-14", "F"),
        ("client-2", "1969-02-28", "M"),
        ("client-3", "1930-12-01", "F"),
        ("client-4", "1985-01-01", "M"),
    ]


def test_transactions_keep_their_raw_words_and_other_sides(graph: Graph) -> None:
    def other(transaction: str) -> tuple[str, str]:
        [row] = (
            graph.g.V().has("Account", "accountNumber", P.within("A-11", "A-14")).both_e("TRANSACTION")
            .has("transactionId", transaction).project("from", "to")
            .by(_out()).by(_in()).to_list()
        )  # fmt: skip
        return row["from"], row["to"]

    assert other("501") == ("C-11", "A-11")
    assert other("502") == ("I-11", "A-11")
    assert other("503") == ("A-11", "I-11")
    assert other("504") == ("B-AB-41403269", "A-11")
    assert other("507") == ("A-11", "C-11")
    assert other("545") == ("A-14", "I-14")
    rows = (
        graph.g.V().has("Account", "accountNumber", "I-11").both_e("TRANSACTION")
        .project("id", "type", "purpose", "at", "day").by("transactionId").by("type").by("purpose").by("timestamp")
        .by("dateOnly").to_list()
    )  # fmt: skip
    by_id = {row["id"]: row for row in rows}
    assert by_id["502"]["type"] == "PRIJEM"  # no operation, so its type
    assert (by_id["503"]["type"], by_id["503"]["purpose"]) == ("VYBER", "SLUZBY")
    at = datetime.fromtimestamp(by_id["502"]["at"], UTC).astimezone(PRAGUE)
    assert (at, by_id["502"]["day"]) == (datetime(1996, 1, 31, tzinfo=PRAGUE), True)


def test_shared_counterparty_is_one_vertex(graph: Graph) -> None:
    assert graph.g.V().has("Account", "accountNumber", "B-AB-7700001").both().dedup().count().next() == 2


def test_as_of_an_earlier_day(tmp_path: Path) -> None:
    load("berka", EXCERPT, tmp_path / "b", as_of=date(1996, 2, 10))
    graph = connect(tmp_path / "b")
    assert graph.book.as_of == date(1996, 2, 10)
    assert account(graph, "A-11")["balance"] == 20997.70
    assert account(graph, "L-71")["balance"] == 60000.00
    assert account(graph, "L-74")["status"] == "ACTIVE"
    assert graph.g.E().has_label("TRANSACTION").count().next() == 10


def reordered(data: bytes) -> bytes:
    lines = data.decode().split("\r\n")[:-1]
    turned = [";".join(reversed(line.split(";"))) for line in [lines[0], *reversed(lines[1:])]]
    return "".join(f"{line}\r\n" for line in turned).encode()


@pytest.mark.parametrize(
    "change",
    [
        reordered,
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"\r\n", b"\n"),
        lambda data: data.replace(b'"', b""),
    ],
    ids=["columns and rows in another order", "byte order mark", "line feeds", "no quotes"],
)
def test_other_form_of_the_same_rows_gives_the_same(tmp_path: Path, graph: Graph, change: Change) -> None:
    shutil.copytree(EXCERPT, tmp_path / "files")
    trans = tmp_path / "files" / "trans.asc"
    trans.write_bytes(change(trans.read_bytes()))
    load("berka", tmp_path / "files", tmp_path / "b")
    other = connect(tmp_path / "b")
    for number in ("A-11", "A-12", "A-13", "A-14", "L-71", "L-72", "L-73", "L-74"):
        assert account(other, number) == account(graph, number)
    assert other.g.E().count().next() == graph.g.E().count().next()


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("trans.asc", lambda data: data[:-30], "trans.asc, line 20"),
        ("trans.asc", lambda data: data[:-1], "counts as cut"),
        ("trans.asc", lambda data: data[:-2], "counts as cut"),
        ("client.asc", lambda data: data[: data.rindex(b"4;")], "no Person has this customerId"),
        ("trans.asc", lambda data: data.decode().encode("utf-16"), "UTF-16"),
        ("trans.asc", lambda data: data.decode().encode("utf-16-le"), "NUL"),
        ("trans.asc", lambda data: data.decode().encode("cp500"), "not UTF-8"),
        ("trans.asc", lambda data: data.replace(b'"VKLAD";', b'"VKLAD;', 1), "line 2"),
        ("trans.asc", lambda data: data.replace(b'"VKLAD";', b'VKLAD";', 1), "line 2"),
        ("trans.asc", lambda data: data.replace(b";;\r\n", b";;;\r\n", 1), "line 2"),
        ("trans.asc", lambda data: data.replace(b"950102", b"950231"), "trans.asc, line 2, date = '950231'"),
        ("trans.asc", lambda data: data.replace(b"950102", b"95012"), "trans.asc, line 2, date = '95012'"),
        ("trans.asc", lambda data: data.replace(b";900.00;900", b";900.001;900"), "amount = '900.001'"),
        ("trans.asc", lambda data: data.replace(b'"PRIJEM"', b'"prijem"', 1), "there is no value"),
        ("trans.asc", lambda data: data.replace(b"amount", b"betrag"), "no column 'amount'"),
        ("trans.asc", lambda data: data.replace(b"521;", b"501;"), "given 2 times"),
        ("trans.asc", lambda _: b"", "empty"),
        ("loan.asc", lambda data: data.replace(b'"C"', b'"X"'), "unknown loan status X"),
        ("client.asc", lambda data: data.replace(b"715314", b"715431"), "no such day"),
        ("client.asc", lambda data: data.replace(b"715314", b"705014"), "no such day"),
        ("client.asc", lambda data: data.replace(b'"715314"', b'""'), "client-1: birth_number = : it has six digits"),
        ("client.asc", lambda data: data.replace(b"715314", b"50101"), "birth_number = 50101"),
        ("client.asc", lambda data: data.replace(b"715314", b"7153140"), "birth_number = 7153140"),
        ("client.asc", lambda data: data.replace(b"715314", b"71x314"), "client-1: birth_number = 71x314"),
        ("trans.asc", lambda data: data.replace(b"950102", b""), "521, timestamp: there is no value"),
        ("trans.asc", lambda data: data.replace(b"950102", b"infinity"), "trans.asc, line 2, date = 'infinity'"),
        ("trans.asc", lambda data: data.replace(b";900.00;900", b";;900"), "521, amount: there is no value"),
        ("trans.asc", lambda data: data.replace(b";900.00;900", b";-900.00;900"), "521, amount = '-900.00'"),
        ("trans.asc", lambda data: data.replace(b"900.00;900.00", b"900.00;"), "521: balance = "),
        ("trans.asc", lambda data: data.replace(b"950102", b"681231"), "521, timestamp = '2068-12-31'"),
        ("loan.asc", lambda data: data.replace(b";60000;", b";;"), "L-71: amount = : a loan's is above 0"),
        ("loan.asc", lambda data: data.replace(b";60000;", b";-60000;"), "L-71: amount = -60000.00"),
        ("loan.asc", lambda data: data.replace(b"960201", b""), "L-71: date = : a loan has one"),
        ("loan.asc", lambda data: data.replace(b"960201", b"-infinity"), "loan.asc, line 2, date"),
        ("loan.asc", lambda data: data.replace(b"60000;12", b"60000;"), "L-71: duration = : "),
        ("loan.asc", lambda data: data.replace(b"60000;12", b"60000;0"), "L-71: duration = 0"),
        ("loan.asc", lambda data: data.replace(b"60000;12", b"60000;-12"), "L-71: duration = -12"),
        ("loan.asc", lambda data: data.replace(b"60000;12", b"60000;2000000000"), "L-71: duration = 2000000000"),
        ("loan.asc", lambda data: data.replace(b"5000.00", b"xx"), "loan.asc, line 2, payments = 'xx'"),
        ("loan.asc", lambda data: data.replace(b'"C"', b'""'), "L-71: unknown loan status none"),
        ("loan.asc", lambda data: data.replace(b'"C"', b'"c"'), "L-71: unknown loan status c"),
        ("account.asc", lambda data: data.replace(b"960105", b""), "A-11: date = : an account has one"),
        ("disp.asc", lambda data: data.replace(b'"OWNER"', b'""', 1), "client-1 -> A-11: type = : neither"),
        ("disp.asc", lambda data: data.replace(b'"OWNER"', b'"OWNER "', 1), "client-1 -> A-11: type = OWNER : neither"),
        ("disp.asc", lambda data: data.replace(b'"DISPONENT"', b'"disponent"'), "client-2 -> A-11: type = disponent"),
        ("disp.asc", lambda data: data + b'22;2;11;"DISPONENT"\r\n', "client-2 -> A-11: disp_id = 22 is given twice"),
        ("disp.asc", lambda data: data + b'22;2;14;"OWNER"\r\n', "client-2 -> A-14: disp_id = 22 is given twice"),
        ("order.asc", lambda data: data + data.split(b"\r\n")[1] + b"\r\n", "order_id = 301 is given twice"),
    ],
)  # fmt: skip
def test_damaged_copy_is_refused(tmp_path: Path, file: str, change: Change, said: str) -> None:
    shutil.copytree(EXCERPT, tmp_path / "files")
    path = tmp_path / "files" / file
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(LoadRefused) as refused:
        load("berka", tmp_path / "files", tmp_path / "b")
    assert any(said in str(problem) for problem in refused.value.problems), refused.value.title
    assert not (tmp_path / "b").exists()


def test_files_in_a_folder_called_key_value_are_read_as_they_are(tmp_path: Path, graph: Graph) -> None:
    shutil.copytree(EXCERPT, tmp_path / "amount=1.00")
    load("berka", tmp_path / "amount=1.00", tmp_path / "b")
    other = connect(tmp_path / "b")
    assert account(other, "L-71") == account(graph, "L-71")
    assert sorted(other.g.E().values("amount").to_list()) == sorted(graph.g.E().values("amount").to_list())


def test_missing_file_is_named(tmp_path: Path) -> None:
    shutil.copytree(EXCERPT, tmp_path / "files")
    (tmp_path / "files" / "card.asc").unlink()
    with pytest.raises(LoadRefused, match=r"card\.asc: not in files"):
        load("berka", tmp_path / "files", tmp_path / "b")


@pytest.mark.skipif(not REAL.is_dir(), reason="the real files are not here")
def test_real_files(tmp_path: Path) -> None:
    report = load("berka", REAL, tmp_path / "b")
    assert (report.rejected, report.labels["TRANSACTION.Account.Account"]) == (0, 46_997)
    graph = connect(tmp_path / "b")
    start = int(datetime(1993, 12, 31, tzinfo=PRAGUE).timestamp())
    amounts = (
        graph.g.V().has("Person", "customerId", "client-9593").out("OWNS").has("accountType", "CHECKING")
        .both_e("TRANSACTION").has("timestamp", P.gte(start)).values("amount").to_list()
    )  # fmt: skip
    assert (len(amounts), round(sum(amounts), 2)) == (20, 83_930.60)
    assert account(graph, "L-6577")["balance"] == 49_542.20


def _out() -> object:
    from gremlin_python.process.graph_traversal import __

    return __.out_v().values("accountNumber")


def _in() -> object:
    from gremlin_python.process.graph_traversal import __

    return __.in_v().values("accountNumber")
