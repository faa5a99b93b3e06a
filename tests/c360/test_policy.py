"""The policy file: what it says, and that a wrong one is refused with the line and the reason."""

import re
import time
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

from c360 import policy as policies
from c360.errors import PolicyError
from c360.policy_file import editing, parse
from c360.rules.telling import lines
from c360.sections import registry
from c360.tomlfile import lines_of

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
        ('floor = "CRITICAL"', 'floor = "SEVERE"', "one of MEDIUM, HIGH, CRITICAL"),
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
        ("weight = 0.25", "weight = 0.50", "add up to 1, these to 1.25"),
        ("threshold = 600", "threshold = 600.5", "a whole number from 1 to 1000"),
        ("threshold = 600", "threshold = 0", "a whole number from 1 to 1000"),
        ('floor = "MEDIUM"', 'floor = "LOW"', "one of MEDIUM, HIGH, CRITICAL"),
        ('status = ["CONFIRMED"]', 'status = ["CLOSED"]', "a list of OPEN, CONFIRMED"),
        ("since = 2026-11-01", 'since = "2026-11-01"', "a day like 2024-06-30"),
        ("since = 2026-11-01\n", "", "is missing, expected a day"),
        ("LOW = 1, MEDIUM = 2", "LOW = 3, MEDIUM = 2", "weighs less than LOW"),
        (", UNKNOWN = 2}", "}", "points.UNKNOWN: is missing"),
        (
            "{LOW = 1, MEDIUM = 2, HIGH = 4, CRITICAL = 8, UNKNOWN = 2}",
            "{LOW = 0, MEDIUM = 0, HIGH = 0, CRITICAL = 0, UNKNOWN = 0}",
            "all 0, so the rule could never apply",
        ),
        ("half_life = 180", "half_life = 0", "a whole number from 1 to 3650"),
        ("HIGH = 365", "HIGH = 1096", "waits longer for a review than MEDIUM"),
        ("LOW = 1826", "", "kyc.cycles.LOW: is missing"),
        ("\n[kyc.cycles]\n", "\n[kyc.rounds]\n", "kyc.cycles: is missing"),
        ('name = "CRITICAL"\n[[bands]]', 'name = "HIGH"\n[[bands]]', "'HIGH' is there twice"),
        ('from = 0.75\nname = "CRITICAL"', 'from = 0.75\nname = "MEDIUM"', "bands: are CRITICAL, HIGH, MEDIUM, LOW"),
        ('[[bands]]\nfrom = 0.25\nname = "MEDIUM"\n', "", "bands: are CRITICAL, HIGH, MEDIUM, LOW"),
        ("from = 0.75", "from = 1.05", "no score reaches it"),
        ('title = "Credit score below {threshold}"', 'title = "Credit score below {limit}"', "{limit} is no number"),
        (
            'id = "floor.aml.confirmed"\ntitle = "AML alert confirmed"\nwhen = "aml_alerts"',
            'id = "floor.aml.confirmed"\ntitle = "AML alert confirmed"\nwhen = "fraud_alerts"',
            "holds for the same customers as floor.fraud.confirmed",
        ),
        ("adult_age = 18", 'adult_age = "grown"', "a whole number from 1 to 30"),
        ("steps = 4", "", "is missing, expected a whole number"),
        ("members = 12 ", "members = 0 ", "a whole number from 1 to 50"),
        ('rules = ["spouse",', 'rules = ["cousin",', "a list of spouse, minor_child"),
        ('child_products = ["savings_accounts"]', 'child_products = ["toys"]', "a list of checking_accounts"),
        ('keys = ["dateOfBirth",', 'keys = ["shoeSize",', "a list of"),
        ("near = 0.50", "near = 0.90", "must not be above the threshold"),
        ("dismissal_covers_twins = false", "dismissal_covers_twins = 0", "expected true or false, found 0"),
        ("adult_age = 18", "adult_age = true", "a whole number from 1 to 30"),
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
        heads = ("[[factors]]", "[[bands]]", "[kyc.cycles]")
        lines = [n for n, line in enumerate(text.splitlines(), 1)
                 if new.splitlines()[-1] in line or any(head in line for head in heads)]  # fmt: skip
        assert min(abs(stated - line) for line in lines) <= 2


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"a = ", b""])
def test_a_file_that_is_no_policy_is_refused(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "policy.toml").write_bytes(raw)
    with pytest.raises(PolicyError):
        policies.load(tmp_path / "policy.toml")


