"""Searching a million people: how long the index takes, how long an answer, and how often the one meant is among ten.

    python -m benchmarks.search [PEOPLE]

The names are those that `faker` has for some eighty countries, put together at random, each person's with a birth, a
town, mail and phone. Each question is a stored name that is given as people give them; it is about somebody whose name
nobody else has, since of a thousand of one name no ten can be right. The limits stand beside what was measured.
"""

from __future__ import annotations

import gc
import importlib
import random
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from anyascii import anyascii
from faker.config import AVAILABLE_LOCALES
from rich.console import Console
from rich.table import Table

from c360.names import words
from c360.search.asked import asked
from c360.search.build import write_index
from c360.search.entity import Entity
from c360.search.finding import Finding
from c360.search.opened import opened

ASKED = 500
WORLD = Path(__file__).with_name("names_of_the_world.txt")
NICKNAMES = {
    "robert": "bob rob bobby", "elizabeth": "lizzy liz beth", "william": "bill will", "richard": "dick rick",
    "margaret": "peggy maggie meg", "james": "jim jimmy jamie", "john": "jack johnny", "katherine": "kate kathy katie",
    "thomas": "tom tommy", "michael": "mike mick", "edward": "ed ted eddie", "alexander": "alex sasha sandy",
    "charles": "chuck charlie", "francisco": "paco pancho", "jose": "pepe", "susan": "sue susie", "joseph": "joe joey",
    "daniel": "dan danny", "andrew": "andy drew", "patricia": "pat trish", "rebecca": "becky", "anthony": "tony",
    "henry": "harry hank", "mary": "molly polly", "nicholas": "nick", "samuel": "sam", "benjamin": "ben",
    "victoria": "vicky tori", "giuseppe": "beppe", "johannes": "hans", "ivan": "vanya", "katarzyna": "kasia",
}  # fmt: skip
Question = Callable[[str, random.Random], str | None]


