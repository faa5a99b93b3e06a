"""Planted: who owns whom. Effective shares in brackets, (I - D)^-1 D of Brioschi, Buzzacchi and Colombo 1989.

| who | shows |
|---|---|
| 12470 Petra Lindqvist | 80 % of Aldgate Holding, which owns 50 % of Bellweather, which owns 20 % of Aldgate (88.9 %) |
| 12471 Xavier Oyelaran | owns 50 % of Bellweather Trading (11.1 % of Aldgate) |
| 12472 Constance Hargreave | a chain: 60 % x 75 % x 100 % x 80 % = 36 % of Driftwood Marine; director of five firms |
| 12473 Lionel Achebe-Frost | her partner; 40 % of the first link and 25 % of the second: 44 % of Driftwood |
| 12474 Imogen Sallow | CONTROLS Nightjar Nominees; Carrick Holding's share in it isn't known |
| 12475 Gideon Marsh | Overton Mills: shares that add up to 120 %, an error of the register |
| 12476 Clara Ostrander | two ways to Tessera Foods: 30 % herself, 50 % of Tessera Group's 60 % (60 % in all) |
| company-20006 | Driftwood Marine, with an open AML alert on it, none on its owners |
| company-20007 | Nightjar Nominees, with a sanctions match, dismissed |
"""

from __future__ import annotations

from datetime import date
from typing import Final

from c360.demo import life
from c360.demo.firms import account_of, owns
from c360.demo.ledger import Account
from c360.demo.records import alert, screening
from c360.demo.stage import Stage

A: Final = "company-20001"
B: Final = "company-20002"


def add(stage: Stage) -> None:
    """Write them all."""
    _circle(stage)
    _chain(stage)
    _unclear(stage)


def _register(stage: Stage, number: int, name: str, country: str = "US") -> str:
    company = stage.bank.company(name, company_id=f"company-{number}", country=country, form=name.rpartition(" ")[2])
    address = stage.bank.address(stage.dice(number), stage.place.town, "BUSINESS")
    stage.bank.tables.row("crm/seated_at", company, address)
    return company


def _trading(stage: Stage, number: int, name: str) -> Account:
    """A firm with an account on which money comes and goes."""
    company = _register(stage, number, name)
    account = stage.hold(account_of(stage.bank, company, 2_000 + number % 100), least=1_500_000)
    client = stage.bank.ledger.outside("EXTERNAL")
    supplier = stage.place.utilities[0]
    dice = stage.dice(number + 1)
    life.each_month(stage.bank, dice, client, account, 2_400_000, 6, "TRANSFER", "Client", "Invoice", vary=30)
    life.each_month(
        stage.bank, dice, account, supplier.number, 610_000, 19, "DIRECT_DEBIT", supplier.name, "Bill", vary=20
    )
    return account


def _circle(stage: Stage) -> None:
    petra = stage.person(12470, "Petra Lindqvist", gender="F", occupation="Business owner",
                         employer="Aldgate Holding Inc")  # fmt: skip
    main = stage.checking(petra, salary=7_000_000)
    xavier = stage.person(12471, "Xavier Oyelaran", gender="M", occupation="Business owner")
    stage.checking(xavier)
    holding = _trading(stage, 20001, "Aldgate Holding Inc")
    trading = _trading(stage, 20002, "Bellweather Trading LLC")
    owns(stage.bank, A, "80", person=petra.id)
    owns(stage.bank, B, "50", holder=A)
    owns(stage.bank, A, "20", holder=B)
    owns(stage.bank, B, "50", person=xavier.id)
    stage.bank.tables.row("compliance/directors", petra.id, A)
    stage.bank.tables.row("compliance/directors", xavier.id, B)
    dice = stage.dice(20010)
    life.each_month(stage.bank, dice, trading, holding, 900_000, 12, "TRANSFER", "", "Dividend", channel="WEB")
    life.each_month(stage.bank, dice, holding, main, 700_000, 14, "TRANSFER", "Aldgate Holding Inc", "Dividend",
                    channel="WEB")  # fmt: skip


def _chain(stage: Stage) -> None:
    bank = stage.bank
    constance = stage.person(12472, "Constance Hargreave", gender="F", occupation="Director", income=320_000,
                             employer="Carrick Holding LLC")  # fmt: skip
    stage.checking(constance, salary=17_000_000)
    lionel = stage.person(12473, "Lionel Achebe-Frost", gender="M", occupation="Director")
    stage.checking(lionel)
    bank.tables.row("crm/business_ties", constance.id, lionel.id, "PARTNER")
    firms = ("Carrick Holding LLC", "Dunmore Ventures LLC", "Eskdale Shipping Inc", "Driftwood Marine Inc")
    for number, name in zip(range(20003, 20007), firms, strict=True):
        (_trading if number > 20004 else _register)(stage, number, name)
        bank.tables.row("compliance/directors", constance.id, f"company-{number}")
    bank.tables.row("compliance/directors", constance.id, A)
    owns(bank, "company-20003", "60", person=constance.id)
    owns(bank, "company-20003", "40", person=lionel.id)
    owns(bank, "company-20004", "75", holder="company-20003")
    owns(bank, "company-20004", "25", person=lionel.id)
    owns(bank, "company-20005", "100", holder="company-20004")
    owns(bank, "company-20006", "80", holder="company-20005")
    alert(bank, "AML", "OPEN", "MEDIUM", date(2024, 6, 10), "Money in and out within two days", company="company-20006")
    bank.tables.row("crm/business_ties", lionel.id, "company-20006", "BUSINESS_ASSOCIATE")


def _unclear(stage: Stage) -> None:
    bank = stage.bank
    imogen = stage.person(12474, "Imogen Sallow", gender="F", occupation="Company secretary")
    stage.checking(imogen)
    _register(stage, 20007, "Nightjar Nominees Ltd", "VG")
    bank.tables.row("compliance/control", imogen.id, None, "company-20007", None)
    owns(bank, "company-20007", None, holder="company-20003")
    screening(bank, "NIGHTJAR NOMINEE CORP", "0.74", "DISMISSED", date(2024, 1, 22), decided=date(2024, 1, 25),
              company="company-20007")  # fmt: skip
    gideon = stage.person(12475, "Gideon Marsh", gender="M", occupation="Miller")
    stage.checking(gideon)
    _trading(stage, 20008, "Overton Mills Inc")
    owns(bank, "company-20008", "70", person=gideon.id)
    owns(bank, "company-20008", "50", holder="company-20003")
    clara = stage.person(12476, "Clara Ostrander", gender="F", occupation="Business owner")
    stage.checking(clara)
    _register(stage, 20009, "Tessera Group LLC")
    _trading(stage, 20010, "Tessera Foods Inc")
    owns(bank, "company-20009", "50", person=clara.id)
    owns(bank, "company-20010", "60", holder="company-20009")
    owns(bank, "company-20010", "30", person=clara.id)
