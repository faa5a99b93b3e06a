"""What a company's or an organisation's name is made of: legal form, descriptive words, places, numbers and its own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from rigour.names import NamePartTag, NameTypeTag, SymbolCategory, analyze_names

from c360 import names
from c360.screening.spelling import plain

# Legal forms spelt out without accents, as banks' files have them; rigour knows the abbreviations and accented forms.
_FORMS: Final = {
    "anonim sirketi": "as", "limited sirketi": "ltd", "ltd sti": "ltd", "san ve tic": "sanayi ve ticaret",
    "san tic": "sanayi ve ticaret", "osauhing": "ou", "aktsiaselts": "as", "naamloze vennootschap": "nv",
    "besloten vennootschap": "bv", "sendirian berhad": "sdn bhd", "sociedad anonima": "sa",
    "sociedad de responsabilidad limitada": "srl", "s de r l": "srl", "sociedade anonima": "sa", "limitada": "ltda",
    "societe anonyme": "sa", "societe a responsabilite limitee": "sarl", "korlatolt felelossegu tarsasag": "kft",
    "societe privee a responsabilite limitee": "sprl", "zartkoruen mukodo reszvenytarsasag": "zrt",
    "spolka akcyjna": "sa", "spolka z ograniczona odpowiedzialnoscia": "sp zoo", "spol s r o": "sro", "spol sro": "sro",
    "spolecnost s rucenim omezenym": "sro", "uzdaroji akcine bendrove": "uab", "akcine bendrove": "ab",
    "aktiebolag": "ab", "aksjeselskap": "as", "aktieselskab": "as", "osakeyhtio": "oy", "gesellschaft mbh": "gmbh",
    "gesellschaft mit beschrankter haftung": "gmbh", "aktiengesellschaft": "ag",
    "drustvo s ogranicenom odgovornoscu": "doo",
    "akcionarsko drustvo": "ad", "akcionerno drujestvo": "ad", "eood": "ood", "yoksal jamiyati": "llc",
    "perseroan terbatas": "pt",
    "private limited": "ltd", "pvt ltd": "ltd", "pte ltd": "ltd", "pty ltd": "ltd",
    "public joint stock company": "pjsc",
    "open joint stock company": "ojsc", "closed joint stock company": "cjsc", "joint stock company": "jsc",
    "private joint stock": "pjs", "kabushiki kaisha": "kk", "kabushiki gaisha": "kk", "yugen kaisha": "yk",
    "aktsionernoye obshchestvo": "ao", "obshchestvo s ogranichennoy otvetstvennostyu": "ooo",
    "free zone establishment": "fze",
    "free zone company": "fzc", "commercial joint stock bank": "jsc bank", "joint stock commercial bank": "jsc bank",
}  # fmt: skip
_LEGAL: Final = frozenset(
    "co company corp corporation inc incorporated ltd limited llc llp lp plc sa sas srl sarl sprl gmbh ag kg"
    " ohg bv nv ab as oy oyj kk yk pt tbk bhd sdn berhad pvt pte pty kft zrt rt doo dooel ad eood ood uab"
    " sro ooo oao zao pao ao too jsc ojsc cjsc pjsc pjs fze fzc fzco fzllc dmcc est establishment ltda cia"
    " sicav sca snc spa sp zoo ou sia mchj qk jv joint stock aksjeselskap gesellschaft compania compagnie"
    " societe sociedad societa shirkat sherkat sherkate sahami khass am".split()
)  # fmt: skip
# Written short, and what is meant.
_SHORT: Final = {
    "trdg": "trading", "trd": "trading", "trade": "trading", "shpg": "shipping", "mfg": "manufacturing",
    "mfr": "manufacturing",
    "intl": "international", "int": "international", "inds": "industry", "ind": "industry", "industries": "industry",
    "industrial": "industry", "gen": "general", "elec": "electric", "const": "construction", "constr": "construction",
    "svcs": "service", "svc": "service", "services": "service", "servis": "service", "mgmt": "management",
    "ctr": "center",
    "centre": "center", "hq": "headquarters", "dept": "department", "bros": "brothers", "info": "information",
    "tech": "technology", "techs": "technology", "technologies": "technology", "technological": "technology",
    "eng": "engineering", "engg": "engineering", "engrg": "engineering", "dev": "development", "invest": "investment",
    "inv": "investment", "investments": "investment", "ins": "insurance", "assoc": "association", "assn": "association",
    "natl": "national", "univ": "university", "fin": "financial", "finance": "financial", "imp": "import",
    "exp": "export",
    "grp": "group", "gruppa": "group", "groupe": "group", "grupo": "group", "hldg": "holding", "hldgs": "holding",
    "holdings": "holding", "labs": "laboratory", "lab": "laboratory", "equip": "equipment", "mach": "machinery",
    "prod": "products", "prods": "products", "transp": "transport", "log": "logistics", "chem": "chemical",
    "chemicals": "chemical", "pharm": "pharmaceutical", "pharma": "pharmaceutical", "pharmaceuticals": "pharmaceutical",
    "min": "ministry", "soc": "society", "san": "sanayi", "tic": "ticaret", "zavod": "plant", "factory": "plant",
    "works": "plant", "fabrika": "plant", "banking": "bank", "banque": "bank", "banco": "bank",
    "electronics": "electronic",
    "electric": "electric", "electrical": "electric", "elektron": "elektron", "kontsern": "concern",
    "koncern": "concern",
    "korporatsiya": "corporation", "pr": "peoples republic", "kb": "commercial bank", "nk": "oil company",
    "td": "trading house", "co-op": "cooperative", "coop": "cooperative", "rep": "republic", "fdn": "foundation",
    "petro": "petro", "agri": "agricultural", "agric": "agricultural", "comm": "communications",
    "telecom": "telecommunications",
    "im": "named", "imeni": "named", "obyedinennaya": "united", "sudostroitelnaya": "shipbuilding",
}  # fmt: skip
_GENERIC: Final = frozenset(
    "trading shipping manufacturing international industry general construction service management center"
    " headquarters department brothers information technology engineering development investment insurance"
    " association national financial import export group holding laboratory equipment machinery products"
    " transport logistics chemical pharmaceutical ministry society sanayi ticaret plant bank commercial"
    " electronic electric concern cooperative foundation enterprise enterprises organization organisation"
    " institute agency bureau office global world marine maritime navigation lines line aviation air"
    " airlines airways petroleum oil gas energy power steel metal metals mining food foods textile travel"
    " tourism exchange money capital ventures partners consulting solutions systems supply supplies"
    " distribution wholesale retail real estate properties house handel handels vertriebs"
    " vertriebsgesellschaft handelsgesellschaft sons union federation the for and economic scientific"
    " research production science offshore named islamic state public private republic peoples".split()
)  # fmt: skip
# Places that rigour's tagger doesn't call so.
_PLACES: Final = frozenset(
    "korea russia europe asia africa america arabia caspian baltic pacific atlantic gulf".split()
)
_ROMAN: Final = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8",
    "ix": "9", "x": "10",
                 "one": "1", "two": "2", "three": "3", "first": "1", "second": "2", "third": "3",
                 "fourth": "4"}  # fmt: skip
_STOP: Final = names.PARTICLES | frozenset(
    "and of for the in on at to ve et i with fur und s de by co. & o' wa w u".split()
)
_BREAKS: Final = re.compile(r"[\s,./\\\-\u2010-\u2015()\[\]\"“”«»„·:;&+_|]+")
_JOINED_LETTERS: Final = re.compile(r"\b(?:[^\W\d_]\. ?){2,}(?:[^\W\d_]\b)?|\b[A-Za-z]/[A-Za-z](?:/[A-Za-z])?\b")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a firm's name. `kind` is "own", "generic", "place", "number" or "stop"; `symbols` are what it means."""

    text: str
    kind: str
    symbols: frozenset[str] = field(default_factory=frozenset, compare=False)
    short: bool = False


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm's name taken apart, without its legal form; `forms` are the classes of that form, such as LLC."""

    original: str
    words: tuple[Word, ...]
    forms: frozenset[str]


