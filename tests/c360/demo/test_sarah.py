"""Every number of Sarah Johnson's card, by plain SQL over the bank's files."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from c360.demo import write_files
from tests.c360.demo.bank_files import SARAH, WINDOW, YEAR, Files


class TestSarah:
    """The card of Sarah Johnson, to the digit."""

    def test_accounts(self, bank: Files) -> None:
        found = bank.rows(
            "SELECT type, balance, status FROM accounts JOIN holders USING (account_number)"
            " WHERE customer_id = ? AND role = 'OWNER' ORDER BY type", SARAH,
        )  # fmt: skip
        assert found == [
            ("BROKERAGE", "500000.00", "ACTIVE"), ("CHECKING", "10000.00", "ACTIVE"),
            ("CREDIT_CARD", "15000.00", "ACTIVE"), ("MORTGAGE", "350000.00", "ACTIVE"),
            ("SAVINGS", "240000.00", "ACTIVE"),
        ]  # fmt: skip

    def test_joint_and_authorised(self, bank: Files) -> None:
        assert bank.rows("SELECT type FROM holders JOIN accounts USING (account_number) WHERE customer_id = ?"
                         " AND role = 'AUTHORISED'", SARAH) == [("SAVINGS",), ("SAVINGS",)]  # fmt: skip
        joint = bank.rows(
            "SELECT type, b.customer_id FROM holders a JOIN holders b USING (account_number) JOIN accounts"
            " USING (account_number) WHERE a.customer_id = ? AND b.customer_id <> a.customer_id ORDER BY ALL", SARAH,
        )  # fmt: skip
        assert joint == [("CHECKING", "customer-12346"), ("SAVINGS", "customer-12347"), ("SAVINGS", "customer-12348")]

    def test_window(self, bank: Files) -> None:
        count, volume = bank.one(f"SELECT count(*), sum(money) FROM moved WHERE customer_id = ? AND {WINDOW}", SARAH)
        assert (count, volume, volume / count) == (145, Decimal("181250.00"), Decimal(1250))
        places = bank.rows(f"SELECT DISTINCT location FROM moved WHERE customer_id = ? AND {WINDOW} ORDER BY 1", SARAH)
        assert places == [("Airport",), ("Harbour",), ("Main St",), ("Online banking",)]
        internal, inflow, outflow = bank.one(
            "SELECT count(*) FILTER (internal), count(*) FILTER (net > 0), count(*) FILTER (net < 0) FROM moved"
            f" WHERE customer_id = ? AND {WINDOW}", SARAH,
        )  # fmt: skip
        assert min(internal, inflow, outflow) > 10
        assert internal + inflow + outflow == 145

    def test_revenue(self, bank: Files) -> None:
        margins = {"CHECKING": "0.015", "SAVINGS": "0.008", "CREDIT_CARD": "0.06", "MORTGAGE": "0.012",
                   "BROKERAGE": "0.0025"}  # fmt: skip
        balances = bank.rows(
            "SELECT type, balance FROM accounts JOIN holders USING (account_number) WHERE customer_id = ?"
            " AND role = 'OWNER'", SARAH,
        )  # fmt: skip
        margin = sum(Decimal(balance) * Decimal(margins[kind]) for kind, balance in balances)
        year = f"SELECT coalesce(sum(money), 0) FROM moved WHERE customer_id = ? AND {YEAR}"
        fees = bank.one(f"{year} AND type = 'FEE'", SARAH)
        cards = bank.one(f"{year} AND type = 'CARD'", SARAH)
        assert (margin, fees, cards) == (Decimal(8420), Decimal(20), Decimal(6000))
        assert margin + fees + cards / 100 == Decimal("8500.00")
        assert Decimal("8500") * Decimal("3.4") == Decimal("28900")
        named = "('SLUZBY', 'SANKC. UROK', 'ACCOUNT_FEE', 'ADVISORY_FEE', 'LATE_FEE')"
        assert bank.one(f"SELECT count(*) FROM moved WHERE customer_id = ? AND purpose IN {named}", SARAH) == 0

    def test_ties(self, bank: Files) -> None:
        family = bank.rows("SELECT customer_id, kind, relative_id FROM relatives WHERE ? IN (customer_id, relative_id)"
                           " ORDER BY ALL", SARAH)  # fmt: skip
        assert family == [
            (SARAH, "CHILD", "customer-12347"), (SARAH, "CHILD", "customer-12348"), (SARAH, "SPOUSE", "customer-12346"),
        ]  # fmt: skip
        owned = "SELECT company_id, percentage, name FROM shareholdings JOIN firms USING (company_id)"
        assert bank.rows(f"{owned} WHERE owner_person = ?", SARAH) == [
            ("company-12345", "100", "Johnson Consulting LLC")
        ]
        for table, column in (("jobs", "customer_id"), ("directors", "customer_id"), ("control", "owner_person"),
                              ("business_ties", "customer_id"), ("business_ties", "other_id")):  # fmt: skip
            assert bank.one(f"SELECT count(*) FROM {table} WHERE {column} = ?", SARAH) == 0

    def test_everything_about_her_is_filled(self, bank: Files) -> None:
        for table, empty in (("customers", set()), ("contacts", {"segment_override"}), ("kyc", set())):
            relation = bank.con.execute(f"SELECT * FROM {table} WHERE customer_id = ?", [SARAH])
            names = [column[0] for column in relation.description or ()]
            (values,) = relation.fetchall()
            assert {name for name, value in zip(names, values, strict=True) if value is None} == empty
        assert bank.one("SELECT name, customer_since FROM customers WHERE customer_id = ?", SARAH) == (
            "Sarah Johnson", "2015-03-15",
        )  # fmt: skip
        assert bank.one("SELECT count(*) FROM living_at WHERE customer_id = ?", SARAH) == 2
        assert bank.one("SELECT count(*) FROM interactions WHERE customer_id = ?", SARAH) >= 5

    def test_risk(self, bank: Files) -> None:
        scores = bank.rows("SELECT score, scored_at FROM credit_scores WHERE customer_id = ? ORDER BY scored_at", SARAH)
        assert scores[-1] == ("780", "2024-06-01")
        assert len(scores) > 3
        accounts = f"SELECT account_number FROM holders WHERE customer_id = '{SARAH}'"
        assert bank.one("SELECT count(*) FROM alerts WHERE about_person = ? OR about_company = 'company-12345'"
                        f" OR about_account IN ({accounts})", SARAH) == 0  # fmt: skip
        assert bank.one("SELECT count(*) FROM screening WHERE about_person = ?", SARAH) == 0
        assert bank.one("SELECT due_at > '2024-06-30' FROM kyc WHERE customer_id = ?", SARAH)
        assert bank.one(
            "SELECT expires FROM documents JOIN document_holders USING (document_id) WHERE customer_id = ?"
            " AND type = 'PASSPORT'", SARAH,
        ) == "2024-08-10"  # fmt: skip

    def test_her_accounts_never_run_below_nothing(self, bank: Files) -> None:
        lows = bank.rows(
            "SELECT type, min(balance::DECIMAL(18, 2) - after) FROM (SELECT account_number, coalesce(sum(change) OVER"
            " (PARTITION BY account_number ORDER BY booked_at DESC, id DESC), 0) AS after FROM side JOIN booking"
            " USING (id)) JOIN accounts USING (account_number) JOIN holders USING (account_number)"
            " WHERE customer_id = ? AND type IN ('CHECKING', 'SAVINGS', 'BROKERAGE') GROUP BY type", SARAH,
        )  # fmt: skip
        assert len(lows) == 3
        assert all(low > 0 for _, low in lows)

    def test_she_is_the_same_in_every_bank(self, bank: Files, tmp_path: Path) -> None:
        write_files(tmp_path, customers=100, seed=99)
        other = Files(tmp_path)
        sums = f"SELECT type, count(*), sum(money) FROM moved WHERE customer_id = ? AND {WINDOW} GROUP BY 1 ORDER BY 1"
        assert other.rows(sums, SARAH) == bank.rows(sums, SARAH)
        other.con.close()
