"""Planted: names as the world has them, hostile texts, gaps, statuses, families.

| customer | shows |
|---|---|
| 12401 to 12406 | an apostrophe, tone marks, umlauts and a hyphen, Arabic, Chinese, Cyrillic |
| 12407, 12408 | names that are HTML: an image with a handler, a script |
| 12409 | a name that is the end of a Gremlin query and a drop |
| 12410 | name, job and employer that are spreadsheet formulas |
| 12411 | a name of 180 letters |
| 12412, 12413 | two John Smiths |
| 12414 | Petr Ivanov, in Latin letters what 12406 is in Cyrillic |
| 12415 | Robert Wetherby, called Bob by everyone |
| 12420 | nothing but an id |
| 12421 to 12424 | no e-mail and phone; no score; no address; no date of birth |
| 12425 to 12427 | DECEASED, FROZEN, DO_NOT_CONTACT |
| 12428 | KYC review overdue since January |
| 12429, 12430 | documents expired; documents that expire in three weeks |
| 12431 | came ten days ago, has no account yet |
| 12432, 12433 | staff; VIP with the segment set by hand |
| 12490 to 12492 | three generations: grandmother, mother, son |
| 12493, 12494 | flatmates: one address, no relation |
"""

from __future__ import annotations

from datetime import date
from typing import Final

from c360.demo import records
from c360.demo.stage import Stage

FORMULA: Final = '=HYPERLINK("https://example.com","Open")'
MARKUP: Final = "<img src=x onerror=alert(1)>"
SCRIPT: Final = "<script>alert('c360')</script>"
QUERY: Final = "'); g.V().drop(); //"
LONG: Final = " ".join(["Maria", *["da Conceição"] * 13, "Albuquerque"])

_NAMES: Final = (
    (12401, "Seán O'Brien", "IE", "M"), (12402, "Nguyễn Hoàng Bảo Trâm", "VN", "F"),
    (12403, "Jürgen Müller-Lüdenscheidt", "DE", "M"), (12404, "عبد الرحمن القيسي", "JO", "M"),
    (12405, "王小明", "CN", "M"), (12406, "Пётр Семёнович Иванов", "BG", "M"), (12407, MARKUP, "US", "F"),
    (12408, SCRIPT, "US", "M"), (12409, QUERY, "US", "F"), (12411, LONG, "PT", "F"), (12412, "John Smith", "US", "M"),
    (12413, "John Smith", "US", "M"), (12414, "Petr Ivanov", "BG", "M"), (12415, "Robert Wetherby", "US", "M"),
)  # fmt: skip


def add(stage: Stage) -> None:
    """Write them all."""
    for number, name, nation, gender in _NAMES:
        stage.checking(stage.person(number, name, nationality=nation, gender=gender), cards=2.5)
    stage.checking(stage.person(12410, FORMULA, occupation="@SUM(A1:A9)", employer="+1+1"), cards=2.5)
    stage.bank.tables.row("core/customers", "customer-12420", *[None] * 6)
    stage.bank.people += 1
    _gaps(stage)
    _statuses(stage)
    _generations(stage)


def _gaps(stage: Stage) -> None:
    stage.checking(stage.person(12421, "Harriet Lowe", email=None, phone=None, mobile=None), cards=3.0)
    stage.checking(stage.person(12422, "Owen Fairbanks", score=None), cards=3.0)
    stage.checking(stage.person(12423, "Cleo Vandermeer", address=None), cards=3.0)
    stage.checking(stage.person(12424, "Ines Calloway", born=None), cards=3.0)
    stage.checking(stage.person(12428, "Walter Pryce", reviewed=date(2019, 1, 15), due=date(2024, 1, 14)), cards=3.0)
    late = stage.person(12429, "Greta Holm", document=False)
    records.document(stage.bank, late.id, "PASSPORT", "P33018842", date(2013, 3, 1), date(2023, 2, 28))
    records.document(stage.bank, late.id, "DRIVERS_LICENSE", "DL7710452", date(2016, 5, 20), date(2024, 5, 19))
    stage.checking(late, cards=3.0)
    soon = stage.person(12430, "Felix Amsel", document=False)
    records.document(stage.bank, soon.id, "PASSPORT", "P33018843", date(2014, 7, 22), date(2024, 7, 21))
    stage.checking(soon, cards=3.0)
    stage.person(12431, "Juno Castellane", since=date(2024, 6, 20), reviewed=date(2024, 6, 20), due=date(2029, 6, 19))
    stage.checking(
        stage.person(12432, "Beatrix Stowe", staff=True, employer="Harbor & Main Bank", occupation="Teller"), cards=4.0
    )
    vip = stage.person(12433, "Leopold Ashgrove", vip=True, segment="Platinum", income=640_000, occupation="Investor")
    stage.checking(vip, salary=22_000_000, cards=6.0, least=900_000)
    wealth = stage.bank.account("BROKERAGE", date(2014, 3, 3), (vip.id,))
    stage.hold(wealth, closing=412_000_000)


def _statuses(stage: Stage) -> None:
    gone = stage.person(12425, "Edith Marlowe", status="DECEASED", born=date(1931, 8, 14), occupation="Retired",
                        employer=None, income=None)  # fmt: skip
    stage.checking(gone, salary=0, cards=0.0, status="FROZEN", least=1_244_310)
    frozen = stage.person(12426, "Silas Renwick", status="FROZEN")
    stage.checking(frozen, cards=1.0, status="FROZEN")
    stage.checking(stage.person(12427, "Oona Trask", status="DO_NOT_CONTACT"), cards=3.0)


def _generations(stage: Stage) -> None:
    row = stage.bank.tables.row
    home = stage.bank.address(stage.dice(12490), stage.place.town)
    grandmother = stage.person(12490, "Rosalind Teague", born=date(1948, 2, 11), gender="F", occupation="Retired",
                               employer=None)  # fmt: skip
    mother = stage.person(12491, "Miriam Teague-Olsen", born=date(1979, 6, 30), gender="F", address=home)
    son = stage.person(12492, "Theo Olsen", born=date(2009, 10, 5), gender="M", address=home, score=None,
                       occupation="School child", employer=None, income=None)  # fmt: skip
    row("crm/relatives", mother.id, grandmother.id, "PARENT")
    row("crm/relatives", son.id, mother.id, "PARENT")
    row("crm/relatives", mother.id, son.id, "CHILD")  # the same fact from the other end
    row("crm/relatives", grandmother.id, son.id, "FAMILY_MEMBER")
    stage.checking(grandmother, cards=2.0)
    stage.checking(mother, cards=5.0)
    savings = stage.bank.account("SAVINGS", date(2012, 4, 2), (son.id,), (mother.id, grandmother.id), rate="2.0")
    stage.hold(savings, closing=384_050)
    flat = stage.bank.address(stage.dice(12493), stage.place.town)
    for number, name in ((12493, "Kit Lorimer"), (12494, "Anouk Desrosiers")):
        stage.checking(stage.person(number, name, address=flat, born=date(1998, 1, number % 20 + 1)), cards=5.0)
