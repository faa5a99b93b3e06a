"""Made-up customers for `benchmarks.signals`: ordinary lives, and laundering mixed into them by random parameters.

The typologies are those of public simulators (AMLSim and AMLworld: fan-in, fan-out, scatter-gather and cycles, which an
account on the way sees as in-and-out; SAML-D: structuring, smurfing, behavioural change), written anew with parameters
drawn wide, so that rules tuned to one bank's planted cases would show. Amounts in dollars; two years of days.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import NamedTuple

DAYS = 730
Life = list["Booking"]


class Booking(NamedTuple):
    """One booking: day, second of the day, in or out, dollars, who, type, channel."""

    day: int
    second: int
    way: str
    dollars: float
    party: str
    type: str
    channel: str


def _at(dice: random.Random) -> int:
    return dice.randint(8 * 3600, 20 * 3600)


def _add(life: Life, dice: random.Random, day: int, way: str, dollars: float, party: str, type_: str = "TRANSFER",
         channel: str = "APP", second: int | None = None) -> None:  # fmt: skip
    if 0 <= day < DAYS and dollars > 0:
        life.append(
            Booking(day, _at(dice) if second is None else second, way, round(dollars, 2), party, type_, channel)
        )


# -- ordinary lives ----------------------------------------------------------------------------------------------


def _wages(life: Life, dice: random.Random, typed: bool = True) -> float:
    pay, gap = dice.uniform(1_500, 7_000), dice.choice((7, 14, 15, 30, 30))
    pay = pay * gap / 30
    for day in range(dice.randint(0, gap), DAYS, gap):
        _add(life, dice, day + dice.choice((-1, 0, 0, 0, 1)), "in", pay * dice.uniform(0.99, 1.03), "Employer",
             "SALARY" if typed else "TRANSFER", "ACH")  # fmt: skip
    return pay * 30 / gap


def _living(life: Life, dice: random.Random, month: float) -> None:
    rent, typed = month * dice.uniform(0.2, 0.45), dice.random() < 0.6
    for start in range(dice.randint(0, 28), DAYS, 30):
        _add(life, dice, start, "out", rent, "Landlord", "STANDING_ORDER" if typed else "TRANSFER")
        for n in range(dice.randint(1, 4)):
            _add(life, dice, start + dice.randint(0, 9), "out", dice.uniform(30, 250), f"Utility {n}", "DIRECT_DEBIT")
        for _ in range(dice.randint(5, 45)):
            _add(life, dice, start + dice.randint(0, 29), "out", dice.lognormvariate(3.3, 0.9),
                 f"Shop {dice.randint(1, 60)}", "CARD", "CARD_TERMINAL")  # fmt: skip
        for _ in range(dice.randint(0, 5)):
            _add(life, dice, start + dice.randint(0, 29), "out", 20 * dice.randint(1, 20), "Cash", "CASH", "ATM")
        for _ in range(dice.randint(0, 6)):  # friends, in both directions
            _add(life, dice, start + dice.randint(0, 29), dice.choice(("in", "out")), dice.lognormvariate(3.8, 1.0),
                 f"Friend {dice.randint(1, 25)}")  # fmt: skip


def employee(dice: random.Random) -> Life:
    life: Life = []
    _living(life, dice, _wages(life, dice))
    return life


def forwards_pay(dice: random.Random) -> Life:
    """Has the pay come here and lives from an account elsewhere: all of it leaves at once, each month."""
    life: Life = []
    month, day = dice.uniform(1_500, 9_000), dice.randint(1, 27)
    for start in range(0, DAYS, 30):
        _add(life, dice, start + day, "in", month * dice.uniform(0.98, 1.05), "Employer", "TRANSFER", second=30_000)
        _add(life, dice, start + day + 1, "out", month * dice.uniform(0.9, 0.99), "Own account elsewhere")
    return life


def freelancer(dice: random.Random) -> Life:
    life: Life = []
    clients = dice.randint(8, 60)
    for start in range(0, DAYS, 30):
        for _ in range(dice.randint(2, 12)):
            _add(life, dice, start + dice.randint(0, 29), "in", dice.lognormvariate(6.6, 0.8),
                 f"Client {dice.randint(1, clients)}", "TRANSFER", "WEB")  # fmt: skip
    _living(life, dice, dice.uniform(2_000, 6_000))
    return life


def shopkeeper(dice: random.Random) -> Life:
    """Pays in the till's cash, below, near and above 10,000 as weeks are."""
    life: Life = []
    low, high, gap = dice.uniform(300, 4_000), dice.uniform(5_000, 16_000), dice.choice((2, 3, 4, 7))
    for day in range(0, DAYS, gap):
        cash = dice.uniform(low, high)
        _add(life, dice, day, "in", cash, "Cash", "CASH", "BRANCH")
        if dice.random() < 0.6:
            _add(life, dice, day + 1, "out", cash * dice.uniform(0.4, 0.75), f"Supplier {dice.randint(1, 12)}")
    _living(life, dice, dice.uniform(2_000, 6_000))
    return life


