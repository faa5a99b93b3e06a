"""What a person's name is made of: words with their roles, without titles, particles and generations apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final, NamedTuple

from c360 import names
from c360.screening.given import Known, known
from c360.screening.syllables import east_asian

# Scripts that leave vowels out, so that a name's Latin form has too few of them: Arabic, Hebrew, India's, Thai.
_BARE: Final = re.compile("[\u0590-\u05ff\u0600-\u06ff\u0750-\u077f\u0900-\u0dff\u0e00-\u0e7f]")
TITLES: Final = names.TITLES | frozenset(
    "adm admiral adv advocate alhaj alhaji archbishop ayatollah bishop brig brigadier brother capt cheikh"
    " cmdr col colonel commander comrade dato datuk doctor dona drs engineer engr ex excellency fr"
    " freiherr gen graf haci hadj hadji hafiz haji hajj hajji her his hojatoleslam hrh hujjat ir lieutenant"
    " lt madame maj maulana maulawi maulvi mawlana mawlawi minister mister molvi monsieur moulavi mulla"
    " mullah pandit polkovnik president princess professor qari rabbi ret retired sayyid senor senora"
    " sergeant sgt shaikh shaykh sheik sheikh shri sister smt sri ustad ustaz".split()
)  # fmt: skip
# Only before everything else: words that are names elsewhere in a name.
_LEADING: Final = frozenset(
    "general gen major captain king prince lord imam amir emir baron count judge father don tan lady eng ing"
    " ds marshal sayyid sayyed sayed seyed seyyed seyid syed said pir chief tun haci sidi ven".split()
)  # fmt: skip
GENERATIONS: Final = {
    "jr": "junior", "jnr": "junior", "junior": "junior", "fils": "junior", "sr": "senior", "snr": "senior",
    "senior": "senior", "pere": "senior", "ii": "ii", "2nd": "ii", "iii": "iii", "3rd": "iii", "iv": "iv", "4th": "iv",
}  # fmt: skip
PARTICLES: Final = names.PARTICLES | frozenset(
    "bn ibni ould wuld walad wald wald uld bte binti binte ap ab ad ar as ash az ed es ud ur van't vande"
    " vander dos do das san af av zum zur vom del dal dalla dello degli st qizi ogly oglu oglou ogli kyzy"
    " kizi uulu ulu".split()
)  # fmt: skip
_SUN: Final = frozenset("al el ul il ad ar as ash az an at ed er es ez ud ur us uz ad-".split())
# Servant of ..., light of the faith ...: two or three words that are one name, written apart, glued or by assimilation.
_SERVANT: Final = frozenset("abd abdul abdel abdal abdu abdi abdou abdoul cabdi abdur abdus abdal abdil".split())
_END: Final = frozenset("din deen dine dein ddin allah ullah llah lah haq haqq hak rahman".split())
_QUOTED: Final = re.compile(r"[\"“”«»„]([^\"“”«»„]+)[\"“”«»„]|\(([^()]*)\)")
_WORD_BREAK: Final = re.compile(r"[\s,/\\\-\u2010-\u2015·・_]+|(?<=\.)(?=\w)")


NOBODY: Final = Known(frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class Part:
    """A word of a name. `role` is "family", "given" or "" where nobody says; `bare` where its script has no vowels."""

    text: str
    role: str = ""
    particle: bool = False
    bare: bool = False
    native: str = ""
    short: bool = False
    asian: str = ""
    known: Known = field(default=NOBODY, compare=False)

    @property
    def initial(self) -> bool:
        """Whether it is one letter that stands for a name."""
        return not self.native and (len(self.text) == 1 or self.short)


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name taken apart. `generation` is junior, senior, ii and so on; `original` is as written, `run` its
    words in Latin letters as one, and `ordered` whether a comma says which is the family name."""

    original: str
    parts: tuple[Part, ...]
    generation: str = ""
    ordered: bool = False
    run: str = ""


@lru_cache(50_000)
def taken_apart(text: str) -> tuple[Name, ...]:
    """The readings of a person's name: mostly one; several where a script writes family and given name as one."""
    bare = _QUOTED.sub(" ", text)
    if not _WORD_BREAK.sub("", bare):
        bare = text
    family, comma, given = bare.partition(",")
    if comma and given.strip() and _is_generation(given):
        family, comma, given = f"{family} {given}", "", ""
    if comma and given.strip():
        words = [Word(word, "given", cut) for word, cut in _words(given)]
        words += [Word(word, "family", cut) for word, cut in _words(family)]
    else:
        words = [Word(word, "", cut) for word, cut in _words(bare)]
    generation = ""
    kept: list[Word] = []
    for word in words:
        found = GENERATIONS.get(word.text)
        if found and len(words) > 2:
            generation = found
        else:
            kept.append(word)
    hyphen = "-" in bare
    return tuple(
        Name(text, _parts(reading, hyphen), generation, bool(comma), "".join(word.text for word in reading))
        for reading in _readings(kept)
    )


