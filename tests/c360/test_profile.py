"""The whole profile: one request, stable bytes, sections that fail alone, an audit record before anything leaves."""

import hashlib
import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from c360 import Customer360Builder, NoSuchCustomer, Profile, connect, headline
from c360.asking import Failure, ask_for
from c360.assembling import assemble
from c360.audit import AuditLog
from c360.errors import AuditFailed, QueryFailed, UsageError
from c360.model.plain import canonical
from tests.c360.sections.bank import account, book, builder, edge, payment, person, profile

FULL = person(
    dateOfBirth="1980-07-01", ssn="123-45-6789", customerSince="2015-03-15", gender="F", nationality="US",
    countryOfResidence="US", status="ACTIVE", politicallyExposed=False, kycReviewedAt="2024-01-01",
    kycDueAt="2025-01-01",
    email="a@example.com", phone="1", mobilePhone="2", occupation="x", income="10.00", employer="y",
)  # fmt: skip


def made(folder: Path) -> Path:
    return book(
        folder,
        Person=[FULL, person("c-2")],
        Account=[account("A-1", "CHECKING", "100.00"), account("X-1", "EXTERNAL")],
        OWNS__Person__Account=[edge("c-1", "A-1"), edge("c-2", "A-1")],
        TRANSACTION__Account__Account=[payment(1, "A-1", "X-1", "12.00", "2024-06-20T12:00")],
        Document=[{"naturalKey": "d-1", "type": "PASSPORT", "number": "X1234567", "expiryDate": "2024-08-10"}],
        HAS_DOCUMENT__Person__Document=[edge("c-1", "d-1")],
    )


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, to be read by all."""
    return made(tmp_path_factory.mktemp("profile"))


def test_the_contracts_keys_are_there_in_their_order(bank: Path) -> None:
    found = profile(bank).to_dict()
    assert list(found) == [
        "schema", "profile_id", "customer_id", "generated_date", "as_of", "currency", "policy", "book", "sections",
        "identity", "relationships", "products", "activity", "risk", "signals", "value", "summary", "withheld",
    ]  # fmt: skip
    assert list(found["summary"]) == [
        "name", "customer_since", "total_accounts", "total_value", "risk_level", "value_segment", "relationship_count",
        "completeness", "attention",
    ]  # fmt: skip
    assert found["schema"] == "c360.profile/1"


def test_equal_profiles_are_equal_bytes_and_ids(tmp_path: Path) -> None:
    one, two = profile(made(tmp_path / "a")), profile(made(tmp_path / "b"))
    assert one.profile_id == two.profile_id

    def without(found: Profile) -> Any:
        data = found.to_dict()
        del data["generated_date"], data["book"]["loaded_at"]
        return data

    assert without(one) == without(two)


def test_the_id_is_of_the_masked_content(bank: Path) -> None:
    data = json.loads(profile(bank).to_json())
    stated = data.pop("profile_id")
    del data["generated_date"], data["book"]["loaded_at"], data["book"]["generation"]
    digest = hashlib.sha256(rfc8785.dumps(data)).hexdigest()[:8]
    assert stated == f"C360-c-1-20240630-{digest}"


texts = st.text(st.characters(exclude_categories=["Cs"]))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@given(json_values)
def test_the_quick_canonical_form_is_rfc_8785s(data: Any) -> None:
    assert canonical(data) == rfc8785.dumps(data)


def test_ssn_and_document_numbers_never_leave_in_clear(bank: Path) -> None:
    found = profile(bank)
    assert found["identity"]["basic_info"]["ssn"] == "***-**-6789"
    assert "123-45" not in found.to_json()
    assert "X1234567" not in found.to_json()
    assert found.sections["identity"].masked == ("documents.number", "ssn")


def test_uncovering_is_an_act_of_its_own_with_its_own_record(bank: Path, tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "log.sqlite")
    reader = Customer360Builder(connect(bank), audit=log, user="ann")
    assert reader.uncover("c-1", "ssn", "identity check") == "123-45-6789"
    assert reader.uncover("c-1", "documents.number", "identity check") == ("X1234567",)
    assert reader.uncover("c-2", "ssn", "identity check") is None
    assert [row["action"] for row in records(log)] == ["uncover"] * 3
    with pytest.raises(UsageError):
        reader.uncover("c-1", "ssn", " ")
    with pytest.raises(UsageError):
        reader.uncover("c-1", "name", "why not")


def records(log: AuditLog) -> list[dict[str, Any]]:
    import sqlite3

    with sqlite3.connect(log.path) as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute("SELECT * FROM record ORDER BY seq")]


def test_views_and_unknown_customers_and_failures_are_written(bank: Path, tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "log.sqlite")
    reader = Customer360Builder(connect(bank), audit=log, user="ann")
    found = reader.build_profile("c-1", sections=["risk", "identity"])
    with pytest.raises(NoSuchCustomer):
        reader.build_profile("nobody")
    with pytest.raises(ValueError, match="book ends"):
        reader.build_profile("c-1", as_of="2024-07-01")
    rows = [(row["user"], row["action"], row["customer_id"], row["outcome"], row["profile_id"]) for row in records(log)]
    assert rows == [
        ("ann", "view", "c-1", "success", found.profile_id),
        ("ann", "view", "nobody", "no such customer", None),
        ("ann", "view", "c-1", "failed", None),
    ]
    assert json.loads(records(log)[0]["sections"]) == ["identity", "risk"]


def test_whatever_is_asked_of_whomever_leaves_a_record(bank: Path, tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "log.sqlite")
    reader = Customer360Builder(connect(bank), audit=log, user="ann")
    with pytest.raises(NoSuchCustomer):
        reader.build_profiles(["c-1", "n-1", "c-2", "n-2"])
    with pytest.raises(NoSuchCustomer):
        reader.records("nobody", "fees")
    with pytest.raises(UsageError):
        reader.records("c-1", "fees", as_of="2024-07-01")
    with pytest.raises(UsageError):
        reader.uncover("c-1", "ssn", "")
    with pytest.raises(UsageError):
        reader.build_profile("c-1", sections=["fun"])
    assert [(row["action"], row["customer_id"], row["outcome"]) for row in records(log)] == [
        ("view", "c-1", "failed"),
        ("view", "n-1", "no such customer"),
        ("view", "c-2", "failed"),
        ("view", "n-2", "no such customer"),
        ("view", "nobody", "no such customer"),
        ("view", "c-1", "failed"),
        ("uncover", "c-1", "failed"),
        ("view", "c-1", "failed"),
    ]


def test_documents_are_uncovered_as_they_are_listed_and_their_keys_are_masked_too(tmp_path: Path) -> None:
    old = {"naturalKey": "OLD45678", "type": "VISA", "number": "OLD45678", "expiryDate": "2024-01-01"}
    new = {"naturalKey": "NEW45678", "type": "PASS", "number": "NEW45678", "issueDate": "2024-03-01"}
    where = book(
        tmp_path,
        Document=[old, new],
        HAS_DOCUMENT__Person__Document=[edge("c-1", "OLD45678"), edge("c-1", "NEW45678"), edge("c-1", "OLD45678")],
    )
    reader = builder(where)
    assert reader.uncover("c-1", "documents.number", "check", as_of="2024-02-01") == ("OLD45678",)
    for sections in (["risk"], ["identity", "risk"]):
        assert "45678" not in reader.build_profile("c-1", sections=sections).to_json().replace("****5678", "")
    # Parallel edges are one document.
    assert len(reader.build_profile("c-1")["identity"]["documents"]) == 2


def test_what_is_only_unknown_is_never_taken_for_good_news(tmp_path: Path) -> None:
    where = book(
        tmp_path,
        everything=False,
        Person=[FULL],
        Account=[account("A-1", "CHECKING", "10.00", currency="EUR")],
        OWNS__Person__Account=[edge("c-1", "A-1")],
    )
    found = profile(where)
    assert {"Risk level is not known", "Net position is not known"} <= {item.title for item in found.summary.attention}
    assert found["products"]["authorised"] is None
    assert "AUTHORIZED_ON Account" in found.sections["products"].missing
    assert "EUR rate" in (found.sections["products"].reason or "")
    nothing = profile(book(tmp_path / "b", everything=False, Account=[account("A-1")]))
    assert nothing["products"]["checking_accounts"] is None
    assert nothing["products"]["summary"]["net_position"] is None


def test_without_an_audit_record_nothing_is_returned(bank: Path, tmp_path: Path) -> None:
    (tmp_path / "log.sqlite").mkdir()
    reader = Customer360Builder(connect(bank), audit=AuditLog(tmp_path / "log.sqlite"), user="ann")
    with pytest.raises(AuditFailed):
        reader.build_profile("c-1")


def test_one_tab_or_many_customers_say_what_the_whole_says(bank: Path) -> None:
    reader = builder(bank)
    whole = reader.build_profile("c-1").to_dict()
    for name in ("identity", "relationships", "products", "activity", "risk", "value"):
        part = reader.build_profile("c-1", sections=[name]).to_dict()
        assert part[name] == whole[name]
        assert list(part["sections"]) == [name]
    both = reader.build_profiles(["c-2", "c-1"])
    assert [found.customer_id for found in both] == ["c-2", "c-1"]
    assert both[1].profile_id == whole["profile_id"]
    with pytest.raises(NoSuchCustomer):
        reader.build_profiles(["c-1", "nobody"])


def test_a_section_that_fails_takes_only_its_dependents_along(bank: Path) -> None:
    reader = builder(bank)
    view = reader.graph.view()
    ask = reader.ask(view, None, None)
    names = ("identity", "products", "risk", "value")
    answers = dict(ask_for(view.g, ["c-1"], names, ask)["c-1"])
    answers["products"] = Failure("The graph took too long.")
    found = assemble("c-1", answers, names, ask, reader._clock())
    assert found.identity is not None
    assert found.risk is not None
    assert found.products is None
    assert found.value is None
    assert (found.sections["products"].status, found.sections["products"].reason) == (
        "unavailable",
        "The graph took too long.",
    )
    assert found.sections["value"].status == "unavailable"
    assert "products" in (found.sections["value"].reason or "")
    assert found.summary.total_accounts is None
    assert found.summary.completeness is None
    assert any(item.section == "products" for item in found.summary.attention)


def test_what_could_not_be_read_comes_before_what_can_wait(tmp_path: Path) -> None:
    where = book(
        tmp_path, Person=[{**FULL, "status": "FROZEN", "kycDueAt": "2024-06-01"}],
        Account=[account("A-1", status="DORMANT")], OWNS__Person__Account=[edge("c-1", "A-1")],
    )  # fmt: skip
    reader = builder(where)
    view = reader.graph.view()
    ask, names = reader.ask(view, None, None), ("identity", "products", "risk")
    answers = dict(ask_for(view.g, ["c-1"], names, ask)["c-1"])
    failed = assemble("c-1", {**answers, "risk": Failure("The graph took too long.")}, names, ask, reader._clock())
    assert [item.title for item in failed.summary.attention][:3] == [
        "Customer is frozen", "Risk could not be read", "KYC review overdue"
    ]  # fmt: skip
    blind = assemble("c-1", {**answers, "identity": Failure("The graph took too long.")}, names, ask, reader._clock())
    assert blind.identity is None
    assert headline.status(blind) == "This customer is frozen."


def test_a_failing_request_is_asked_again_section_by_section(bank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from c360 import asking

    reader, request = builder(bank), asking._request

    def failing(g: Any, ids: list[str], names: Any, ask: Any) -> Any:
        if "risk" in names:
            raise QueryFailed("The graph took too long to answer.")
        return request(g, ids, names, ask)

    monkeypatch.setattr(asking, "_request", failing)
    found = reader.build_profile("c-1")
    states = {name: state.status for name, state in found.sections.items()}
    assert states.pop("risk") == "unavailable"
    assert "unavailable" not in states.values()
    assert found["risk"] is None
    assert found.summary.risk_level is None


def test_a_person_the_book_knows_has_a_profile_at_any_day(bank: Path) -> None:
    found = profile(bank, as_of="1999-12-31")
    assert found["name"] == "Name of c-1"
    assert found["products"]["checking_accounts"] == []
    assert found["activity"]["transaction_count"] is None
    assert found["value"]["relationship_years"] is None


def test_a_customer_with_nothing_but_an_id(tmp_path: Path) -> None:
    found = profile(book(tmp_path, Person=[{"customerId": "c-1"}, person("c-2")]))
    assert found["name"] is None
    assert found["customer_since"] is None
    assert found["identity"]["basic_info"]["status"] is None
    assert found["risk"]["overall_risk"] == "LOW"
    assert found["products"]["summary"]["net_position"] == "0.00"
    assert found.summary.completeness is not None
    assert found.summary.completeness < 70
    assert any("complete" in item.title for item in found.summary.attention)


HOSTILE = ["<img src=x onerror=alert(1)>", "'); g.V().drop(); //", "a\tb\r\nc", "=1+1", "\u202eabc", "😀" * 300]


def test_hostile_text_is_text(tmp_path: Path) -> None:
    where = book(tmp_path, Person=[person(f"c-{at}", name=text) for at, text in enumerate(HOSTILE)])
    for at, text in enumerate(HOSTILE):
        assert profile(where, f"c-{at}")["name"] == text
        with pytest.raises(NoSuchCustomer):
            profile(where, text)


def test_attention_is_most_urgent_first(tmp_path: Path) -> None:
    where = book(
        tmp_path,
        Person=[{**FULL, "status": "DECEASED", "kycDueAt": "2024-06-01"}],
        SanctionsMatch=[
            {"naturalKey": "m-1", "listName": "OFAC", "status": "OPEN", "screenedAt": "2024-06-01T00:00:00Z"}
        ],
        SUBJECT_OF__SanctionsMatch__Person=[edge("m-1", "c-1")],
        AMLAlert=[{"naturalKey": "al-1", "status": "OPEN", "raisedAt": "2024-06-01T00:00:00Z"}],
        SUBJECT_OF__AMLAlert__Person=[edge("al-1", "c-1")],
        Document=[
            {"naturalKey": "d-1", "type": "PASSPORT", "expiryDate": "2024-08-29"},
            {"naturalKey": "d-2", "type": "VISA", "expiryDate": "2024-06-29"},
            {"naturalKey": "d-3", "type": "PERMIT", "expiryDate": "2024-08-30"},
        ],
        HAS_DOCUMENT__Person__Document=[edge("c-1", f"d-{n}") for n in (1, 2, 3)],
        Account=[account("A-1", status="DORMANT")],
        OWNS__Person__Account=[edge("c-1", "A-1")],
    )
    titles = [item.title for item in profile(where).summary.attention]
    assert titles[:7] == [
        "Customer is deceased", "Sanctions match without a decision", "AML alert open", "KYC review overdue",
        "Visa expired", "Passport expires in 60 days", "Account dormant",
    ]  # fmt: skip


def test_completeness_is_filled_by_expected_and_pools_the_keys(bank: Path) -> None:
    found = profile(bank)
    # 17 person keys and documents of 19: no address.
    assert str(found.sections["identity"].completeness) == "94.7"
    assert found.sections["identity"].missing == ("addresses",)
    whole = found.summary.completeness
    assert whole is not None
    assert re.fullmatch(r"\d+\.\d", str(whole))


@pytest.mark.parametrize(
    "how", [{"lookback_days": 0}, {"lookback_days": 10**6}, {"as_of": "soon"}, {"sections": ["fun"]}, {"sections": []}]
)
def test_what_can_not_be_asked_is_refused(bank: Path, how: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        profile(bank, **how)


def test_an_id_that_is_no_text_is_nobody_and_takes_nobody_along(bank: Path) -> None:
    reader = builder(bank)
    with pytest.raises(NoSuchCustomer):
        reader.build_profile("\udcff")
    with pytest.raises(NoSuchCustomer) as caught:
        reader.build_profiles(["c-1", "\udcff"])
    assert "c-1" not in caught.value.detail


def test_the_whole_of_many_customers_is_one_request_for_each_batch(bank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from c360.graph.embedded import EmbeddedConnection

    reader = builder(bank)
    whole = [found.profile_id for found in reader.build_profiles(["c-1", "c-2"])]
    asked: list[object] = []
    submit = EmbeddedConnection.submit

    def counted(self: EmbeddedConnection, code: object) -> object:
        asked.append(code)
        return submit(self, code)

    monkeypatch.setattr(EmbeddedConnection, "submit", counted)
    reader.build_profile("c-1")
    assert len(asked) == 1
    reader.build_profiles(["c-1", "c-2", "c-1"])
    assert len(asked) == 2
    monkeypatch.setattr("c360.asking._BATCH", 1)
    assert [found.profile_id for found in reader.build_profiles(["c-1", "c-2"])] == whole
    assert len(asked) == 4


def test_equal_bytes_whatever_the_process(bank: Path) -> None:
    where = bank
    script = (
        "import datetime, sys; from c360 import Customer360Builder, connect; from c360.audit import NullLog;"
        "now = datetime.datetime(2024, 7, 1, tzinfo=datetime.UTC);"
        "builder = Customer360Builder(connect(sys.argv[1]), audit=NullLog(), clock=lambda: now);"
        "print(builder.build_profile('c-1').to_json())"
    )
    said = set()
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", script, str(where)], env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        said.add(done.stdout)
    assert len(said) == 1


def test_a_failed_view_says_which_sections_were_asked_for(bank: Path, tmp_path: Path) -> None:
    where = bank
    reader = Customer360Builder(connect(where), audit=AuditLog(tmp_path / "log"), user="u")
    with pytest.raises(NoSuchCustomer):
        reader.build_profile("nobody", sections=["risk"])
    with sqlite3.connect(tmp_path / "log") as db:
        row = db.execute("SELECT sections, outcome, detail FROM record").fetchone()
    assert row[:2] == ('["risk"]', "no such customer")
    assert json.loads(row[2])["error"] == "NoSuchCustomer"


def test_nobody_can_change_a_profile_that_others_share(bank: Path) -> None:
    found = profile(bank)
    for shared in (found.sections, found.parts):
        with pytest.raises(TypeError):
            shared["risk"] = None  # type: ignore[index]


def test_total_value_is_deposits_and_investments(tmp_path: Path) -> None:
    where = book(
        tmp_path,
        Account=[account("A-1", balance="10.00"), account("A-2", "BROKERAGE", "5.00"), account("A-3", "LOAN", "3.00")],
        OWNS__Person__Account=[edge("c-1", number) for number in ("A-1", "A-2", "A-3")],
    )
    assert profile(where)["summary"]["total_value"] == "15.00"


def test_the_newest_record_dates_the_identity(tmp_path: Path) -> None:
    where = book(
        tmp_path, Person=[person(updatedAt="2024-05-01T00:00:00Z")],
        Address=[{"naturalKey": "a", "city": "X", "updatedAt": "2024-06-02T00:00:00Z"}],
        HAS_ADDRESS__Person__Address=[edge("c-1", "a")],
    )  # fmt: skip
    assert profile(where)["identity"]["last_updated"] == "2024-06-01T20:00:00-04:00"
