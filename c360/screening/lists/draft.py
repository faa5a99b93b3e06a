"""An entry while it is read: what a list says of it, gathered piece by piece, then sealed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

from c360.screening.lists.births import birth_of
from c360.screening.lists.countries import code_of
from c360.screening.lists.entry import PRIMARY, Entry, Link, ListedDocument, ListedName, sealed
from c360.screening.lists.reading import refuse

# No country's name is as short in lower case.
_CODE: Final = re.compile(r"[a-z]{2}|[a-z]{4}")
# What Unicode calls Cc: no name holds it, and a terminal may obey it.
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f]")
# The longest name on the lists of today has about 400 characters; a comparison grows with it.
LONGEST_NAME: Final = 1000


class Draft:
    """What is known of one entry so far. White space is squeezed in all texts, and empty ones are nothing."""

    def __init__(self, list_name: str, entry_id: str, schema: str) -> None:
        self.list, self.id, self.schema = list_name, entry_id, schema
        self.listed_on: str | None = None
        self.links: list[Link] = []
        self._fields: defaultdict[str, list[Any]] = defaultdict(list)
        self._named: set[str] = set()

    def add(self, field: str, *texts: str | None) -> None:
        """Texts for one of the entry's fields of plain text."""
        self._fields[field].extend(filter(None, map(squeezed, texts)))

    def texts(self, field: str) -> tuple[str, ...]:
        """What one of those fields holds so far."""
        return tuple(self._fields[field])

    def name(self, text: str | None, kind: str, *, split: bool = False, note: str = "", language: str = "") -> None:
        """A name; with `split` its family name stands before a comma. The first word on a name is the last:
        whoever adds names begins with the primary one and goes on with the strong."""
        text = squeezed(text)
        if not text or text in self._named:
            return
        self._named.add(text)
        family, _, given = text.partition(", ") if split and ", " in text else ("", "", "")
        self._fields["names"].append(ListedName(text, kind, family, given, language, squeezed(note)))

    @property
    def primary(self) -> str:
        """Its primary name; "" while it has none."""
        return next((name.text for name in self._fields["names"] if name.kind == PRIMARY), "")

    def country(self, text: str | None, what: str) -> None:
        """A country by its name; one that isn't known stays readable among the remarks, as `what`."""
        if not (text := squeezed(text)):
            return
        if code := code_of(text):
            self._fields["countries"].append(code)
        else:
            self.add("remarks", f"{what} {text}")

    def birth(self, text: str, what: str = "DOB") -> bool:
        """A date of birth; one that can't be read stays among the remarks. Says whether it could."""
        if born := birth_of(text):
            self._fields["births"].append(born)
            return True
        self.add("remarks", f"{what} {text}")
        return False

    def document(self, kind: str, number: str, label: str, country: str | None = None, note: str = "") -> None:
        """A number of a document, of a country by its name or code; one that isn't known becomes part of the note."""
        country = squeezed(country)
        code = country if _CODE.fullmatch(country) else code_of(country)
        if country and not code:
            note = f"{country}, {note}" if note else country
        if number := squeezed(number):
            self._fields["documents"].append(ListedDocument(kind, number, squeezed(label), code, squeezed(note)))

    def seal(self) -> Entry:
        """The entry. Raises `InputRefused` for one without a primary name, with a control character, or with a name
        that is too long to be one."""
        if not self.primary:
            raise refuse(self._place(), "it has no name")
        if any(_CONTROL.search(text) for text in self._texts()):
            raise refuse(self._place(), "a control character stands in it")
        if any(len(one.text) > LONGEST_NAME for one in self._fields["names"]):
            raise refuse(self._place(), f"it has a name of more than {LONGEST_NAME:,} characters")
        fields: dict[str, Any] = {**self._fields, "links": self.links, "listed_on": self.listed_on}
        return sealed(list=self.list, id=self.id, schema=self.schema, **fields)

    def _texts(self) -> Iterator[str]:
        yield from (self.list, self.id, self.schema)
        for one in chain(self.links, *self._fields.values()):
            parts = (one,) if isinstance(one, str) else (getattr(one, key) for key in one.__slots__)
            yield from (part for part in parts if part)

    def _place(self) -> str:
        return f"{_CONTROL.sub('', self.list)}, entry {_CONTROL.sub('', self.id)[:80]}"


def squeezed(text: str | None) -> str:
    """The text with single spaces between its words."""
    return " ".join(text.split()) if text else ""
