"""Where a customer stands in the book, in words and as a table."""

from __future__ import annotations

from decimal import Decimal

from c360 import words
from c360.model.standing import Spread, Standing
from c360.policy import BANDS
from c360.sheets import Column, Sheet, sheet


def sentence(found: Spread, place: Standing | None) -> str:
    """How many have a lower risk and how many the same, with the number they are among."""
    day = words.day(found.as_of)
    told = []
    if place is None:
        told.append("Where this customer stands can't be told: the band or the base score is unknown.")
    elif not place.equal:
        told.append(
            "Where this customer stands can't be told: nobody in the count has this band and base score, so that the"
            " page and the count are not of the same moment. Reload the page."
        )
    else:
        others = place.equal - 1
        same = "nobody else has" if not others else f"{_customers(others)} ({_share(others, place.of)}) have"
        than = f"Higher than {_share(place.below, place.of)}" if place.below else "Higher than none"
        told.append(
            f"{than} of {_customers(place.of)} of this book as of {day};"
            f" {same} the same. Percentile {place.percentile}, ties in the middle."
        )
    if found.unknown:
        told.append(f"The risk of {words.number(found.unknown)} more of {_customers(found.customers)} is unknown.")
    if found.unscored:
        told.append(f"{_customers(found.unscored)} have a band and no base score, and are in no percentile.")
    if found.unread:
        told.append(f"That of {words.number(found.unread)} could not be read, which is not the same as low.")
    return " ".join(told)


def spread(found: Spread, band: str | None) -> Sheet:
    """How many customers have each band, the highest first, and which is this customer's; the unknown last."""
    rows: list[tuple[object, ...]] = [
        (name, found.band(name), _percent(found.band(name), found.customers), "this customer" if name == band else "")
        for name in reversed(BANDS)
    ]
    blind = found.unknown + found.unread
    rows.append((None, blind, _percent(blind, found.customers), "this customer" if band is None else ""))
    columns = (
        Column("Band", "band"), Column("Customers", "count"), Column("Share", "share"), Column("Where", none=""),
    )  # fmt: skip
    return sheet("book_risk", "Risk of the book", columns, rows)


def _customers(count: int) -> str:
    return words.counted(count, "customer")


def _percent(count: int, of: int) -> Decimal | None:
    return (Decimal(100) * count / of).quantize(Decimal("0.1")) if of else None


def _share(count: int, of: int) -> str:
    return words.share(_percent(count, of))
