"""OFAC's Remarks: births, places, nationalities, weak aliases, documents and ties, written as text.

The column holds clauses with semicolons between them, "DOB 05 May 1961; alt. DOB 1962; nationality Iraq; Passport
X123 (Iraq) expires 11 Apr 2024; a.k.a. 'ABU X'; Linked To: Y." A clause that no rule reads stays among the remarks.
Weak aliases stand here alone, in quotes; strong ones are in alt.csv.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from c360.screening.lists.births import birth_of, day_of
from c360.screening.lists.countries import code_of
from c360.screening.lists.draft import Draft
from c360.screening.lists.entry import WEAK, Link

# A label as OFAC writes it, and which kind of document it is; the longest that fits is taken.
_LABELS: Final = {
    "passport": (
        "Passport", "Diplomatic Passport", "British National Overseas Passport", "Stateless Person Passport",
        "Travel Document Number", "Service Passport", "Official Passport", "Refugee ID Card",
    ),
    "identity": (
        "Cedula No.", "Cedula de Ciudadania", "Cedula de Residencia", "National ID No.", "D.N.I.", "C.U.R.P.",
        "Identification Number", "Personal ID Card", "SSN", "Driver's License No.", "Electoral Registry No.",
        "Credencial electoral", "Cartilla de Servicio Militar Nacional", "National Foreign ID Number",
        "Residency Number", "I.F.E.", "Birth Certificate Number", "LE Number", "C.U.I.P.", "C.U.I.",
        "Citizen's Card Number", "Interpol: Red Notice. File No.",
        "Turkish Identification Number", "Kenyan ID No.", "VisaNumberID", "Tazkira National ID Card", "N.I.E.",
        "Moroccan Personal ID No.", "Bosnian Personal ID No.", "Stateless Person ID Card", "Immigration No.",
        "Pilot License Number", "Numero de Identidad", "Carnet de Identidad", "Tarjeta de Identidad",
        "British National Overseas Number", "Public Security and Immigration No.", "Refugee ID",
    ),
    "tax": (
        "NIT #", "R.F.C.", "RFC", "Tax ID No.", "RUC #", "V.A.T. Number", "RIF #", "Italian Fiscal Code", "US FEIN",
        "C.U.I.T.", "C.I.F.", "Fiscal Code", "Paraguayan tax identification number", "RTN", "RSIN", "N.I.T.",
    ),
    "registration": (
        "Registration Number", "Registration ID", "Folio Mercantil No.", "Company Number", "Government Gazette Number",
        "Commercial Registry Number", "Matricula Mercantil No", "Trade License No.", "D-U-N-S Number", "C.R. No.",
        "Business Registration Document #", "Business Registration Number", "Chamber of Commerce Number",
        "Public Registration Number", "UK Company Number", "Registered Charity No.", "Branch Unit Number",
        "Certificate of Incorporation Number", "United Social Credit Code Certificate (USCCC)",
        "Unified Social Credit Code (USCC)", "Legal Entity Number", "Dubai Chamber of Commerce Membership No.",
        "Enterprise Number", "File Number", "Business Number", "Afghan Money Service Provider License Number",
        "SRE Permit No.", "Istanbul Chamber of Comm. No.", "Romanian C.R.", "MSB Registration Number", "License",
        "Tourism License No.", "Central Registration System Number", "Economic Register Number (CBLS)",
    ),
    "craft": (
        "Vessel Registration Identification", "MMSI", "Aircraft Manufacturer's Serial Number (MSN)",
        "Aircraft Construction Number (also called L/N or S/N or F/N)", "Aircraft Tail Number",
        "Previous Aircraft Tail Number", "Aircraft Mode S Transponder Code", "International Maritime Organization No.",
    ),
    "bank": ("SWIFT/BIC", "BIK (RU)"),
}  # fmt: skip
_KINDS: Final = {label: kind for kind, labels in _LABELS.items() for label in labels}
_DATE: Final = r"\d{1,2} [A-Z][a-z]{2} \d{4}|[A-Z][a-z]{2} \d{4}|\d{4}"
_DOCUMENT: Final = re.compile(
    rf"(?:alt\. )?(?P<label>{'|'.join(map(re.escape, sorted(_KINDS, key=len, reverse=True)))})(?![a-z])[ :]*"
    r"(?P<number>(?:[^();]|(?<=[A-Z])\([A-Z]{1,3}\)(?=\d))*[\dA-Z][^();]*?)(?: \((?P<town>[^()]*)\)(?= \())?"
    r"(?: \((?P<country>[^()]*)\))?"
    rf"(?: issued (?P<issued>{_DATE}))?(?: expires (?P<expires>{_DATE}))?"
)
# How long OFAC's column is: what is longer goes on in sdn_comments.csv.
CUT_AT: Final = 1000
CUT: Final = "cut short by the file: "


def clauses(remarks: str) -> list[str]:
    """The clauses of a Remarks column, each without the point that ends the whole."""
    parts = [part.strip() for part in re.split(r";\s+|;$", remarks)]
    return [part for part in parts if part]


def read_remarks(remarks: str, draft: Draft) -> int:
    """Puts every clause where it belongs in the draft; gives how many were understood, the others being remarks."""
    return sum([_read(clause, draft) for clause in clauses(remarks)])


def _read(clause: str, draft: Draft) -> bool:
    bare = clause.removesuffix(".")
    for rule, use in _RULES:
        if (found := rule.fullmatch(bare)) and use(found, draft):
            return True
    draft.add("remarks", clause)
    return False


def _alias(found: re.Match[str], draft: Draft) -> bool:
    draft.name(found["name"], WEAK, split=draft.schema == "Person", note=found["how"])
    return True


def _birth(found: re.Match[str], draft: Draft) -> bool:
    return birth_of(found[1]) is not None and draft.birth(found[1])


def _place(found: re.Match[str], draft: Draft) -> bool:
    draft.add("places_of_birth", found[1])
    return True


def _country(found: re.Match[str], draft: Draft) -> bool:
    if code_of(found[1]) is None:
        return False
    draft.country(found[1], "")
    return True


def _gender(found: re.Match[str], draft: Draft) -> bool:
    draft.add("genders", found[1].lower())
    return True


def _tie(found: re.Match[str], draft: Draft) -> bool:
    draft.links.append(Link("linked to", " ".join(found[1].split())))
    return True


def _wallet(found: re.Match[str], draft: Draft) -> bool:
    draft.document("wallet", found["number"], found["currency"])
    return True


def _numbered(found: re.Match[str], draft: Draft) -> bool:
    notes = [found["town"]] if found["town"] else []
    notes += [f"{word} {day_of(found[word])}" for word in ("issued", "expires") if found[word]]
    label, number, kind = found["label"], found["number"], _KINDS[found["label"]]
    if number.startswith("IMO "):  # of a ship, or of the company that runs it
        kind = "craft" if draft.schema == "Vessel" else "registration"
        label, number = "IMO", number.removeprefix("IMO ")
    draft.document(kind, number, label, found["country"], ", ".join(notes))
    return True


_RULES: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Draft], bool]], ...]] = (
    (re.compile(r"(?P<how>[afn]\.k\.a\.) (?P<quote>['\"])(?P<name>.+)(?P=quote)"), _alias),
    (re.compile(r"(?:alt\. )?DOB (.+)"), _birth),
    (re.compile(r"(?:alt\. )?POB (.+)"), _place),
    (re.compile(r"(?:alt\. )?(?:nationality|citizen|Nationality of Registration|Vessel Flag) (.+)"), _country),
    (re.compile(r"Gender (Male|Female)"), _gender),
    (re.compile(r"Linked To: (.+)"), _tie),
    (re.compile(r"(?:alt\. )?Digital Currency Address - (?P<currency>[A-Z0-9]+) (?P<number>\w+)"), _wallet),
    (_DOCUMENT, _numbered),
)