@lru_cache(50_000)
def taken_apart(text: str) -> Firm:
    """The words of a firm's name."""
    pressed = _JOINED_LETTERS.sub(lambda match: re.sub(r"[./ ]", "", match.group()) + " ", text)
    cut = {
        names.fold(chunk[:-1]) for chunk in re.split(r"[\s,()\-]+", pressed) if chunk.endswith(".") and len(chunk) < 8
    }
    folded = " ".join(names.fold(chunk) for chunk in _BREAKS.split(pressed) if chunk)
    for phrase, form in _FORMS.items():
        folded = re.sub(rf"\b{phrase}\b", form, folded)
    legal: set[str] = set()
    meant: dict[str, set[str]] = {}
    dropped: set[str] = set()
    for name in analyze_names(NameTypeTag.ORG, [folded], phonetics=False, numerics=False):
        for span in name.spans:
            if span.symbol.category == SymbolCategory.ORG_CLASS:
                legal.add(span.symbol.id)
                dropped |= {part.form for part in span.parts}
            elif span.symbol.category in (SymbolCategory.SYMBOL, SymbolCategory.DOMAIN, SymbolCategory.LOCATION):
                for part in span.parts:
                    meant.setdefault(part.form, set()).add(str(span.symbol))
        parts = [part.form for part in name.parts if part.tag != NamePartTag.LEGAL]
        break
    else:
        parts = []
    chunks = [word for form in parts if form not in dropped for word in _spelt(form)]
    words = [_word(word, native, meant.get(native, set()), native in cut) for word, native in chunks]
    kept = tuple(word for word in words if word.text not in _LEGAL) or tuple(words)
    if not any(word.kind != "stop" for word in kept):
        kept = tuple(Word(names.latin(word) or word, "own") for word in folded.split())
    return Firm(text, kept, frozenset(legal))


def _spelt(form: str) -> list[tuple[str, str]]:
    """The Latin words of one word, abbreviations spelt out, each with the word as it was written."""
    latin = names.latin(names.fold(form)) or form
    return [(word, form) for word in _SHORT.get(latin, latin).split()]


def _word(text: str, native: str, symbols: set[str], short: bool) -> Word:
    digits = _ROMAN.get(text, text)
    if digits.isdigit():
        kind = "number"
        text = digits
    elif text in _STOP:
        kind = "stop"
    elif text in _PLACES or any(one.startswith("[LOC") for one in symbols):
        kind = "place"
    elif text in _GENERIC or plain(text) in _GENERIC or symbols:
        kind = "generic"
    else:
        kind = "own"
    return Word(text, kind, frozenset(symbols), short)
