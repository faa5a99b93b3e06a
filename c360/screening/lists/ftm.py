"""FollowTheMoney entities, one a line: `entities.ftm.json`, and `targets.nested.json` with others inside.

Targets are entries; documents, addresses and sanctions that are entities of their own are put to those they are of.
Of one that says no `target`, everything with a name is a target but for what only serves others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import orjson

from c360.screening.lists.births import day_of
from c360.screening.lists.draft import Draft
from c360.screening.lists.entry import PRIMARY, STRONG, WEAK, Link
from c360.screening.lists.opensanctions import NAME, countries, gathered, schema_of, seen_on, twin
from c360.screening.lists.reading import Lines, Reading, refuse

_NAMES: Final = (
    ("name", STRONG, ""), ("alias", STRONG, "a.k.a."), ("previousName", STRONG, "f.k.a."),
    ("weakAlias", WEAK, "a.k.a."), ("abbreviation", WEAK, "abbreviation"),
)  # fmt: skip
_COUNTRIES: Final = ("nationality", "citizenship", "country", "jurisdiction", "mainCountry", "flag")
_TEXTS: Final = (
    ("birthPlace", "places_of_birth"), ("address", "addresses"), ("position", "positions"), ("title", "titles"),
    ("programId", "programs"), ("program", "programs"),
)  # fmt: skip
_DOCUMENTS: Final = {
    "passportNumber": "passport", "idNumber": "identity", "socialSecurityNumber": "identity", "taxNumber": "tax",
    "innCode": "tax", "vatCode": "tax", "registrationNumber": "registration", "ogrnCode": "registration",
    "leiCode": "registration", "uscCode": "registration", "dunsCode": "registration", "imoNumber": "craft",
    "mmsi": "craft", "callSign": "craft", "serialNumber": "craft", "swiftBic": "bank", "publicKey": "wallet",
}  # fmt: skip
_REMARKS: Final = ("topics", "notes", "summary", "description", "website", "email", "phone", "deathDate")
# Ties that are entities of their own, by the properties of their two ends.
_TIES: Final = {
    "Ownership": ("owner", "asset"), "Directorship": ("director", "organization"), "Family": ("person", "relative"),
    "Associate": ("person", "associate"), "UnknownLink": ("subject", "object"), "Employment": ("employee", "employer"),
    "Membership": ("member", "organization"), "Representation": ("agent", "client"),
}  # fmt: skip
# Entities stand within others one or two deep.
_DEEPEST: Final = 20
# What serves other entities, by the property that names them.
_SERVING: Final = {
    "Passport": "holder", "Identification": "holder", "Sanction": "entity", "Address": "", "CryptoWallet": "holder",
}  # fmt: skip


def read(path: Path) -> Reading:
    """The list in a file; raises `InputRefused` with file, line and reason for anything that doesn't fit."""
    lines, file = Lines(path), path.name
    drafts: dict[str, Draft] = {}
    places: dict[str, int] = {}
    serving: list[tuple[str, dict[str, Any]]] = []
    homes: dict[str, list[str]] = {}
    newest = ""
    for line, entity in _entities(lines, file):
        number, schema = entity["id"], schema_of(entity.get("schema"), file, line)
        if number in places:
            raise refuse(file, f"entity {number[:80]} stands here and on line {places[number]:,}", line)
        places[number] = line
        if seen := entity.get("last_seen"):
            newest = max(newest, seen_on(str(seen), file, line))
        if _is_target(entity, schema):
            drafts[number] = _draft(entity, schema, file, line)
            homes[number] = [one for one in _of(entity, "addressEntity") if isinstance(one, str)]
        elif schema in _SERVING or schema in _TIES:
            serving.append((schema, entity))
    if not drafts:
        raise refuse(file, "it has no targets")
    _serve(drafts, serving, homes)
    return gathered(drafts, newest, lines)


