"""The tables of the policy that say what a signal from transactions is."""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType

from c360.policy import account_type
from c360.policy_file.reader import Table
from c360.signal_rules import (
    Dormant,
    Fan,
    InAndOut,
    Kinds,
    NewCounterparty,
    RoundAmounts,
    SignalRules,
    Structuring,
)

_YEARS = 3_660
_TIMES = 1_000
# Percent of the threshold.
_SHARE = 100_000


def rules(table: Table) -> SignalRules:
    """All thresholds of the signals."""
    return SignalRules(
        days=table.count("days", 1, _YEARS),
        before=table.count("before", 0, _YEARS),
        rows=table.count("rows", 1, 50_000),
        shown=table.count("shown", 1, 5_000),
        kinds=Kinds(
            **{key: frozenset(map(account_type, table.words(key))) for key in (
                "cash", "counter", "counter_channels", "everyday", "bank", "income",
            )}
        ),
        thresholds=_thresholds(table.table("thresholds")),
        structuring=_structuring(table.table("structuring")),
        in_and_out=_in_and_out(table.table("in_and_out")),
        many_to_one=_fan(table.table("many_to_one")),
        one_to_many=_fan(table.table("one_to_many")),
        dormant=_dormant(table.table("dormant")),
        round_amounts=_round(table.table("round_amounts")),
        new_counterparty=_new(table.table("new_counterparty")),
    )  # fmt: skip


def _thresholds(table: Table) -> MappingProxyType[str, Decimal]:
    currencies = table.left()
    if not currencies:
        table.wrong("", "names no currency, so no signal could ever be told")
    for currency in currencies:
        if not (len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper()):
            table.wrong(currency, "is not the code of a currency (ISO 4217)")
    return MappingProxyType({currency: table.number(currency, 1, 10**12) for currency in currencies})


def _structuring(table: Table) -> Structuring:
    # The band below of equal width, which counts are compared with, begins above nothing.
    return Structuring(
        days=table.count("days", 1, _YEARS),
        times=table.count("times", 2, _TIMES),
        near=table.count("near", 51, 99),
        spared=table.count("spared", 1, _TIMES),
    )


def _in_and_out(table: Table) -> InAndOut:
    return InAndOut(
        days=table.count("days", 0, _YEARS),
        times=table.count("times", 1, _TIMES),
        passed=table.count("passed", 1, 100),
        pieces=table.count("pieces", 1, 20),
        share=table.count("share", 0, 100),
        least=table.count("least", 0, _SHARE),
        total=table.count("total", 0, _SHARE),
        far=table.count("far", 1, _SHARE),
    )


def _fan(table: Table) -> Fan:
    return Fan(
        days=table.count("days", 1, _YEARS),
        parties=table.count("parties", 2, _TIMES),
        total=table.count("total", 0, _SHARE),
    )


def _dormant(table: Table) -> Dormant:
    return Dormant(
        quiet=table.count("quiet", 1, _YEARS),
        days=table.count("days", 1, _YEARS),
        times=table.count("times", 1, _TIMES),
        total=table.count("total", 0, _SHARE),
    )


def _round(table: Table) -> RoundAmounts:
    return RoundAmounts(
        days=table.count("days", 1, _YEARS),
        times=table.count("times", 2, _TIMES),
        share=table.count("share", 1, 100),
        total=table.count("total", 0, _SHARE),
    )


def _new(table: Table) -> NewCounterparty:
    return NewCounterparty(
        days=table.count("days", 1, _YEARS),
        times=table.count("times", 2, _TIMES),
        total=table.count("total", 0, _SHARE),
    )
