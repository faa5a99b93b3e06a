"""The United Nations Security Council's consolidated list, from its XML.

An entry's id is its permanent reference number, such as QDi.001, which the UN cites; its DATAID is among `other_ids`.
Aliases of good quality are strong, those of low quality weak; entities' aliases have no quality and are strong. One
field may hold several names with semicolons between them, and a name in another script in brackets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

from c360.screening.lists.births import around, birth_of, day_of, interval
from c360.screening.lists.draft import Draft, squeezed
from c360.screening.lists.entry import PRIMARY, STRONG, WEAK, Entry, Link
from c360.screening.lists.reading import Reading, refuse, whole
from c360.screening.lists.xml import LINE, parsed

NAME: Final = "UN Consolidated"

_GROUPS: Final = {"INDIVIDUALS": ("INDIVIDUAL", "Person"), "ENTITIES": ("ENTITY", "Organization")}
_QUALITIES: Final = {"Good": STRONG, "Low": WEAK, "a.k.a.": STRONG, "f.k.a.": STRONG, "": STRONG}
_NAMES: Final = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
# Of no use to anyone who screens; everything else that no rule knows is kept as a remark.
_PASSED_OVER: Final = frozenset({"VERSIONNUM", "LIST_TYPE", "LAST_DAY_UPDATED", "SORT_KEY", "SORT_KEY_LAST_MOD"})
_REFERENCE: Final = re.compile(r"\(([A-Z]{2}[ie]\.\d{3})\)")


def read(path: Path) -> Reading:
    """The list in a file; raises `InputRefused` with file, line and reason for anything that doesn't fit."""
    text, file = whole(path)
    root = parsed(text, path.name)
    if root.tag != "CONSOLIDATED_LIST":
        raise refuse(path.name, "it is not the UN's consolidated list", 1)
    dated = root.get("dateGenerated", "")
    try:
        datetime.fromisoformat(dated)
    except ValueError as error:
        raise refuse(path.name, "it doesn't say when it was generated", 1) from error
    drafts = dict(_drafts(root, path.name))
    return Reading(NAME, dated, tuple(_sealed(drafts)), (file,))


def _drafts(root: Element, file: str) -> Iterator[tuple[str, Draft]]:
    lines: dict[str, str] = {}
    for group, (tag, schema) in _GROUPS.items():
        held = root.find(group)
        if held is None or not len(held):
            raise refuse(file, f"it holds no {group}")
        for element in held:
            line = int(element.attrib[LINE])
            number, name = _text(element, "REFERENCE_NUMBER"), _text(element, "FIRST_NAME")
            if element.tag != tag or not number or not name or not _text(element, "DATAID"):
                raise refuse(
                    file, f"among {group} stands what is no {tag} with DATAID, REFERENCE_NUMBER and name", line
                )
            if number in lines:
                raise refuse(file, f"entry {number} stands here and on line {int(lines[number]):,}", line)
            lines[number] = element.attrib[LINE]
            yield number, _draft(element, number, schema, file)


def _draft(element: Element, number: str, schema: str, file: str) -> Draft:
    draft = Draft(NAME, number, schema)
    draft.name(" ".join(filter(None, (_text(element, tag) for tag in _NAMES))), PRIMARY)
    _split(draft, draft.primary, STRONG)
    draft.name(_text(element, "NAME_ORIGINAL_SCRIPT"), STRONG, language="original script")
    aliases = [child for child in element if child.tag.endswith("_ALIAS")]
    # The first word on a name stands: what is strong anywhere is strong.
    for child in sorted(aliases, key=lambda child: _text(child, "QUALITY") == "Low"):
        _alias(child, draft, file)
    for child in element:
        if child.tag in _READERS:
            _READERS[child.tag](child, draft)
        elif child.tag not in _PASSED_OVER and child.tag not in _NAMES and child not in aliases:
            words = squeezed(" ".join(child.itertext()))
            draft.add("remarks", words and f"{child.tag.replace('_', ' ').capitalize()}: {words}")
    return draft


def _alias(alias: Element, draft: Draft, file: str) -> None:
    quality = _text(alias, "QUALITY")
    if quality not in _QUALITIES:
        raise refuse(file, "an alias has a quality that isn't known", int(alias.attrib[LINE]))
    name, note = _text(alias, "ALIAS_NAME"), _text(alias, "NOTE")
    kind = _QUALITIES[quality]
    if not name:
        draft.add("remarks", note and f"Alias: {note}")
        return
    said = quality if quality.endswith(".") else ""
    if note.lower().rstrip(".") in ("previously listed as", "formerly listed as"):
        said, note = "f.k.a.", ""
    _split(draft, name, kind, said)
    if found := re.fullmatch(r"original script: (\S.*)", note):
        draft.name(found[1], kind, language="original script")
    elif note:
        draft.add("remarks", f"Alias {name}: {note}")
    if born := _text(alias, "DATE_OF_BIRTH"):
        draft.birth(born)
    _place(alias, draft, ("CITY_OF_BIRTH", "COUNTRY_OF_BIRTH"))


