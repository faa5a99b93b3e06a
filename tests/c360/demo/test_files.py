"""The files of the demo bank: the same for the same arguments, signed, of the size they should have, consistent."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest

from c360.demo import build, write_files
from c360.errors import UsageError
from c360.graph.connect import connect
from tests.c360.demo.bank_files import SARAH, Files


def digests(folder: Path, seed: int) -> dict[str, str]:
    write_files(folder, customers=120, seed=seed)
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.csv"))
    }


def test_equal_arguments_give_equal_bytes_and_another_seed_others(tmp_path: Path) -> None:
    first = digests(tmp_path / "a", 7)
    assert first == digests(tmp_path / "b", 7)
    other = digests(tmp_path / "c", 8)
    assert other["core/transactions.csv"] != first["core/transactions.csv"]
    assert other["crm/contacts.csv"] != first["crm/contacts.csv"]


def test_a_smaller_bank_is_the_beginning_of_a_larger(tmp_path: Path) -> None:
    for customers in (120, 160):
        write_files(tmp_path / str(customers), customers=customers)
    small, large = ((tmp_path / n / "core/customers.csv").read_text("utf-8") for n in ("120", "160"))
    # The last household may have had to be cut short.
    assert large.startswith("".join(small.splitlines(keepends=True)[:115]))


def test_too_few_customers_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="at least"):
        write_files(tmp_path, customers=99)


def test_manifests_count_and_sign_every_file(tmp_path: Path) -> None:
    written = write_files(tmp_path, customers=100)
    for department in ("core", "crm", "compliance"):
        with (tmp_path / department / "MANIFEST.csv").open(encoding="utf-8", newline="") as stream:
            entries = {row["file"]: row for row in csv.DictReader(stream)}
        assert set(entries) == {path.name for path in (tmp_path / department).glob("*.csv")} - {"MANIFEST.csv"}
        for name, entry in entries.items():
            content = (tmp_path / department / name).read_bytes()
            assert entry["sha256"] == hashlib.sha256(content).hexdigest()
            assert int(entry["rows"]) == written[f"{department}/{name.removesuffix('.csv')}"]
            assert content.endswith(b"\n")
            assert b"\r" not in content


def test_the_default_bank_has_about_the_size_it_should(tmp_path: Path) -> None:
    rows = write_files(tmp_path)
    assert rows["core/customers"] == 2000
    assert 290_000 <= rows["core/transactions"] <= 340_000
    files = Files(tmp_path)
    busiest = files.rows("SELECT account_number, count(*) FROM side GROUP BY 1 ORDER BY 2 DESC LIMIT 2")
    assert busiest[0][1] == 12_600, "the trader's account"
    assert busiest[1][1] < 4_000, "no shop, employer or bank account grows with the bank"
    files.con.close()


class TestBank:
    """What holds of everybody in it."""

    def test_every_reference_leads_somewhere(self, bank: Files) -> None:
        customers, firms = "SELECT customer_id FROM customers", "SELECT company_id FROM firms"
        accounts = "SELECT account_number FROM accounts UNION ALL SELECT account_number FROM outside_accounts"
        for table, column, known in (
            ("holders", "customer_id", customers), ("holders", "account_number", accounts),
            ("firm_accounts", "company_id", firms), ("firm_accounts", "account_number", accounts),
            ("booking", "from_account", accounts), ("booking", "to_account", accounts),
            ("standing_orders", "from_account", accounts), ("standing_orders", "to_account", accounts),
            ("contacts", "customer_id", customers), ("kyc", "customer_id", customers),
            ("relatives", "relative_id", customers), ("jobs", "company_id", firms), ("registry", "company_id", firms),
            ("shareholdings", "owner_person", customers), ("shareholdings", "owner_company", firms),
            ("alerts", "about_person", customers), ("alerts", "about_account", accounts),
            ("alerts", "about_company", firms), ("screening", "about_person", customers),
        ):  # fmt: skip
            lost = f"SELECT count(*) FROM {table} WHERE {column} NOT IN ({known})"
            assert bank.one(lost) == 0, f"{table}.{column}"

    def test_balances_are_what_the_bookings_leave(self, bank: Files) -> None:
        """An account opened within the records starts at nothing, so its bookings alone make its balance."""
        wrong = bank.rows(
            "SELECT account_number, any_value(balance), sum(change) FROM accounts a JOIN side USING (account_number)"
            " JOIN booking b USING (id) WHERE opened >= '2023-01-01' AND a.type IN ('CHECKING', 'SAVINGS', 'BROKERAGE')"
            " GROUP BY account_number"
            " HAVING sum(change) <> any_value(balance)::DECIMAL(18, 2) AND bool_and(b.currency = a.currency)"
        )
        assert wrong == []

    def test_nothing_happens_before_an_account_opens_or_after_it_closes(self, bank: Files) -> None:
        assert bank.one(
            "SELECT count(*) FROM booking JOIN side USING (id) JOIN accounts USING (account_number)"
            " WHERE day < opened::DATE OR day > coalesce(closed::DATE, DATE '2024-06-30')"
        ) == 0  # fmt: skip

    def test_amounts_fit_their_currency(self, bank: Files) -> None:
        assert bank.one("SELECT count(*) FROM transactions WHERE currency = 'JPY' AND contains(amount, '.')") == 0
        digits = r"NOT amount SIMILAR TO '\d+\.\d\d'"
        assert bank.one(f"SELECT count(*) FROM transactions WHERE currency <> 'JPY' AND {digits}") == 0
        assert bank.one("SELECT min(money) > 0 FROM booking")

    def test_rates_are_dated_to_the_end(self, bank: Files) -> None:
        found = bank.rows('SELECT "from", "to", max(date) FROM rates GROUP BY ALL ORDER BY 1')
        assert found == [(currency, "USD", "2024-06-28") for currency in ("CAD", "EUR", "GBP", "JPY")]

    def test_secrets_are_nobodys(self, bank: Files) -> None:
        assert bank.one(r"SELECT count(*) FROM customers WHERE NOT ssn SIMILAR TO '9\d\d-[0-4]\d-\d{4}'") == 0
        assert bank.one(r"SELECT count(*) FROM contacts WHERE NOT email SIMILAR TO '.*@example\.(com|org|net)'") == 0
        assert bank.one(r"SELECT count(*) FROM contacts WHERE NOT mobile SIMILAR TO '\+1 \d{3} 555 01\d\d'") == 0


class TestBook:
    """The bank as three departments' sources in one book."""

    def test_three_sources_make_one_generation_and_a_second_build_replaces_all(self, tmp_path: Path) -> None:
        book = tmp_path / "demo.book"
        report = build(book, customers=140, seed=3)
        assert (report.rejected, report.complete, report.as_of) == (0, True, "2024-06-30")
        graph = connect(book)
        assert graph.book.generation == 1
        assert {source.name for source in graph.book.sources} == {"core", "crm", "compliance"}
        assert graph.g.V().has_label("Person").count().next() == 140
        sarah = graph.g.V().has("Person", "customerId", SARAH)
        assert sarah.values("source").to_list() == ["compliance, core, crm"]
        graph.close()
        # A smaller bank of other people: old rows of one department must not meet new ones of another.
        assert build(book, customers=100, seed=4).generation == 2
        graph = connect(book)
        assert graph.g.V().has_label("Person").count().next() == 100
        graph.close()
