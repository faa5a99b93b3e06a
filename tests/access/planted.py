"""One customer with a value of its own in every field, so that one look through an output finds each that leaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from c360 import words
from c360.access import Role, Show
from c360.graph.connect import Graph
from c360.model import Profile
from c360.model.screening import (
    DecisionRow,
    ListedAs,
    ListedRecord,
    NearMiss,
    NumberedDocument,
    ScreenedCandidate,
    ScreenedFeature,
    ScreenedList,
    ScreenedSubject,
    Screening,
)
from c360.policy import ScreeningRules
from tests.factories import open_book

ME: Final = "zz-40417"
SPOUSE: Final = "zz-40418"
FIRM: Final = "co-88123"

_PERSON = {
    "customerId": ME, "name": "Zephyrine Quillfeather", "dateOfBirth": "1913-03-09", "ssn": "904-71-3358",
    "email": "zephq@quillmail.example", "phone": "+1 555 867 4412", "mobilePhone": "+1 555 733 9921",
    "occupation": "Horologist", "income": "73119.43", "employer": "Gnomonic Works", "customerSince": "1987-11-23",
    "gender": "Nonesuch", "nationality": "Ruritania", "countryOfResidence": "Graustark", "status": "FROZEN",
    "politicallyExposed": True, "branch": "Pelham Gate", "relationshipManager": "Ottoline Vane", "staff": False,
    "vip": True, "kycReviewedAt": "2016-05-17", "kycDueAt": "2021-08-26",
}  # fmt: skip


def _account(number: str, kind: str, balance: str, **more: Any) -> dict[str, Any]:
    # Digits of its own balance, so that each of its amounts is like no other.
    own = balance.replace(".", "")[-3:]
    return {"accountNumber": number, "accountType": kind, "balance": balance, "status": "ACTIVE",
            "openDate": "1999-02-13", "currency": "USD", "limit": f"29{own}.61", "interestRate": float(f"3.{own}7"),
            "annualFee": f"1{own}.57", **more}  # fmt: skip


_ACCOUNTS = [
    _account("ACC-55107733", "CHECKING", "48213.77", status="DORMANT", openDate="1991-07-02"),
    _account("ACC-66208844", "TERM_DEPOSIT", "91377.31", openDate="1992-08-03"),
    _account("ACC-77309955", "CREDIT_LINE", "5127.19", openDate="1993-09-04"),
    _account("ACC-88401166", "HOME_LOAN", "263418.57", openDate="1994-10-05"),
    _account("ACC-99502277", "RETIREMENT", "318942.61", openDate="1995-11-06"),
    _account("ACC-11603388", "INSURANCE", "27194.83", openDate="1996-12-07"),
    _account("ACC-22704499", "CURIO_BOX", "3319.47", status="CLOSED", openDate="1997-01-08", closedDate="2003-04-29"),
    _account("ACC-33805500", "MONEY_MARKET", "8862.94", openDate="1998-03-11"),
    _account("ACC-44906611", "CURRENT", "6643.28", openDate="2001-05-12"),
]
_DAY = "2024-06-"


def _payment(start: str, end: str, amount: str, at: str, **more: Any) -> tuple[str, str, dict[str, Any]]:
    told = {"type": "WIRE_OUT", "channel": "KIOSK", "location": "Obersee", "counterparty": "Vexillum Trading", **more}
    return (start, end, {"amount": amount, "timestamp": datetime.fromisoformat(at), "currency": "USD", **told})


def bank(folder: Path) -> Graph:
    """The customer, a spouse who owns an account with them, a firm, and an account of nobody."""
    mine = ["ACC-55107733", "ACC-66208844", "ACC-77309955", "ACC-88401166", "ACC-99502277", "ACC-11603388",
            "ACC-22704499"]  # fmt: skip
    spouse = {"customerId": SPOUSE, "name": "Barnaby Thistlewood", "dateOfBirth": "1915-06-14", "gender": "Othersuch"}
    partner = {"customerId": "zz-40419", "name": "Cosima Umberleigh"}
    return open_book(
        folder,
        {
            "Person": [_PERSON, spouse, partner],
            "Account": [*_ACCOUNTS, _account("EXT-70070070", "EXTERNAL", "1.00"),
                        _account("FRM-60060060", "BUSINESS_CHECKING", "44771.26")],
            "Company": [{"companyId": FIRM, "name": "Astrolabe Holdings", "country": "US"}],
            "Address": [{"naturalKey": "adr-1", "street": "17 Whorlton Yard", "city": "Netherwallop",
                         "postalCode": "QX7-9ZZ4", "region": "Wexmoor", "country": "Lothlorien", "kind": "SEASIDE"}],
            "Document": [{"naturalKey": "LP7745219K", "type": "LAISSEZPASSER", "number": "LP7745219K",
                          "issueDate": "2011-02-03", "expiryDate": "2024-07-21"}],
            "AMLAlert": [{"naturalKey": "al-33910", "alertId": "al-33910", "status": "OPEN", "severity": "MEDIUM",
                          "raisedAt": "2024-05-19T09:00:00", "reason": "Layering through orchids"}],
            "FraudAlert": [{"naturalKey": "al-44820", "alertId": "al-44820", "status": "CLOSED", "severity": "LOW",
                            "raisedAt": "2018-04-22T09:00:00", "closedAt": "2018-09-27T10:00:00",
                            "reason": "Card seen in Tierra Oscura"}],
            "SanctionsMatch": [{"naturalKey": "sm-1", "listName": "Ruritanian List", "entryId": "RL-5521",
                                "matchedName": "Zephyrin Quilfeather", "score": 0.8731, "status": "OPEN",
                                "screenedAt": "2024-06-11T08:00:00"}],
            "CreditScore": [{"naturalKey": "cs-1", "score": 617, "bureau": "Bureau Quandary",
                             "scoredAt": "2022-01-29"}],
            "Interaction": [{"naturalKey": "in-1", "channel": "HELIOGRAPH", "kind": "PLAINT",
                             "at": "2024-06-07T11:20:00",
                             "summary": "Read out 904-71-3358 and ACC-55107733 about an orrery"}],
        },
        {
            "HAS_ADDRESS.Person.Address": [(ME, "adr-1"), (SPOUSE, "adr-1")],
            "HAS_DOCUMENT.Person.Document": [(ME, "LP7745219K")],
            "SPOUSE.Person.Person": [(ME, SPOUSE)],
            "PARTNER.Person.Person": [(ME, "zz-40419")],
            "OWNS.Person.Account": [*((ME, one) for one in mine), (SPOUSE, "ACC-55107733"), (SPOUSE, "ACC-44906611")],
            "OWNS.Company.Account": [(FIRM, "FRM-60060060")],
            "AUTHORIZED_ON.Person.Account": [(ME, "ACC-33805500")],
            "OWNS.Person.Company": [(ME, FIRM, {"percentage": 37.5})],
            "EMPLOYEE_OF.Person.Company": [("zz-40419", FIRM)],
            "SUBJECT_OF.AMLAlert.Account": [("al-33910", "ACC-66208844")],
            "SUBJECT_OF.FraudAlert.Person": [("al-44820", ME)],
            "SUBJECT_OF.SanctionsMatch.Person": [("sm-1", ME)],
            "HAS_CREDIT_SCORE.Person.CreditScore": [(ME, "cs-1")],
            "HAD_INTERACTION.Person.Interaction": [(ME, "in-1")],
            "STANDING_ORDER.Account.Account": [("ACC-55107733", "ACC-66208844", {"amount": "417.29",
                                                                               "purpose": "Orrery fund"})],
            "TRANSACTION.Account.Account": [
                _payment("ACC-55107733", "EXT-70070070", "3461.29", f"{_DAY}03 10:00"),
                _payment("EXT-70070070", "ACC-55107733", "1297.83", f"{_DAY}04 20:30", type="STIPEND",
                         channel="TELEGRAPH", location="Niedersee", counterparty="Gnomonic Works"),
                _payment("ACC-55107733", "ACC-66208844", "733.51", f"{_DAY}15 12:00", type="SWEEP_IN",
                         channel="PNEUMATIC", location="Mittelsee", counterparty=None),
                # Others', so that the book's first and last day are nobody's.
                _payment("EXT-70070070", "FRM-60060060", "9.01", "2023-01-02 09:00"),
                _payment("EXT-70070070", "FRM-60060060", "9.02", f"{_DAY}28 09:00"),
            ],
        },
        as_of="2024-06-30",
    )  # fmt: skip


class Screened:
    """Who screens, without lists: the customer, with an entry that is like them in everything, and one that is near."""

    def screen(self, who: ScreenedSubject, rules: ScreeningRules, zone: ZoneInfo) -> Screening:
        at = datetime(2024, 6, 29, 6, 30, tzinfo=zone)
        number = who.documents[0] if who.documents else NumberedDocument("passport", "NONE-000111", "zz")
        listed = ListedRecord(
            "Person", (ListedAs("Sefirin Kvillfezer", "primary"),), (who.birth_date or "1901-01-01",),
            ("Ruritania",), (who.gender or "male",), (replace(number, country="Lothlorien"),), ("Zenda Castle",),
            ("3 Moat Street, Zenda",), ("PROGRAMME-Q",), ("Court astronomer",), "2019-12-13",
            (f"Passport {number.number} seen in Strelsau",),
        )  # fmt: skip
        feature = ScreenedFeature("birthday alike", Decimal("0.1337"), f"born on {who.birth_date}")
        decided = DecisionRow("confirmed", "The birthday is theirs", "olga.inspector", at, "e" * 64)
        found = ScreenedCandidate(
            "Zenda List", "ZL-77012", "Sefirin Kvillfezer", Decimal("0.9137"), True, (feature,), "asks again",
            "the entry's passport changed", True, (decided,), 4321, "f" * 64, listed,
        )  # fmt: skip
        near = NearMiss("Zenda List", "ZL-88013", "Zepherin Kwill", Decimal("0.6137"), (feature,))
        lists = (ScreenedList("Zenda List", "2024-06-01", at, "a" * 64, 5417),)
        return Screening("screened", None, lists, Decimal("0.8519"), Decimal("0.5523"), who, (found,), 217, (near,))


def leaves(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a profile's JSON with its dotted key; what is within a list or a mapping of data has one key."""
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield from leaves(one, f"{key}.{name}" if key else name)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from leaves(one, key)
    elif value is not None:
        yield key, value