def _split(draft: Draft, text: str, kind: str, note: str = "") -> None:
    """One name, or several that one field holds."""
    whole_text = squeezed(text)
    if found := re.fullmatch(r"(.+?)\s*\((?:original script: )?([^()]+)\)[\s,]*", whole_text):
        outside, inside = found[1], found[2]
        if _latin(outside) != _latin(inside):
            for part in (*outside.split(";"), *inside.split(";")):
                draft.name(part, kind, note=note, language="" if _latin(part) else "original script")
            return
    for part in re.split(r";\s+|\s+b\)\s+", whole_text):
        draft.name(part, kind, note=note, language="" if _latin(part) else "original script")


def _latin(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return not letters or unicodedata.name(letters[0], "").startswith("LATIN")


def _born(date: Element, draft: Draft) -> None:
    kind, note = _text(date, "TYPE_OF_DATE"), _text(date, "NOTE")
    exact, year = _text(date, "DATE"), _text(date, "YEAR")
    first, last = _text(date, "FROM_YEAR"), _text(date, "TO_YEAR")
    born = interval(first, last) if kind == "BETWEEN" else day_of(exact) or day_of(year) or birth_of(note)
    if born and kind == "APPROXIMATELY" and "/" not in born:
        born = around(born)
    if born:
        draft.add("births", born)
    said = [one for one in (exact, year, first, last, note) if one]
    if (note and note.lower() != "approximately") or (said and not born):
        draft.add("remarks", f"Date of birth: {', '.join(said)}")


def _place(element: Element, draft: Draft, tags: tuple[str, ...]) -> None:
    draft.add("places_of_birth", _joined(element, tags))


def _lived(element: Element, draft: Draft) -> None:
    draft.add("addresses", _joined(element, ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")))
    note, country = _text(element, "NOTE"), _text(element, "COUNTRY")
    draft.add("remarks", note and f"Address: {note}")
    draft.country("" if country == "na" else country, "Address in")


def _document(element: Element, draft: Draft) -> None:
    label = _text(element, "TYPE_OF_DOCUMENT2") or _text(element, "TYPE_OF_DOCUMENT")
    note = _text(element, "NOTE")
    if issued := _text(element, "DATE_OF_ISSUE"):
        note = f"issued {issued}, {note}" if note else f"issued {issued}"
    kind = _text(element, "TYPE_OF_DOCUMENT").lower()
    number = _text(element, "NUMBER")
    country = _text(element, "ISSUING_COUNTRY") or _text(element, "COUNTRY_OF_ISSUE")
    if number:
        passport = "passport" in kind or "passeport" in kind or "pasaporte" in kind
        draft.document("passport" if passport else "identity", number, label or "Document", country, note)
    else:
        draft.add("remarks", (note or label) and f"Document: {', '.join(filter(None, (label, note)))}")


def _comment(element: Element, draft: Draft) -> None:
    text = squeezed(element.text)
    draft.add("remarks", text)
    draft.links.extend(Link("mentions", "", NAME, found) for found in _REFERENCE.findall(text) if found != draft.id)


def _nationality(element: Element, draft: Draft) -> None:
    for value in element:
        draft.country("" if value.text == "na" else value.text, "Nationality")


_READERS: Final[Mapping[str, Callable[[Element, Draft], None]]] = {
    "REFERENCE_NUMBER": lambda element, draft: None,
    "NAME_ORIGINAL_SCRIPT": lambda element, draft: None,
    "DATAID": lambda element, draft: draft.add("other_ids", element.text),
    "UN_LIST_TYPE": lambda element, draft: draft.add("programs", element.text),
    "LISTED_ON": lambda element, draft: setattr(draft, "listed_on", day_of(squeezed(element.text)[:10])),
    "GENDER": lambda element, draft: draft.add("genders", squeezed(element.text).lower()),
    "TITLE": lambda element, draft: draft.add("titles", *(value.text for value in element)),
    "DESIGNATION": lambda element, draft: draft.add("positions", *(value.text for value in element)),
    "NATIONALITY": _nationality,
    "COMMENTS1": _comment,
    "INDIVIDUAL_ADDRESS": _lived,
    "ENTITY_ADDRESS": _lived,
    "INDIVIDUAL_DATE_OF_BIRTH": _born,
    "INDIVIDUAL_PLACE_OF_BIRTH": lambda element, draft: _place(
        element, draft, ("STREET", "CITY", "STATE_PROVINCE", "COUNTRY")
    ),
    "INDIVIDUAL_DOCUMENT": _document,
}


def _sealed(drafts: dict[str, Draft]) -> Iterator[Entry]:
    for draft in drafts.values():
        draft.links = [
            Link(link.relation, drafts[link.id].primary, link.list, link.id) if link.id in drafts
            else Link(link.relation, link.id or "")
            for link in draft.links
        ]  # fmt: skip
        yield draft.seal()


def _joined(element: Element, tags: tuple[str, ...]) -> str:
    return ", ".join(filter(None, (_text(element, tag) for tag in tags)))


def _text(element: Element, tag: str) -> str:
    return squeezed(element.findtext(tag))