def trader(dice: random.Random) -> Life:
    """Many transfers with many people, amounts of all sizes, in no order: an account of AMLSim's normal network."""
    life: Life = []
    parties, rate, size = dice.randint(20, 300), dice.uniform(0.3, 4), dice.uniform(4.5, 7.5)
    for day in range(DAYS):
        for _ in range(int(rate + dice.random())):
            _add(life, dice, day, dice.choice(("in", "out")), dice.lognormvariate(size, 0.8),
                 f"Party {dice.randint(1, parties)}")  # fmt: skip
    return life


def saver(dice: random.Random) -> Life:
    """Little happens: a payment in now and then, whole hundreds, and one out for a big thing."""
    life: Life = []
    for day in range(dice.randint(0, 90), DAYS, dice.randint(20, 120)):
        _add(life, dice, day, "in", 100 * dice.randint(1, 20), "Own account elsewhere")
    _add(life, dice, dice.randint(200, DAYS), "out", dice.uniform(2_000, 20_000), "Car dealer")
    return life


def big_events(dice: random.Random) -> Life:
    """An ordinary life with a wedding's presents, a house sold, a car bought, a move with its new bills."""
    life = employee(dice)
    day = dice.randint(400, 700)
    match dice.randint(0, 3):
        case 0:
            for n in range(dice.randint(10, 40)):
                _add(life, dice, day + dice.randint(0, 20), "in", dice.choice((50, 100, 100, 150, 200)), f"Guest {n}")
        case 1:
            _add(life, dice, day, "in", dice.uniform(100_000, 500_000), "Title company")
            _add(life, dice, day + dice.randint(5, 60), "out", dice.uniform(20_000, 90_000), "Builder")
        case 2:
            _add(life, dice, day, "in", dice.uniform(3_000, 9_000), "Parents")
            _add(life, dice, day + 9, "out", dice.uniform(9_000, 30_000), "Car dealer")
        case 3:
            for n in range(dice.randint(3, 6)):
                _add(life, dice, day + dice.randint(0, 25), "out", dice.uniform(100, 2_500), f"Mover {n}")
    return life


ORDINARY: dict[str, Callable[[random.Random], Life]] = {
    one.__name__: one for one in (employee, forwards_pay, freelancer, shopkeeper, trader, saver, big_events)
}


# -- laundering --------------------------------------------------------------------------------------------------


def _day(dice: random.Random, span: int) -> int:
    """A first day such that all of it lies in the last year."""
    return dice.randint(DAYS - 364, max(DAYS - 364, DAYS - span - 1))


def structuring(life: Life, dice: random.Random) -> None:
    """4 to 20 cash bookings below 10,000 in 3 to 40 days."""
    count, low = dice.randint(4, 20), dice.choice((7_200, 8_000, 8_500, 9_000, 9_500))
    span = max(3, min(40, int(count * dice.uniform(0.3, 3))))
    start, way = _day(dice, span), dice.choice(("in", "in", "in", "out"))
    for _ in range(count):
        _add(life, dice, start + dice.randint(0, span), way, dice.uniform(low, 9_990), "Cash",
             dice.choice(("CASH", "Cash Deposit" if way == "in" else "Cash Withdrawal")), "BRANCH")  # fmt: skip


