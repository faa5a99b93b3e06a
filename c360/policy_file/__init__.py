"""Reading a policy file: each value checked, and whatever is wrong named by its line and the reason.

Every table has a module of its own with one function that takes its `Table`; `_policy` puts them together.
"""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from c360.policy import Policy
from c360.policy_file import acts, household, judging, screening, signals, worth
from c360.policy_file.reader import KIND, Table
from c360.sections import registry
from c360.tomlfile import Problem, lines_of


def read(path: Path | None = None) -> Policy:
    """The policy of `path`, or the shipped one. Raises `PolicyError` with every fault, its line and the reason."""
    return parse(KIND.read(path or Path(str(files("c360") / "policy.toml"))))


def parse(raw: bytes) -> Policy:
    """The policy that these bytes hold. Raises `PolicyError` as `read` does."""
    text, data = KIND.parsed(raw)
    problems: list[Problem] = []
    root = Table(data, lines_of(text), problems)
    policy = _policy(root, hashlib.sha256(raw).hexdigest())
    root.done()
    KIND.refuse(problems)
    return policy


def _policy(root: Table, digest: str) -> Policy:
    limits, windows, hours = root.table("limits"), root.table("windows"), root.table("hours")
    revenue, value, expected = root.table("revenue"), root.table("value"), root.table("completeness")
    first = hours.count("first", 0, 23)
    models = worth.models(value)
    return Policy(
        version=root.word("version"),
        digest=digest,
        transactions_shown=limits.count("transactions_shown", 1, 50_000),
        neighbours_shown=limits.count("neighbours_shown", 1, 10_000),
        interactions_shown=limits.count("interactions_shown", 1, 10_000),
        lookback_days=windows.count("lookback_days", 1, 36_500),
        revenue_days=windows.count("revenue_days", 1, 36_500),
        expiring_days=windows.count("expiring_days", 0, 36_500),
        stale_source_days=windows.count("stale_source_days", 0, 36_500),
        complete_enough=limits.count("complete_enough", 0, 100),
        searches_a_minute=limits.count("searches_a_minute", 1, 100_000),
        views_a_minute=limits.count("views_a_minute", 1, 100_000),
        business_hours=(first, hours.count("last", first + 1, 24)),
        beneficial_owner=root.table("ownership").number("beneficial_owner", 0, 100),
        household=household.rules(root.table("household")),
        signals=signals.rules(root.table("signals")),
        screening=screening.rules(root.table("screening")),
        acts=acts.rules(root.table("access")),
        categories=worth.categories(root.table("categories")),
        credit_bands=root.table("credit").scale("bands"),
        bands=judging.bands(root),
        rules=judging.rules(root),
        kyc_cycles=judging.cycles(root.table("kyc").table("cycles")),
        fee_types=revenue.words("fee_types"),
        fee_purposes=revenue.words("fee_purposes"),
        card_types=revenue.words("card_types"),
        interchange=revenue.number("interchange", 0, 100),
        margin=worth.margin(revenue.table("margin")),
        default_model=value.word("default_model", tuple(model.name for model in models)),
        models=models,
        completeness=MappingProxyType(
            {
                section.name: expected.words(section.name, section.keys) if section.keys else ()
                for section in registry().values()
            }
        ),
        search_text=root.table("audit").flag("search_text") if "audit" in root else False,
    )