_NUMBER: Final = re.compile(r"-?\d+\.\d+")


def marks(key: str, value: Any) -> set[str]:
    """The ways in which a value is written, where it is like no other: as in the JSON and as people read it."""
    if isinstance(value, bool) or value is None:
        return set()
    text = str(value)
    if key.endswith(".age"):
        return {f"{value} year", f"({value}", f'"age":{value}', f'"age": {value}'}
    if isinstance(value, int):
        return {text, f"{value:,}"} if value >= 100 else set()
    if _NUMBER.fullmatch(text):
        try:
            number = Decimal(text)
        except InvalidOperation:
            return set()
        return {f"{number:f}", f"{number:,f}"} if abs(number) >= 100 or len(text) > 5 else set()
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return {text, words.day(date.fromisoformat(text))}
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}T.*", text):
        return {text, text[:10], words.day(date.fromisoformat(text[:10]))}
    return {text} if len(text) >= 6 else set()


# Words of the product, of the policy or of every calendar: they are no customer's.
COMMON: Final = frozenset({
    "activity.window.from", "activity.window.to", "activity.window.days", "products.summary.balances_as_of",
    "activity.daily.date", "activity.transactions.rows.direction", "risk.factors.rule", "risk.factors.title",
    "risk.factors.effect", "risk.factors.threshold", "risk.factors.evidence.label",
    "risk.screening.candidates.decisions.outcome", "risk.screening.candidates.listed.schema",
    "risk.screening.subject.schema", "risk.screening.state", "signals.signals.signal", "signals.signals.title",
    "signals.signals.definition", "signals.signals.source", "signals.signals.window.from",
    "signals.signals.window.to", "signals.signals.window.days", "signals.signals.transactions.rows.direction",
    "value.models.name", "value.models.formula", "value.models.assumptions", "value.revenue_lines.line",
})  # fmt: skip


