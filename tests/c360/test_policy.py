"""The policy file: what it says, and that a wrong one is refused with the line and the reason."""

from importlib.resources import files
from pathlib import Path

import pytest

from c360 import policy as policies
from c360.errors import PolicyError
from c360.sections import registry

TEXT = (files("c360") / "policy.toml").read_text(encoding="utf-8")


def line_of(text: str, part: str) -> int:
    return max(number for number, line in enumerate(text.splitlines(), 1) if part in line)


def test_the_shipped_policy_judges_as_the_founding_document_does() -> None:
    policy = policies.load()
    assert [(str(step.start), step.name) for step in policy.bands] == [
        ("0.75", "CRITICAL"), ("0.50", "HIGH"), ("0.25", "MEDIUM"), ("0.00", "LOW"),
    ]  # fmt: skip
    weights = [rule.weight for rule in policy.rules if rule.weight is not None]
    assert len(weights) == 4
    assert sum(weights) == 1
    assert all(rule.source for rule in policy.rules)
    assert set(policy.completeness) == set(registry())


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("expiring_days = 60", 'expiring_days = "sixty"', "whole number"),
        ("from = 0.50", "from = 0.80", "highest to the lowest"),
        ('floor = "CRITICAL"', 'floor = "SEVERE"', "one of LOW, MEDIUM, HIGH, CRITICAL"),
        ('when = "aml_alerts"', 'when = "bad_vibes"', "one of"),
        ("interchange = 1.00", "interchange = 1.00\nsurcharge = 2.00", "not a key"),
        ('MORTGAGE = "loans"', 'MORTGAGE = "houses"', "one of checking_accounts"),
        ('id = "base.aml"', 'id = "base.fraud"', "there twice"),
        ("threshold = 600\n", "", "missing"),
        ('status = ["OPEN", "CONFIRMED"]', 'status = ["open", "confirmd"]', "a list of OPEN, CONFIRMED"),
        ('status = ["OPEN", "CONFIRMED"]', "status = []", "could never apply"),
        ('severity = ["HIGH", "CRITICAL"]', 'severity = ["SEVERE"]', "a list of LOW"),
        ('name = "perpetuity"', 'name = "retention"', "there twice"),
        ('CREDIT = "credit_cards"', 'credit-card = "credit_cards"', "there twice"),
        ("weight = 0.25", "weight = 0.50", "add up to 1"),
        ("adult_age = 18", 'adult_age = "grown"', "a whole number from 1 to 30"),
        ("steps = 4", "", "is missing, expected a whole number"),
        ("members = 12 ", "members = 0 ", "a whole number from 1 to 50"),
        ('rules = ["spouse",', 'rules = ["cousin",', "a list of spouse, minor_child"),
        ('child_products = ["savings_accounts"]', 'child_products = ["toys"]', "a list of checking_accounts"),
        ('keys = ["dateOfBirth",', 'keys = ["shoeSize",', "a list of"),
        ('activity = ["transactions",', 'activity = ["feelings",', "a list of"),
    ],
)
def test_a_wrong_policy_names_the_line_and_the_reason(tmp_path: Path, old: str, new: str, reason: str) -> None:
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    (tmp_path / "policy.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        policies.load(tmp_path / "policy.toml")
    assert reason in caught.value.title
    assert "line " in caught.value.title
    if new:
        # The line itself, or the head of the table whose step is out of order.
        stated = int(caught.value.title.split("line ")[1].split(",")[0])
        lines = [
            n for n, line in enumerate(text.splitlines(), 1) if new.splitlines()[-1] in line or "[[factors]]" in line
        ]
        assert min(abs(stated - line) for line in lines) <= 2


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"a = ", b""])
def test_a_file_that_is_no_policy_is_refused(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "policy.toml").write_bytes(raw)
    with pytest.raises(PolicyError):
        policies.load(tmp_path / "policy.toml")


def test_a_policy_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="can't be read"):
        policies.load(tmp_path / "none.toml")