def test_a_byte_that_is_no_text_is_named_by_its_line() -> None:
    with pytest.raises(PolicyError, match=r"not UTF-8 \(at line 3\)"):
        parse(b"# one\n# two\n# three \xe9\n" + TEXT.encode())


def test_the_mark_that_some_editors_begin_a_file_with_is_no_part_of_it() -> None:
    marked, plain = parse(b"\xef\xbb\xbf" + TEXT.encode()), parse(TEXT.encode())
    assert marked.bands == plain.bands
    assert marked.screening == plain.screening
    with pytest.raises(PolicyError, match=r"not UTF-8 \(at line 2\)"):
        parse(b"\xef\xbb\xbf# one\n\xe9\n")


def test_a_policy_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="can't be read"):
        policies.load(tmp_path / "none.toml")


def read(text: str) -> str:
    """What is said of a wrong file."""
    with pytest.raises(PolicyError) as caught:
        parse(text.encode())
    return caught.value.title


def test_every_fault_is_found_in_one_pass_each_with_its_line() -> None:
    text = TEXT
    faults = {
        "transactions_shown = 5000": "transactions_shown = 0", "first = 9": 'first = "nine"',
        'name = "Good"': "name = 7", "threshold = 600": "threshold = -1", 'floor = "CRITICAL"': 'floor = "SEVERE"',
        "half_life = 180": "", "HIGH = 365": "HIGH = 3650", "retention = 0.85": "retention = 85",
        'gender", ': 'shoes", ', "version =": "edition =",
    }  # fmt: skip
    for old, new in faults.items():
        assert old in text
        text = text.replace(old, new, 1)
    told = read(text)
    for path in (
        "version: is missing", "edition: is not a key", "limits.transactions_shown", "hours.first",
        "credit.bands.1.name", "factors.0.threshold", "factors.4.floor", "factors.7.half_life", "kyc.cycles.HIGH",
        "value.models.0.retention", "completeness.identity",
    ):  # fmt: skip
        assert path in told, path
    numbered = [int(number) for number in re.findall(r"line (\d+), ", told)]
    assert len(numbered) >= 10
    assert numbered == sorted(numbered)


@pytest.mark.parametrize(
    ("when", "options", "effect", "idle"),
    [
        ("sanctions_matches", 'status = ["CONFIRMED"]', 'floor = "HIGH"', "floor.sanctions"),
        ("severe_alerts", 'status = ["OPEN"]\nseverity = ["CRITICAL"]\ndays = 30', 'floor = "MEDIUM"',
         "floor.alert.severe"),
        ("alert_points", 'status = ["OPEN"]\npoints = {LOW = 0, MEDIUM = 1, HIGH = 2, CRITICAL = 8, UNKNOWN = 2}\n'
         "half_life = 90\nthreshold = 20", 'floor = "HIGH"', "floor.alert.points"),
        ("severe_alerts", 'status = ["OPEN"]\nseverity = ["CRITICAL"]\ndays = 30', 'floor = "HIGH"', None),
        ("severe_alerts", 'status = ["OPEN"]\nseverity = ["CRITICAL"]\ndays = 91', 'floor = "MEDIUM"', None),
        ("credit_score_below", "threshold = 500", 'floor = "HIGH"', None),
        ("document_expired", "", 'floor = "MEDIUM"', None),
    ],
)  # fmt: skip
def test_a_rule_that_could_change_nothing_is_refused(when: str, options: str, effect: str, idle: str | None) -> None:
    text = TEXT.replace(
        "\n[kyc.cycles]",
        f"""
[[factors]]
id = "new"
title = "New"
when = "{when}"
{options}
{effect}
source = "A test"
since = 2026-11-29

[kyc.cycles]""",
    )
    if idle is None:
        assert parse(text.encode()).rules[-1].id == "new"
    else:
        assert f"could never change a band: {idle} holds whenever it does" in read(text)