def hidden_marks(clear: Profile, seen: Profile, role: Role) -> dict[str, str]:
    """What must not leave to a role, each with the field it is of: hidden, and in nothing that the role sees."""
    allowed = " \n ".join(sorted({mark for key, value in leaves(shown(seen)) for mark in marks(key, value)}))
    found: dict[str, str] = {}
    for key, value in leaves(shown(clear)):
        field = field_of(key)
        if field == "risk.alerts.on" and str(value).startswith("Person "):
            continue  # whoever the view is of
        if field is None or field in COMMON or role.shows(field) is Show.CLEAR:
            continue
        found |= {mark: field for mark in marks(key, value) if mark not in allowed}
    return found


def shown(profile: Profile) -> dict[str, Any]:
    """The sections and the summary of a profile's JSON."""
    data = profile.to_dict()
    return {name: data[name] for name in (*profile.sections, "summary") if data.get(name) is not None}


def field_of(key: str) -> str | None:
    """The field of the table that a key of the JSON is of: keys of data, such as types of transactions, are of it."""
    from c360.access.fields import FIELDS

    while key and key not in FIELDS:
        key = key.rpartition(".")[0]
    return key or None


def found_in(output: str, hidden: Mapping[str, str]) -> dict[str, str]:
    """What of the hidden stands in an output, however its blanks are."""
    plain = re.sub(r"\s+", " ", output.replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", ""))
    return {mark: field for mark, field in hidden.items() if re.search(rf"(?<![\w.,]){re.escape(mark)}(?![\w])", plain)}
