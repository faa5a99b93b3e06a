"""How a planted person is put on stage: a whole record, from which each scene takes or to which it adds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from c360.demo import life, people, records
from c360.demo.bank import Bank, District, days_before
from c360.demo.dice import Dice
from c360.demo.ledger import Account
from c360.demo.people import Person, plain


class Stage:
    """Where planted people are written; their chance is their own, so they are alike in every bank."""

    def __init__(self, bank: Bank, place: District) -> None:
        self.bank, self.place = bank, place
        self._held: list[tuple[Account, int | None, int]] = []

    def person(
        self, number: int, name: str | None, *, score: int | None = 724, address: str | None = "own",
        document: bool = True, **traits: Any,
    ) -> Person:  # fmt: skip
        """Write `customer-{number}` with everything filled but for what `traits` says otherwise.

        `score` None leaves out credit scores; `address` None leaves it out, "own" makes one, else it is shared.
        """
        dice = self.dice(number)
        p = Person(f"customer-{number}", name)
        p.born = date(1958 + number * 7 % 42, 1 + number % 12, 1 + number % 28)
        p.ssn = f"900-{1 + number % 9:02d}-{number % 10_000:04d}"
        p.email = f"{plain(name or '')[:40].strip('.') or 'customer'}.{number}@example.org"
        p.phone, p.mobile = f"+1 516 555 01{number % 100:02d}", f"+1 845 555 01{(number + 31) % 100:02d}"
        p.occupation, p.income, p.employer = "Accountant", 84_000, self.place.employers[1].name
        p.since = date(2009 + number % 12, 1 + number % 12, 1 + number % 28)
        p.gender = "F" if number % 2 else "M"
        p.branch, p.manager = self.place.branch, self.place.manager
        p.reviewed = days_before(100 + number % 300)
        p.due = p.reviewed + timedelta(days=1826)
        p.changed = "2024-03-11"
        for trait, value in traits.items():
            setattr(p, trait, value)
        p.since = max(filter(None, (p.since, p.born)), default=None)
        people.write(self.bank, p)
        self._keep(p, dice, score, address, document)
        return p

    def _keep(self, p: Person, dice: Dice, score: int | None, address: str | None, document: bool) -> None:
        if address is not None:
            where = self.bank.address(dice, self.place.town) if address == "own" else address
            self.bank.tables.row("crm/living_at", p.id, where)
        if document:
            number = f"P{80_000_000 + int(p.id[-5:])}"
            records.document(self.bank, p.id, "PASSPORT", number, date(2019, 9, 2), date(2029, 9, 1))
        if score is not None:
            for years, change in ((2, -14), (1, -5), (0, 0)):
                when = date(2024 - years, 5, 1)
                records.score(self.bank, p.id, score + change, records.BUREAUS[years], when)

    def dice(self, number: int) -> Dice:
        """The chance of planted person `number`, the same in every bank."""
        return Dice("planted", number)

    def checking(
        self, p: Person, *, salary: int | None = None, cards: float = 4.0, least: int = 80_000, **terms: Any
    ) -> Account:
        """A checking account with an ordinary life: `salary` cents a year net, so many card payments a month.

        Without a `salary` it is an ordinary one; 0 is none. What rent and bills leave goes to savings or away.
        """
        number = int(p.id[-5:])
        dice = self.dice(number + 1_000_000)
        salary = dice.whole(34, 66) * 100_000 if salary is None else salary
        opened = terms.pop("opened", p.since or date(2016, 4, 4))
        account = self.bank.account("CHECKING", opened, (p.id,), **terms)
        self.hold(account, least=least)
        if salary:
            life.salary(self.bank, dice, account, self.place.employers[1], salary)
            life.bills(self.bank, dice, self.place, account)
            life.rent(self.bank, dice, self.place, account, salary // 42)
            self._put_aside(p, dice, account, salary // 36)
        life.shopping(self.bank, dice, self.place, account, 1, cards)
        life.cash(self.bank, dice, self.place, account, 0.7 if salary else 0.0)
        return account

    def _put_aside(self, p: Person, dice: Dice, account: Account, cents: int) -> None:
        if dice.chance(0.5):
            savings = self.bank.account("SAVINGS", account.opened, (p.id,), rate=f"{dice.whole(5, 40) / 10}")
            life.save(self.bank, dice, account, self.hold(savings, least=dice.skewed(5_000, 900_000)), cents, "Savings")
        else:
            other = life.other_bank(self.bank, account, "Other bank")
            life.each_month(
                self.bank, dice, account, other.number, cents, 24, "TRANSFER", other.name, "Household", channel="APP"
            )

    def hold(self, account: Account, *, closing: int | None = None, least: int = 0) -> Account:
        """Have the account settled when the curtain falls: at `closing`, or never below `least`."""
        self._held.append((account, closing, least))
        return account

    def close(self) -> None:
        """Settle and write every account held."""
        for account, closing, least in self._held:
            self.bank.settle(account, closing=closing, cushion=least)
        self._held.clear()
