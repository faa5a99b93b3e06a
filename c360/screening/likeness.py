"""Whether two words of names are one word: how much doubt is left, and why."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from c360.screening.given import known, spelt
from c360.screening.parts import Part
from c360.screening.spelling import bones, distance, plain
from c360.screening.syllables import same

# From this doubt on, two words are two words.
OTHER: Final = 0.5
# Family names that a man and a woman of one family have, and given names of a man and a woman, by their ends.
_WOMANS: Final = (
    ("ov", "ova"), ("ev", "eva"), ("iev", "ieva"), ("yov", "yova"), ("in", "ina"), ("yn", "yna"), ("sky", "skaya"),
    ("skiy", "skaya"), ("skii", "skaia"), ("ski", "ska"), ("skyi", "ska"), ("cki", "cka"), ("tsky", "tskaya"),
    ("o", "a"),
    ("", "a"), ("", "e"), ("", "ah"), ("", "eh"), ("os", "ou"), ("is", "i"), ("as", "a"), ("ak", "akova"), ("y", "a"),
    ("uddin", "unnisa"), ("us", "a"), ("an", "ana"), ("ane", "ana"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Likeness:
    """`doubt` from 0 (the same word) to 1; `why` is one of equal, spelling, variant, nickname, initial, sound, typo,
    gender and other."""

    doubt: float
    why: str


@dataclass(frozen=True, slots=True, eq=False)
class Sign:
    """A word with what tells most others from it at once; one for each word, so that it is equal to itself alone."""

    part: Part
    head: str
    plain: str
    stem: str
    names: frozenset[str]
    slow: bool


@lru_cache(100_000)
def sign(part: Part) -> Sign:
    """What a word is told from others by."""
    told = part.known.names | part.known.short
    return Sign(part, part.text[:3], plain(part.text), stem(part.text), told, part.initial or part.bare)


def maybe_alike(x: Sign, y: Sign) -> bool:
    """Whether two words, not both East Asian, may be one: where not, their likeness is "other", told at once."""
    a, b = x.part, y.part
    return (
        x.slow or y.slow or x.head == y.head or x.stem == y.stem or x.plain == y.plain
        or not x.names.isdisjoint(y.names) or bool(a.native and a.native == b.native)
        or not _unlike(a.text, b.text, x.plain, y.plain)
    )  # fmt: skip


@lru_cache(300_000)
def likeness(left: Part, right: Part) -> Likeness:
    """How alike two words are. Roles don't matter here."""
    if left.text == right.text or (left.native and left.native == right.native):
        return Likeness(0.0, "equal")
    if left.initial or right.initial:
        return _initials(left, right)
    if left.asian and right.asian and not (left.native and right.native and left.bare):
        return _east_asian(left, right)
    a, b = left.known, right.known
    one = bool(a.names & b.names)
    if not one and (a.short & b.names or a.names & b.short):
        return Likeness(0.10, "nickname")
    if not one and a.short & b.short and not (a.names and b.names):
        return Likeness(0.16, "nickname")
    woman = _gendered(left, right)
    if woman and not (one and len(a.names & b.names) > 1):
        return Likeness(0.45, "gender")
    if one:  # Mohamed for Muhammad is a spelling, John for Juan another country's name
        alike = bones(left.text) == bones(right.text) and len(bones(left.text)) > 1
        return Likeness(0.03 if alike or left.bare or right.bare else 0.08, "variant")
    for prefix in ("abd", "abu", "umm"):
        if left.text.startswith(prefix) and right.text.startswith(prefix) and min(len(left.text), len(right.text)) > 5:
            return likeness(*(_without(part, len(prefix)) for part in (left, right)))
    if plain(left.text) == plain(right.text):
        return Likeness(0.03, "spelling")
    if left.bare or right.bare:
        found = _bare(left.text, right.text)
        apart = left.known.common and right.known.common and not found.doubt >= OTHER
        return Likeness(found.doubt + 0.25, found.why) if apart else found
    if stem(left.text) == stem(right.text):
        return Likeness(0.12, "ending")
    return _written(left, right)


def _without(part: Part, length: int) -> Part:
    rest = part.text[length:]
    return replace(part, text=rest, known=known(rest))


def _east_asian(left: Part, right: Part) -> Likeness:
    """Syllables are short, and each other one is another name: none is forgiven a slip."""
    slipped = Likeness(0.48, "typo") if slip(left.text, right.text) else Likeness(1.0, "other")
    if left.asian == right.asian == "pinyin":
        return slipped
    if same(left.text, right.text):
        return Likeness(0.04, "variant")
    if {one for one in left.known.names & right.known.names if one.startswith("line")}:
        return Likeness(0.04, "variant")
    if len(left.text) > 5 and len(right.text) > 5:
        return _written(left, right)
    return slipped


_ENDINGS: Final = re.compile(
    r"(?<=[a-z]{4})(?:ov|ev|of|ova|eva|zoda|zade|zadeh|oglu|ogly|uly|li|lu|i|iy|y|pur|pour|yan|ian|dze|uulu)$"
)


