"""Screening: how often it is right, how often it cries wolf, and what it costs.

    python -m benchmarks.screening [FOLDER_OF_OFAC_SDN UN_FILE]

Labelled pairs come first: `name_pairs.tsv`, which the matcher was tuned on, and `name_pairs_held_out.tsv`, which it
wasn't. Beside them stand two yardsticks: sorted tokens (each name's words in order of the alphabet, then Levenshtein's
similarity, at its own best threshold), and nomenklatura's logic-v2, if NOMENKLATURA names the Python of a virtual
environment that has it. Then, with the real lists: whether listed people are found by any strong alias of two words or
more with a slip in it, how many invented people are taken for listed ones, and how fast a book goes through.
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from faker import Faker
from rapidfuzz.distance import Levenshtein
from rich.console import Console
from rich.table import Table

from c360 import names
from c360.screening import THRESHOLD, Screener, Subject, compare
from c360.screening.lists import held, ofac, store, un
from c360.screening.lists.entry import WEAK

HERE = Path(__file__).parent
NEAR = 0.5  # what is shown beside the matches, as near misses
LOCALES = [
    "en_US",
    "en_GB",
    "de_DE",
    "fr_FR",
    "es_ES",
    "it_IT",
    "ru_RU",
    "pl_PL",
    "tr_TR",
    "en_IN",
    "pt_BR",
    "nl_NL",
    "sv_SE",
]
LOGIC_V2 = """
import json, sys
from followthemoney import model
from nomenklatura.matching import get_algorithm
algorithm = get_algorithm("logic-v2")
config = algorithm.default_config()
scores = []
for n, (schema, left, right) in enumerate(json.load(sys.stdin)):
    both = []
    for side, name in (("a", left), ("b", right)):
        entity = model.make_entity(schema)
        entity.id = f"{side}{n}"
        entity.add("name", name)
        both.append(entity)
    scores.append(algorithm.compare(*both, config).score)
json.dump(scores, sys.stdout)
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """A labelled pair of names."""

    kind: str
    schema: str
    left: str
    right: str
    same: bool


def main(*files: str) -> None:
    """Prints one table for the pairs, and one for the lists where they are given."""
    console = Console(width=118)
    for file in ("name_pairs.tsv", "name_pairs_held_out.tsv"):
        console.print(_pairs_table(file))
    if len(files) == 2:
        console.print(_lists_table(Path(files[0]), Path(files[1])))


def pairs(file: str) -> list[Pair]:
    """The labelled pairs of a file beside this one."""
    lines = (HERE / file).read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return [Pair(kind, schema, left, right, label == "1") for kind, schema, left, right, label in rows]


def _pairs_table(file: str) -> Table:
    labelled = pairs(file)
    ours = [compare(Subject(p.left, p.schema), Subject(p.right, p.schema)).score for p in labelled]
    sorted_tokens = [Levenshtein.normalized_similarity(_sorted(p.left), _sorted(p.right)) for p in labelled]
    best = max((n / 100 for n in range(30, 100)), key=lambda limit: figures(labelled, sorted_tokens, limit)[2])
    columns = [("ours", ours, THRESHOLD), ("sorted tokens", sorted_tokens, best)]
    python = os.environ.get("NOMENKLATURA")
    if python:
        asked = json.dumps([(p.schema, p.left, p.right) for p in labelled])
        done = subprocess.run([python, "-c", LOGIC_V2], input=asked, capture_output=True, text=True, check=True)
        columns.append(("logic-v2", json.loads(done.stdout), 0.7))
    table = Table(title=f"{file}: {len(labelled):,} pairs; precision, recall, F1")
    table.add_column("kind")
    for name, _, limit in columns:
        table.add_column(f"{name} at {limit:.2f}", justify="right")
    for kind in (*sorted({p.kind for p in labelled}), "all"):
        at = [n for n, p in enumerate(labelled) if kind in (p.kind, "all")]
        told = [
            "  ".join(f"{one:.3f}" for one in figures([labelled[n] for n in at], [scores[n] for n in at], limit))
            for _, scores, limit in columns
        ]
        table.add_row(f"{kind} ({len(at)})", *told, style="bold" if kind == "all" else "")
    return table


def figures(labelled: list[Pair], scores: list[float], limit: float) -> tuple[float, float, float]:
    """Precision, recall and F1 of the pairs that reach `limit`; 0 where there is nothing to divide by."""
    right = sum(p.same and score >= limit for p, score in zip(labelled, scores, strict=True))
    said = sum(score >= limit for score in scores)
    there = sum(p.same for p in labelled)
    precision, recall = right / said if said else 0.0, right / there if there else 0.0
    return precision, recall, 2 * right / (said + there) if said + there else 0.0


