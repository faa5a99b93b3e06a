"""The planted people of the demo bank, by plain SQL over its files."""

from __future__ import annotations

from typing import Final

from c360.demo import PATTERNS, WHERE_TO_BEGIN, planted_people
from tests.c360.demo.bank_files import WINDOW, Files

BUSY: Final = "customer-12460"


class TestPlanted:
    """Each planted person shows what they were planted for."""

    def test_the_tour_knows_its_people(self, bank: Files) -> None:
        assert 8 <= len(WHERE_TO_BEGIN) <= 10
        for stop in WHERE_TO_BEGIN:
            name = bank.one("SELECT name FROM customers WHERE customer_id = ?", stop.id)
            assert (name or stop.id) == stop.name

    def test_names_as_the_world_has_them(self, bank: Files) -> None:
        names = {name for (name,) in bank.rows("SELECT name FROM customers")}
        assert names > {"Seán O'Brien", "Nguyễn Hoàng Bảo Trâm", "Jürgen Müller-Lüdenscheidt", "عبد الرحمن القيسي",
                        "王小明", planted_people.MARKUP, planted_people.SCRIPT, planted_people.QUERY,
                        planted_people.FORMULA, planted_people.LONG}  # fmt: skip

    def test_the_busy_one(self, bank: Files) -> None:
        assert bank.one(f"SELECT count(*) FROM moved WHERE customer_id = ? AND {WINDOW}", BUSY) == 12_000

    def test_nothing_but_an_id(self, bank: Files) -> None:
        only = "customer-12420"
        assert bank.one("SELECT * FROM customers WHERE customer_id = ?", only) == (only, *[None] * 6)
        for table in ("contacts", "kyc", "holders", "living_at", "document_holders", "credit_scores", "interactions"):
            assert bank.one(f"SELECT count(*) FROM {table} WHERE customer_id = ?", only) == 0

    def test_gaps_and_statuses(self, bank: Files) -> None:
        contact = "SELECT email, phone, mobile FROM contacts WHERE customer_id = ?"
        assert bank.one(contact, "customer-12421") == (None, None, None)
        assert bank.one("SELECT count(*) FROM credit_scores WHERE customer_id = 'customer-12422'") == 0
        assert bank.one("SELECT count(*) FROM living_at WHERE customer_id = 'customer-12423'") == 0
        assert bank.one("SELECT date_of_birth FROM customers WHERE customer_id = 'customer-12424'") is None
        statuses = bank.rows("SELECT customer_id, status FROM customers WHERE customer_id BETWEEN 'customer-12425' AND"
                             " 'customer-12427' ORDER BY 1")  # fmt: skip
        assert [status for _, status in statuses] == ["DECEASED", "FROZEN", "DO_NOT_CONTACT"]
        assert bank.one("SELECT due_at FROM kyc WHERE customer_id = 'customer-12428'") == "2024-01-14"
        expiry = "SELECT max(expires) FROM documents JOIN document_holders USING (document_id) WHERE customer_id = ?"
        assert bank.one(expiry, "customer-12429") < "2024-06-30"
        assert "2024-06-30" < bank.one(expiry, "customer-12430") < "2024-08-29"

    def test_alerts_of_every_status_about_every_kind(self, bank: Files) -> None:
        for kind in ("FRAUD", "AML"):
            found = {status for (status,) in bank.rows("SELECT status FROM alerts WHERE kind = ?", kind)}
            assert found >= {"OPEN", "CONFIRMED"}
        assert {s for (s,) in bank.rows("SELECT status FROM alerts")} == {
            "OPEN", "CONFIRMED", "CLOSED_FALSE_POSITIVE", "CLOSED",
        }  # fmt: skip
        about = bank.one("SELECT count(about_person), count(about_account), count(about_company) FROM alerts")
        assert min(about) > 0
        assert bank.one("SELECT count(*) FROM alerts WHERE (status LIKE 'CLOSED%') <> (closed_at IS NOT NULL)") == 0
        assert {s for (s,) in bank.rows("SELECT status FROM screening")} == {"OPEN", "CONFIRMED", "DISMISSED"}

    def test_the_circle(self, bank: Files) -> None:
        """P has 80 % of A, A 50 % of B, B 20 % of A, X 50 % of B: 88.9 % and 11.1 % of A."""
        shares = {
            (owner, company): float(percentage) / 100
            for owner, company, percentage in bank.rows(
                "SELECT coalesce(owner_person, owner_company), company_id, percentage FROM shareholdings"
                " WHERE company_id IN ('company-20001', 'company-20002')"
            )
        }
        assert shares == {
            ("customer-12470", "company-20001"): 0.8, ("company-20001", "company-20002"): 0.5,
            ("company-20002", "company-20001"): 0.2, ("customer-12471", "company-20002"): 0.5,
        }  # fmt: skip

    def test_currencies(self, bank: Files) -> None:
        assert bank.rows(
            "SELECT currency FROM accounts JOIN holders USING (account_number) WHERE customer_id = 'customer-12462'"
            " ORDER BY 1"
        ) == [("EUR",), ("GBP",), ("JPY",), ("USD",)]  # fmt: skip
        abroad = bank.one("SELECT count(DISTINCT location), count(DISTINCT currency) FROM moved WHERE customer_id ="
                          f" 'customer-12461' AND currency <> 'USD' AND {WINDOW}")  # fmt: skip
        assert abroad == (4, 3)

    def test_patterns(self, bank: Files) -> None:
        (structurer,) = PATTERNS["structuring"]
        assert bank.one(
            "SELECT count(*), min(money) > 9000, max(money) < 10000 FROM moved WHERE customer_id = ? AND type = 'CASH'"
            " AND channel = 'BRANCH' AND money > 8000", structurer,
        ) == (14, True, True)  # fmt: skip
        (many,) = PATTERNS["many-to-one"]
        assert bank.one(
            "SELECT count(DISTINCT from_account) >= 46 FROM moved WHERE customer_id = ?"
            f" AND counterparty LIKE 'Sender %' AND {WINDOW}", many,
        )  # fmt: skip
        (sleeper,) = PATTERNS["dormant-then-busy"]
        asleep = "day BETWEEN '2023-03-07' AND '2024-06-08'"
        assert bank.one(f"SELECT count(*) FROM moved WHERE customer_id = ? AND {asleep}", sleeper) == 0