def in_and_out(life: Life, dice: random.Random) -> None:
    """2 to 12 times a sum passes through in 0 to 3 days, less up to 15 %, in one to three pieces."""
    count, size = dice.randint(2, 12), dice.uniform(3_000, 40_000)
    for _ in range(count):
        day, sum_ = _day(dice, 5), size * dice.uniform(0.5, 1.8)
        second = dice.randint(6, 12) * 3600
        _add(life, dice, day, "in", sum_, f"Source {dice.randint(1, 4)}", "WIRE", second=second)
        left, pieces = sum_ * dice.uniform(0.85, 0.995), dice.randint(1, 3)
        for piece in range(pieces):
            _add(life, dice, day + dice.randint(0, 3), "out", left / pieces, f"Sink {piece + dice.randint(1, 3)}",
                 "WIRE", second=second + 3_600 * (1 + piece))  # fmt: skip


def many_to_one(life: Life, dice: random.Random) -> None:
    """8 to 50 senders in 3 to 30 days, 500 to 9,000 each."""
    span = dice.randint(3, 29)
    start = _day(dice, span)
    for n in range(dice.randint(8, 50)):
        _add(life, dice, start + dice.randint(0, span), "in", dice.uniform(500, 9_000), f"Sender {n}")


def one_to_many(life: Life, dice: random.Random) -> None:
    """8 to 50 receivers in 3 to 30 days, 500 to 9,000 each."""
    span = dice.randint(3, 29)
    start = _day(dice, span)
    for n in range(dice.randint(8, 50)):
        _add(life, dice, start + dice.randint(0, span), "out", dice.uniform(500, 9_000), f"Receiver {n}")


def dormant_then_busy(life: Life, dice: random.Random) -> None:
    """Nothing for 190 to 400 days, then 6 to 60 bookings in 3 to 30 days; of the life before nothing goes on."""
    span = dice.randint(3, 29)
    start = _day(dice, span)
    quiet = start - dice.randint(190, 400)
    life[:] = [booking for booking in life if booking.day <= quiet]
    for _ in range(dice.randint(6, 60)):
        _add(life, dice, start + dice.randint(0, span), dice.choice(("in", "out")), dice.uniform(500, 6_000),
             f"Contact {dice.randint(1, 5)}")  # fmt: skip


def round_amounts(life: Life, dice: random.Random) -> None:
    """8 to 30 whole thousands in 10 to 60 days, with one to ten others."""
    span, parties = dice.randint(10, 59), dice.randint(1, 10)
    start = _day(dice, span)
    for _ in range(dice.randint(8, 30)):
        _add(life, dice, start + dice.randint(0, span), dice.choice(("in", "out")), 1_000 * dice.randint(1, 9),
             f"Firm {dice.randint(1, parties)}", "WIRE")  # fmt: skip


def new_counterparty(life: Life, dice: random.Random) -> None:
    """6 to 30 payments to somebody new in 3 to 13 days, 500 to 4,000 each."""
    span = dice.randint(3, 13)
    start = _day(dice, span)
    _add(life, dice, start, "out", dice.uniform(500, 4_000), "Exchange")
    for _ in range(dice.randint(5, 29)):
        _add(life, dice, start + dice.randint(0, span), "out", dice.uniform(500, 4_000), "Exchange")


LAUNDERING: dict[str, Callable[[Life, random.Random], None]] = {
    "structuring": structuring, "in-and-out": in_and_out, "many-to-one": many_to_one, "one-to-many": one_to_many,
    "dormant-then-busy": dormant_then_busy, "round-amounts": round_amounts, "new-counterparty": new_counterparty,
}  # fmt: skip


def people(count: int, seed: int) -> Iterator[tuple[str, str, Life]]:
    """`count` of each kind of ordinary life ("", kind, life), and half as many of each typology on one of them."""
    for kind, live in ORDINARY.items():
        for n in range(count):
            yield "", kind, live(random.Random(f"{seed} {kind} {n}"))
    kinds = list(ORDINARY)
    for pattern, launder in LAUNDERING.items():
        for n in range(count // 2):
            dice = random.Random(f"{seed} {pattern} {n}")
            kind = kinds[n % len(kinds)]
            life = ORDINARY[kind](dice)
            launder(life, dice)
            yield pattern, kind, life