@lru_cache(100_000)
def stem(word: str) -> str:
    """A family name without the ending that another country gives it: Sharifi, Sharifov and Sharifzoda."""
    return plain(_ENDINGS.sub("", word))


def _initials(left: Part, right: Part) -> Likeness:
    a, b = left.text[0], right.text[0]
    if left.initial and right.initial:
        return Likeness(1.0, "other")
    short, full = (left, right) if left.initial else (right, left)
    if a == b or plain(full.text)[:1] == short.text or frozenset((a, b)) in _OPENINGS:
        return Likeness(0.14 if a == b else 0.2, "initial")
    return Likeness(1.0, "other")


_OPENINGS: Final = frozenset(map(frozenset, ("ye", "ie", "jy", "ij", "kc", "iy", "vw", "ou", "kq", "gj")))


def _gendered(left: Part, right: Part) -> bool:
    if left.text[:3] != right.text[:3]:
        return False
    short, long = sorted((left.text, right.text), key=len)
    if {short[-4:], long[-4:]} == {"enko", "enka"}:  # one family name, as Ukraine and Belarus write it
        return False
    both = left.known.common and right.known.common
    known_man = (left if left.text == short else right).known.common
    for man, woman in _WOMANS:
        for one, other in ((short, long), (long, short)):
            if (
                one.endswith(man)
                and other.endswith(woman)
                and one[: len(one) - len(man)] == other[: len(other) - len(woman)]
            ):
                return len(one) - len(man) > 2 and (both or bool(man) or (woman == "a" and known_man))
    return False


def _bare(a: str, b: str) -> Likeness:
    one, other = (bones(word).removeprefix("a") for word in (a, b))
    if not one or not other:
        return Likeness(1.0, "other")
    away = distance(one, other) / max(len(one), len(other))
    if away == 0:
        return Likeness(0.08 if len(one) > 2 else 0.15, "sound")
    return Likeness(0.28, "sound") if away <= 0.25 else Likeness(1.0, "other")


def _written(left: Part, right: Part) -> Likeness:
    """By the slips between them: each costs by its share of the word; two names that both exist are rarely one."""
    a, b = left.text, right.text
    plain_a, plain_b = plain(a), plain(b)
    if _unlike(a, b, plain_a, plain_b):
        return Likeness(1.0, "other")
    longest = max(len(a), len(b))
    skeleton = bones(a) if bones(a) == bones(b) else ""
    same_bones = len(skeleton) > 1
    share, more = 1.0, 0.0
    if same_bones and _syllables(a) == _syllables(b):
        share = 0.7 if len(skeleton) > 2 else 0.85
    elif same_bones:
        share = 0.95
    elif a[0] != b[0] and plain_a[:1] != plain_b[:1]:
        more = 0.06
    exist = left.known.common and right.known.common
    if left.known.told and right.known.told:
        known_apart = 0.22 if len(skeleton) > 2 else 0.3
    else:
        known_apart = 0.1 if exist and longest > 3 else 0.0
    slipped, formed = slip(a, b), left.known.told != right.known.told and not exist
    # Where nothing may lower it again, slips that make the doubt `OTHER` needn't be counted to the end.
    most = math.inf if slipped or formed else (OTHER - more - known_apart) * max(longest, 3) / (1.25 * share)
    slips = min(distance(a, b, most), distance(plain_a, plain_b, most) + 0.2)
    doubt = 1.25 * slips / max(longest, 3) * share + more + known_apart
    if slipped and longest > 2 and not (exist and longest > 4):
        doubt = min(doubt, 0.38 if exist else 0.27)  # what is no name is a slip rather than another name
    elif exist and not same_bones:
        doubt = max(doubt, 0.32)
    if formed:  # a slip in another form of the same name
        doubt = min(doubt, 0.05 + 1.25 * _slips_from_forms(left, right) / longest)
    if slipped:  # never out of sight, whatever else the two words are
        doubt = min(doubt, 0.48)
    if doubt >= OTHER:
        return Likeness(1.0, "other")
    return Likeness(doubt, "sound" if same_bones else "typo")


def _syllables(word: str) -> int:
    """How many groups of vowels a word has."""
    return len(_VOWELS.findall(plain(word)))


_VOWELS: Final = re.compile("[aeiouy]+")


def _unlike(a: str, b: str, plain_a: str, plain_b: str) -> bool:
    """Whether no weighing of their slips could make them one word: a quick look before the slow one."""
    if abs(len(a) - len(b)) > 4:
        return True
    most = max(2, max(len(a), len(b)) // 2)
    return OSA.distance(a, b, score_cutoff=most) > most and OSA.distance(plain_a, plain_b, score_cutoff=most) > most


def slip(a: str, b: str) -> bool:
    """Whether one letter more, less, other or swapped makes one word of the other."""
    return OSA.distance(a, b, score_cutoff=1) == 1


def _slips_from_forms(left: Part, right: Part) -> float:
    one, other = (left, right) if right.known.told else (right, left)
    near = (form for form in spelt(other.text) if OSA.distance(one.text, form, score_cutoff=2) <= 2)
    return min((distance(one.text, form) for form in near), default=9.0)
