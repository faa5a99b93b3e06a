"""The files of the demo bank: what each holds, and a writer that counts and signs them.

Three departments deliver a folder each: `core` (core banking), `crm` and `compliance`. Every file is CSV, UTF-8,
one header line, LF; each folder has a MANIFEST.csv of rows (without the header) and SHA-256.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Final

DEPARTMENTS: Final = ("core", "crm", "compliance")
_ABOUT = "about_person about_account about_company"

COLUMNS: Final = MappingProxyType({
    **{f"{department}/delivery": "extracted_at" for department in DEPARTMENTS},
    "core/bank": "name currency zone",
    "core/rates": "date from to rate",
    "core/customers": "customer_id name date_of_birth ssn customer_since status branch",
    "core/accounts": "account_number type balance currency status opened closed credit_limit interest_rate annual_fee",
    "core/outside_accounts": "account_number type currency",
    "core/holders": "customer_id account_number role",
    "core/firms": "company_id name",
    "core/firm_accounts": "company_id account_number",
    "core/transactions": "id from_account to_account type amount currency booked_at location channel counterparty"
    " purpose",
    "core/standing_orders": "from_account to_account amount purpose",
    "crm/contacts": "customer_id email phone mobile occupation income employer gender relationship_manager staff vip"
    " segment_override changed_at",
    "crm/addresses": "address_id street city postal_code region country kind",
    "crm/living_at": "customer_id address_id",
    "crm/seated_at": "company_id address_id",
    "crm/relatives": "customer_id relative_id kind",
    "crm/business_ties": "customer_id other_id kind",
    "crm/jobs": "customer_id company_id",
    "crm/interactions": "interaction_id customer_id channel kind at summary",
    "compliance/kyc": "customer_id nationality residence politically_exposed reviewed_at due_at",
    "compliance/documents": "document_id type number issued expires",
    "compliance/document_holders": "customer_id document_id",
    "compliance/credit_scores": "score_id customer_id score bureau scored_at",
    "compliance/alerts": f"alert_id kind status severity raised_at closed_at reason {_ABOUT}",
    "compliance/screening": "match_id list_name entry_id matched_name score status screened_at decided_at"
    " about_person about_company",
    "compliance/registry": "company_id country registration_number legal_form status",
    "compliance/shareholdings": "owner_person owner_company company_id percentage",
    "compliance/control": "owner_person owner_company company_id percentage",
    "compliance/directors": "customer_id company_id",
})  # fmt: skip


class Tables:
    """The open files below `folder`; leaving the `with` block closes them and writes the manifests."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._rows = dict.fromkeys(COLUMNS, 0)
        self._write: dict[str, Callable[[tuple[Any, ...]], Any]] = {}
        for department in DEPARTMENTS:
            (folder / department).mkdir(parents=True, exist_ok=True)
        for name, columns in COLUMNS.items():
            stream = self._stack.enter_context((folder / f"{name}.csv").open("w", encoding="utf-8", newline=""))
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(columns.split())
            self._write[name] = writer.writerow
            if name == "core/transactions":
                self._transactions = stream.write

    def __enter__(self) -> Tables:
        return self

    def row(self, table: str, *values: object) -> None:
        """Append one record; None becomes an empty field, True and False become words."""
        self._write[table](tuple(str(v).lower() if isinstance(v, bool) else v for v in values))
        self._rows[table] += 1

    def transaction(self, line: str) -> None:
        """Append one ready line of transactions, its line end included: there are too many for `row`."""
        self._transactions(line)
        self._rows["core/transactions"] += 1

    @property
    def rows(self) -> dict[str, int]:
        """Records written so far, by table."""
        return dict(self._rows)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()
        if error is None:
            for department in DEPARTMENTS:
                self._sign(department)

    def _sign(self, department: str) -> None:
        with (self._folder / department / "MANIFEST.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(("file", "rows", "sha256"))
            for table in sorted(name for name in COLUMNS if name.startswith(f"{department}/")):
                path = self._folder / f"{table}.csv"
                with path.open("rb") as content:
                    digest = hashlib.file_digest(content, "sha256").hexdigest()
                writer.writerow((path.name, self._rows[table], digest))


def quoted(text: str) -> str:
    """`text` as a CSV field, in quotes where it needs them."""
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\n\r') else text


def money(cents: int, currency: str = "USD") -> str:
    """Cents as text with the currency's digits; hundredths of a yen don't exist, so JPY amounts are whole."""
    if currency == "JPY":
        return str(cents // 100)
    sign = "-" if cents < 0 else ""
    cents = abs(cents)
    return f"{sign}{cents // 100}.{cents % 100:02d}"