def main(count: int = 1_000_000) -> None:
    """Builds the index, asks, and prints one table."""
    dice = random.Random(5)
    places = names()
    people = [someone(places, dice) for _ in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "search"
        asked_for = questions(people)
        started = time.perf_counter()
        write_index((entity(at, name) for at, name in enumerate(people)), index)
        built = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        size = sum(file.stat().st_size for file in index.iterdir()) / 1e6
        table = Table("question", "asked", "recall@10", "limit", "p50 ms", "p95 ms", "limit")
        for title, limit, question in asked_for:
            table.add_row(*ask(index, people, title, limit, question))
    console = Console(width=120)
    console.print(f"{count:,} people: index of {size:,.0f} MB built in {built:.1f} s, {peak:,.0f} MB at peak.")
    console.print(table)


def names() -> list[tuple[list[str], list[str]]]:
    """Given and family names by country."""
    found = []
    for locale in sorted(AVAILABLE_LOCALES):
        try:
            provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        except ImportError:
            continue
        given = [*listed(provider, "first_names"), *listed(provider, "first_names_male", "male_first_names")]
        given += listed(provider, "first_names_female", "female_first_names")
        family = listed(provider, "last_names", "last_names_male", "romanized_last_names")
        if given and family:
            found.append((given, family))
    return found


def listed(provider: Any, *keys: str) -> list[str]:
    """The first of these lists that a provider has."""
    for key in keys:
        value = getattr(provider, key, None)
        if value and not isinstance(value, property):
            return [name for name in value if isinstance(name, str)]
    return []


def someone(places: list[tuple[list[str], list[str]]], dice: random.Random) -> str:
    """A name: one in four people has two given ones."""
    given, family = dice.choice(places)
    second = f" {dice.choice(given)}" if dice.random() < 0.25 else ""
    return f"{dice.choice(given)}{second} {dice.choice(family)}"


def entity(at: int, name: str) -> Entity:
    """The person of this number."""
    born = date(1930 + at % 80, 1 + at % 12, 1 + at % 28)
    mail, phone = f"{at}@example{at % 1000}.com", f"+49 30 {at:07d}"
    return Entity("person", f"C-{at:07d}", name, mail, phone, born=born, towns=(f"Town{at % 300}",))


def questions(people: list[str]) -> list[tuple[str, float, Question]]:
    """What is asked: its name, the least recall, and the text made of a name, or None where it can't be made of it."""
    holders: dict[str, set[int]] = defaultdict(set)
    for at, name in enumerate(people):
        for word in words(name):
            holders[word].add(at)

    def missing(name: str, dice: random.Random) -> str | None:
        parts = name.split()
        if len(parts) < 3:
            return None
        parts.pop(dice.randrange(len(parts)))
        meant = set.intersection(*(holders[word] for part in parts for word in words(part)))
        return " ".join(parts) if len(meant) <= 10 else None

    def nickname(name: str, dice: random.Random) -> str | None:
        first, *rest = name.split()
        other = NICKNAMES.get("".join(words(first)))
        return " ".join([dice.choice(other.split()), *rest]) if other else None

    # In place of the first of the people, so that each is looked for among all the others.
    world = [line.split(" = ") for line in WORLD.read_text("utf-8").splitlines() if not line.startswith("#")]
    # One of the two is in the book, now this one and now the other.
    written = dict(pair[:: 1 if at % 2 else -1] for at, pair in enumerate(world))
    people[: len(written)] = written

    def by_rule(name: str, dice: random.Random) -> str | None:
        return anyascii(name) if any(ord(letter) > 0x370 for letter in name) else None

    def foreign(name: str, dice: random.Random) -> str | None:
        return written.get(name)

    return [
        ("as it is", 0.99, lambda name, dice: name),
        ("one edit", 0.99, lambda name, dice: edited(name, 1, dice)),
        ("two edits", 0.95, lambda name, dice: edited(name, 2, dice) if len(name) > 6 else None),
        ("parts swapped", 0.98, lambda name, dice: " ".join(reversed(name.split()))),
        ("a part missing", 0.98, missing),
        ("nickname", 0.95, nickname),
        ("transliterated by rule", 0.95, by_rule),
        ("as the world writes it", 0.95, foreign),
    ]


def edited(name: str, times: int, dice: random.Random) -> str | None:
    """A name with so many letters more, less, other or swapped, in letters of its script; of Latin names alone."""
    if not all(letter.isascii() or letter.isspace() for letter in name):
        return None
    letters = list(name)
    for _ in range(times):
        at, other = dice.randrange(len(letters)), dice.choice("abcdefghijklmnopqrstuvwxyz")
        match dice.choice(["more", "less", "other", "swapped"]):
            case "more":
                letters.insert(at, other)
            case "less":
                del letters[at]
            case "other":
                letters[at] = other
            case _:
                letters[at : at + 2] = letters[at : at + 2][::-1]
    return "".join(letters)


def ask(index: Path, people: list[str], title: str, limit: float, question: Question) -> tuple[str, ...]:
    """A row of the table."""
    dice, reader = random.Random(9), opened(index)
    only = Counter(people)
    gc.collect()
    gc.freeze()  # a million names in this process are no part of what is measured
    reader.words, reader.towns  # noqa: B018 (they are read when first asked for, which no answer should pay for)
    Finding(reader, asked("warm up"), 10).hits()
    took, found = [], 0
    # Each of the known names once, of all others so many taken by chance.
    places = [at for at, name in enumerate(people[:1000]) if only[name] == 1 and question(name, dice)]
    known = title.startswith("as the world")
    wanted = len(places) if known else ASKED
    while len(took) < wanted:
        at = places.pop() if known else dice.randrange(len(people))
        text = question(people[at], dice) if only[people[at]] == 1 else None
        if not text:
            continue
        started = time.perf_counter()
        hits = Finding(reader, asked(text), 10).hits()
        took.append(1000 * (time.perf_counter() - started))
        found += any(hit.id == f"C-{at:07d}" for hit in hits)
    took.sort()
    half, most = took[wanted // 2], took[wanted * 95 // 100]
    return title, str(wanted), f"{found / wanted:.1%}", f"{limit:.0%}", f"{half:.1f}", f"{most:.1f}", "10"


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