class Word(NamedTuple):
    """A word on its way to a part: Latin and folded, its role, whether a full stop cut it short, as it was written."""

    text: str
    role: str = ""
    short: bool = False
    native: str = ""


def _is_generation(text: str) -> bool:
    return all(word in GENERATIONS for word, _ in _words(text))


def _words(text: str) -> list[tuple[str, bool]]:
    """Folded words, initials that are written together (J.P., JP.) apart; and whether a full stop cuts one short."""
    found = []
    for chunk in _WORD_BREAK.split(text):
        told = names.words(chunk)
        found += [(word, chunk.endswith(".") and n == len(told) - 1 and len(word) < 4) for n, word in enumerate(told)]
    return found


def _readings(words: list[Word]) -> list[list[Word]]:
    """A word of Han, kana or Hangul taken apart in the likely ways; the others in Latin letters beside their own."""
    if len(words) == 1 and names.unspaced(words[0].text) and 1 < len(words[0].text) < 7:
        text = words[0].text
        ways = [[1] * len(text)] if len(text) < 5 else []
        if len(text) > 3 or not ways:
            ways.append([2, len(text) - 2])
        found = []
        for way in ways:
            cut = [text[sum(way[:n]) : sum(way[: n + 1])] for n in range(len(way))]
            found.append(
                [Word(names.latin(one) or one, "given" if n else "family", False, one) for n, one in enumerate(cut)]
            )
        return found
    return [[_in_latin(word) for word in words]]


_NATIVE: Final = {
    "عبد": "abd",
    "عبدال": "abdal",
    "ابو": "abu",
    "أبو": "abu",
    "بن": "bin",
    "ابن": "ibn",
    "بنت": "bint",
    "ال": "al",
}


def _in_latin(word: Word) -> Word:
    if word.text.isascii():
        return word
    if word.text in _NATIVE:
        return Word(_NATIVE[word.text], word.role)
    latin = names.latin(names.without_article(word.text)) or word.text  # a sign that has no Latin letters
    return Word(latin, word.role, word.short, word.text)


_KUNYA: Final = {
    "abu": "abu",
    "abou": "abu",
    "aboo": "abu",
    "abo": "abu",
    "abi": "abu",
    "umm": "umm",
    "um": "umm",
    "oum": "umm",
    "om": "umm",
}


def _parts(words: list[Word], hyphen: bool) -> tuple[Part, ...]:
    asian = east_asian([word.text for word in words], hyphen=hyphen)
    parts: list[Part] = []
    at = 0
    while at < len(words):
        word = words[at]
        text, taken = _compound(words, at)
        native = "".join(one.native for one in words[at : at + taken])
        title = not word.short and (text in TITLES or (not at and text in _LEADING and len(words) > 2))
        particle = (taken == 1 and text in PARTICLES and len(words) > 2 and (len(text) > 1 or at > 0)) or title
        parts.append(
            Part(text, word.role, particle, bool(native and _BARE.search(native)), native, word.short, asian,
                 known(text, native))
        )  # fmt: skip
        at += taken
    if all(part.particle for part in parts):
        parts = [replace(part, particle=False) for part in parts]
    return tuple(parts)


# Abdelmalek, Abdurrahman and Abdikarim as Abd al-Malik is; Abdullah is a name of its own.
_SERVANT_IN_ONE: Final = re.compile(
    r"^c?abd(?!ul?l[ao]|al+ah|ou?l+[ao]y|ul+aa?hi)(?:ou|[aeiuo])(?:l(?=[^l]..)|(?=([rsnztd])\1?[a-z]{3})|(?<=i)(?=[^aeiou]..))"
)


def _compound(words: list[Word], at: int) -> tuple[str, int]:
    """The name that begins here, and of how many words: Abd al-Aziz, Nur ud-Din and Abu Bakr are one each."""
    text = _SERVANT_IN_ONE.sub("abd", words[at].text) if not words[at].native else words[at].text
    ahead = [word.text for word in words[at + 1 : at + 3]]
    if text in _KUNYA and ahead:
        past = 1 if ahead[0] in _SUN and len(ahead) > 1 else 0
        if ahead[past] not in PARTICLES:
            return _KUNYA[text] + ahead[past], 2 + past
    if text in _SERVANT and ahead:
        if ahead[0] in _SUN and len(ahead) > 1:
            return f"abd{ahead[1]}", 3
        if ahead[0] not in PARTICLES:
            return f"abd{ahead[0]}", 2
    if len(ahead) > 1 and ahead[0] in _SUN | {"u"} and ahead[1] in _END and len(text) > 1:
        return f"{text}u{ahead[1]}", 3
    if ahead and ahead[0] in ("uddin", "eddin", "eddine", "ullah", "ulhaq", "aldin", "addin"):
        return f"{text}{ahead[0]}", 2
    return text, 1