def test_a_fault_hides_no_other_and_brings_none_along() -> None:
    told = read(TEXT.replace('when = "severe_alerts"', 'when = "bad_vibes"', 1))
    assert told.count(";") == 0, told
    told = read(TEXT.replace("weight = 0.25", 'weight = "much"', 1))
    assert "add up" not in told


def test_titles_say_the_numbers_of_their_rules() -> None:
    changed = parse(TEXT.replace("threshold = 600", "threshold = 555", 1).encode())
    assert changed.rules[0].title == "Credit score below 555"


def test_each_number_can_be_changed_and_keeps_its_comment() -> None:
    policy = policies.load()
    offered = editing.knobs(TEXT, policy)
    assert {knob.group for knob in offered} == {"weights", "bands", "rules", "credit", "kyc"}
    assert editing.edited(TEXT, {knob.path: knob.value for knob in offered}) == TEXT
    for knob in offered:
        value = knob.value + (Decimal("0.01") if knob.step < 1 else 1)
        changed = editing.edited(TEXT, {knob.path: value})
        lines = [(old, new) for old, new in zip(TEXT.splitlines(), changed.splitlines(), strict=True) if old != new]
        assert len(lines) == 1, knob.path
        assert f"{value:f}" in lines[0][1]
    with pytest.raises(PolicyError, match="no number"):
        editing.edited(TEXT, {"factors.0.title": Decimal(1)})


def test_a_changed_number_is_read_back() -> None:
    text = editing.edited(TEXT, {"factors.7.points.HIGH": Decimal(5), "bands.1.from": Decimal("0.55"),
                                 "kyc.cycles.LOW": Decimal(1500), "credit.bands.0.from": Decimal(760)})  # fmt: skip
    changed = parse(text.encode())
    assert changed.rules[7].options["points"]["HIGH"] == 5
    assert str(changed.bands[1].start) == "0.55"
    assert changed.kyc_cycles["LOW"] == 1500
    assert changed.credit_bands[0].start == 760
    assert changed.digest != policies.load().digest


def test_a_key_within_a_text_is_not_taken_for_the_number() -> None:
    trap = TEXT.replace("threshold = 600", 'threshold = 600\nnote = """\nthreshold = 600\n"""', 1)
    with pytest.raises(PolicyError, match="could not be changed where it stands"):
        editing.edited(trap, {"factors.0.threshold": Decimal(640)})


@pytest.mark.parametrize(
    ("made", "words"),
    [
        ("x = " + "9" * 5000, "not valid TOML"),
        ("x = " + "[" * 5000 + "]" * 5000, "nested too deep"),
        ("x = 1e99999999999999999999999", "a number is too large"),
        (TEXT.replace("threshold = 600", "threshold = 0x" + "f" * 5000, 1), "found a number that is too large"),
        ("#" * 1_000_001, "more than 1,000,000 bytes"),
    ],
    ids=["digits", "nested", "exponent", "hexadecimal", "large"],
)
def test_a_hostile_file_is_refused(made: str, words: str, tmp_path: Path) -> None:
    assert words in read(made)
    (tmp_path / "p.toml").write_text(made, "utf-8")
    with pytest.raises(PolicyError):
        policies.load(tmp_path / "p.toml")


def test_a_line_of_blanks_takes_no_time() -> None:
    began = time.perf_counter()
    lines_of(f"{' ' * 300_000}x\na{' ' * 300_000}b\n{'a ' * 150_000}")
    assert time.perf_counter() - began < 1


def test_every_rule_is_told_in_words() -> None:
    told = {line.id: line for line in lines(policies.load())}
    assert all(line.reads and line.source and line.when for line in told.values())
    assert told["floor.alert.severe"].when == "severe alerts: status open; severity high or critical; 90 days"
    assert told["base.credit"].reads == ("CreditScore: score",)
    assert told["floor.kyc"].since.isoformat() == "2026-11-01"