def _entities(lines: Lines, file: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for line, text in enumerate(lines, 1):
        if not text.strip():
            raise refuse(file, "it is empty", line)
        try:
            entity = orjson.loads(text)
        except orjson.JSONDecodeError as error:
            raise refuse(file, f"it is no JSON of one line ({error.msg})", line) from error
        if not (isinstance(entity, dict) and isinstance(entity.get("properties"), dict)):
            raise refuse(file, "it is no entity with properties", line)
        if not (isinstance(entity.get("id"), str) and entity["id"]):
            raise refuse(file, "it has no id", line)
        if not isinstance(entity.get("target"), bool | None):
            raise refuse(file, "its target is neither true nor false", line)
        for name in ("datasets", "referents"):
            if not _is_list(entity.get(name, []), str):
                raise refuse(file, f"its {name} are no list of texts", line)
        if wrong := _wrong(entity):
            raise refuse(file, f"{wrong[:80]} is no list of texts or entities", line)
        yield line, entity


def _is_list(values: object, kind: type) -> bool:
    return values is None or (isinstance(values, list) and all(isinstance(one, kind) for one in values))


def _wrong(entity: Mapping[str, Any], depth: int = 0) -> str:
    """A property, here or within, that would be passed over unread; "" where there is none."""
    for name, values in entity["properties"].items():
        if depth > _DEEPEST:
            return str(name)
        for value in values if isinstance(values, list) else (values,):
            if isinstance(value, dict) and isinstance(value.get("properties"), dict):
                if wrong := _wrong(value, depth + 1):
                    return wrong
            elif not isinstance(value, str):
                return str(name)
    return ""


def _is_target(entity: Mapping[str, Any], schema: str) -> bool:
    told = entity.get("target")
    if told is None:
        named = any(_of(entity, name) for name, _, _ in _NAMES)
        return schema not in _SERVING and schema not in _TIES and named
    return bool(told)


def _of(entity: Mapping[str, Any], name: str) -> list[Any]:
    values = entity["properties"].get(name, [])
    return values if isinstance(values, list) else [values]


def _texts(entity: Mapping[str, Any], name: str) -> list[str]:
    return [value for value in _of(entity, name) if isinstance(value, str)]


def _draft(entity: Mapping[str, Any], schema: str, file: str, line: int) -> Draft:
    draft = Draft(NAME, entity["id"], schema)
    named = _texts(entity, "name")
    caption = entity.get("caption")
    draft.name(caption if isinstance(caption, str) and caption in named else next(iter(named), ""), PRIMARY)
    if not draft.primary:
        raise refuse(file, "a target has no name", line)
    for name, kind, note in _NAMES:
        for text in _texts(entity, name):
            draft.name(text, kind, note=note)
    for born in _texts(entity, "birthDate"):
        draft.birth(born)
    for name in _COUNTRIES:
        countries(_texts(entity, name), draft)
    draft.add("genders", *(value for value in _texts(entity, "gender") if value in ("male", "female")))
    for name, field in _TEXTS:
        draft.add(field, *_texts(entity, name))
    for name, kind in _DOCUMENTS.items():
        for number in _texts(entity, name):
            draft.document(kind, number, name)
    for name in _REMARKS:
        draft.add("remarks", *(f"{name}: {value}" for value in _texts(entity, name)))
    draft.add("datasets", *(entity.get("datasets") or ()))
    draft.links.extend(map(twin, entity.get("referents") or ()))
    _nested(entity, draft)
    return draft


def _nested(entity: Mapping[str, Any], draft: Draft) -> None:
    """Entities that stand inside, where others would hold their ids."""
    for inner in _inner(entity):
        schema = str(inner.get("schema"))
        if schema in _SERVING:
            _put(schema, inner, draft)
        elif schema in _TIES:
            for other in _inner(inner):
                draft.links.append(Link(schema.lower(), str(other.get("caption", "")), None, _text(other.get("id"))))


def _inner(entity: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for values in entity["properties"].values():
        for inner in values if isinstance(values, list) else ():
            if isinstance(inner, dict) and isinstance(inner.get("properties"), dict):
                yield inner


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _serve(drafts: dict[str, Draft], serving: list[tuple[str, dict[str, Any]]], homes: dict[str, list[str]]) -> None:
    addresses: dict[str, dict[str, Any]] = {}
    for schema, entity in serving:
        if schema == "Address":
            addresses[entity["id"]] = entity
        elif schema in _TIES:
            _tie(schema, entity, drafts)
        else:
            for owner in _texts(entity, _SERVING[schema]):
                if owner in drafts:
                    _put(schema, entity, drafts[owner])
    for number, ids in homes.items():
        for one in ids:
            if one in addresses:
                _put("Address", addresses[one], drafts[number])


def _tie(schema: str, entity: Mapping[str, Any], drafts: dict[str, Draft]) -> None:
    for here, there in (_TIES[schema], _TIES[schema][::-1]):
        for one in _texts(entity, here):
            for other in _texts(entity, there):
                if one in drafts and other in drafts:
                    drafts[one].links.append(Link(schema.lower(), drafts[other].primary, None, other))


def _put(schema: str, entity: Mapping[str, Any], draft: Draft) -> None:
    match schema:
        case "Address":
            draft.add("addresses", *_texts(entity, "full"))
            countries(_texts(entity, "country"), draft)
        case "Sanction":
            days = [
                day for text in _texts(entity, "listingDate") + _texts(entity, "startDate") if (day := day_of(text))
            ]
            draft.listed_on = min(filter(None, (draft.listed_on, *days)), default=None)
            draft.add("programs", *_texts(entity, "programId"), *_texts(entity, "program"))
            draft.add("remarks", *(f"Sanction: {one}" for one in _texts(entity, "reason")))
        case "CryptoWallet":
            for number in _texts(entity, "publicKey"):
                draft.document("wallet", number, " ".join(_texts(entity, "currency")))
        case _:
            kind = "passport" if schema == "Passport" else "identity"
            label = next(iter(_texts(entity, "type")), schema)
            for number in _texts(entity, "number"):
                draft.document(kind, number, label, next(iter(_texts(entity, "country")), None))