def _sorted(name: str) -> str:
    return " ".join(sorted(names.words(name)))


def _lists_table(folder: Path, file: Path) -> Table:
    dice = random.Random(7)
    table = Table(title="Against OFAC's and the UN's lists")
    for column, justify in (("what", "left"), ("measured", "right"), ("wanted", "right")):
        table.add_column(column, justify=justify)  # type: ignore[arg-type]
    with tempfile.TemporaryDirectory() as place:
        for reading in (ofac.read(folder), un.read(file)):
            store.put(Path(place), reading, loaded_at=datetime.now(UTC))
        started = time.perf_counter()
        screener = Screener.of(held.open_lists(Path(place)))
        table.add_row("made ready: tagger, lists, index", f"{time.perf_counter() - started:.1f} s", "")
    _warm(screener)
    for what, weak, least in (
        ("strong alias, one slip", False, 2),
        ("one word, one slip", False, 1),
        ("weak alias, one slip", True, 1),
    ):
        asked = list(_slipped(screener, dice, weak=weak, least=least))
        found = [_finds(screener, name, entry) for name, entry in asked]
        for limit, wanted in ((THRESHOLD, ""), (NEAR, "99.0 %" if least == 2 else "")):
            share = sum(score is not None and score >= limit for score in found) / max(1, len(found))
            table.add_row(f"{what}: found at {limit:.2f}, of {len(found):,}", f"{share:.1%}", wanted)
    invented = people(10_000)
    once = time.perf_counter()
    flagged = [one for one in invented if screener.screen(one)]
    took = (time.perf_counter() - once) / len(invented)
    table.add_row(
        f"invented people flagged, of {len(invented):,}", f"{len(flagged) / len(invented):.2%}", "under 0.10 %"
    )
    table.add_row("one customer", f"{took * 1000:.1f} ms", "under 20 ms")
    with multiprocessing.get_context("fork").Pool(2, _keep, (screener,)) as pool:
        pool.map(_count, [[one] for one in invented[:20]])
        gc.freeze()
        once = time.perf_counter()
        sum(pool.imap_unordered(_count, [invented[at : at + 200] for at in range(0, len(invented), 200)]))
        table.add_row(
            "a book on two cores", f"{len(invented) / (time.perf_counter() - once):,.0f} customers/s", "1,000"
        )
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    table.add_row("memory at peak, one process", f"{most:,} MB", "under 1,000")
    return table


def _warm(screener: Screener) -> None:
    for subject in people(50):
        screener.screen(subject)


def people(count: int) -> list[Subject]:
    """Invented people, each with a birth and a country."""
    fake = Faker(LOCALES)
    Faker.seed(11)
    found = []
    for _ in range(count):
        locale = fake.random_element(LOCALES)
        one = fake[locale]
        name = f"{one.first_name()} {one.last_name()}"
        found.append(Subject(name, "Person", one.date_of_birth(minimum_age=18, maximum_age=90), (locale[-2:],)))
    return found


def _slipped(screener: Screener, dice: random.Random, *, weak: bool, least: int) -> Iterator[tuple[str, str]]:
    """A listed person's name with one slip of a finger in it, and whose it is."""
    listed = [entry for entry in screener.entries if entry.schema == "Person"]
    for entry in dice.sample(listed, min(len(listed), 1500)):
        for name in entry.names:
            words = [word for word in names.words(name.text) if len(word) > 1]
            enough = len(words) >= 2 if least == 2 else len(words) == 1 or weak
            if (name.kind == WEAK) == weak and enough and name.text.isascii() and any(map(str.isalpha, name.text)):
                yield slip(name.text, dice), entry.id
                break


def slip(name: str, dice: random.Random) -> str:
    """A letter left out, doubled, replaced or swapped, in one of the name's words, a longer one more often."""
    at = dice.choice([n for n, letter in enumerate(name) if letter.isalpha()])
    letter = dice.choice("abcdefghijklmnopqrstuvwxyz")
    kind = dice.randrange(4)
    if kind == 0:
        return name[:at] + name[at + 1 :]
    if kind == 1:
        return name[:at] + letter + name[at:]
    if kind == 2:
        return name[:at] + letter + name[at + 1 :]
    return name[:at] + name[at : at + 2][::-1] + name[at + 2 :]


def _finds(screener: Screener, name: str, entry: str) -> float | None:
    return next((one.score for one in screener.screen(Subject(name), NEAR) if one.entry.id == entry), None)


_held: list[Screener] = []


def _keep(screener: Screener) -> None:
    _held.append(screener)


def _count(subjects: list[Subject]) -> int:
    return sum(bool(_held[0].screen(one)) for one in subjects)


if __name__ == "__main__":
    main(*sys.argv[1:])
