"""The gate with a login set up, and what it refuses without one."""

from __future__ import annotations

import re
import sqlite3
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from c360.audit import AuditLog, Record
from c360.errors import NotLoggedIn, UsageError
from components import doors, places
from tests.ui.conftest import ROOT
from tests.ui.reading import words as said

AUTH = {
    "redirect_uri": "https://c360.bank.example/oauth2callback", "cookie_secret": "0" * 64, "client_id": "c360",
    "client_secret": "x", "server_metadata_url": "https://id.bank.example/.well-known/openid-configuration",
}  # fmt: skip
SARAH = "customer-12345"


def claims(**other: Any) -> dict[str, Any]:
    """A login of this moment."""
    now = int(time.time())
    return {
        "is_logged_in": True, "provider": "default", "iss": "https://id.bank.example", "aud": "c360", "sub": "u-1",
        "email": "anna@bank.example", "groups": ["c360-analysts"], "iat": now, "exp": now + 3600,
        "nonce": uuid.uuid4().hex, **other,
    }  # fmt: skip


@pytest.fixture
def records(tmp_path: Path) -> Any:
    def read() -> list[tuple[str, ...]]:
        if not (tmp_path / "audit.sqlite").exists():
            return []
        with sqlite3.connect(tmp_path / "audit.sqlite") as log:
            return log.execute("SELECT user, action, outcome FROM record ORDER BY seq").fetchall()

    return read


@pytest.fixture
def gated(app: AppTest) -> AppTest:
    app.secrets["auth"] = dict(AUTH)
    return app


def test_before_login_there_is_a_sentence_and_a_button_and_nothing_else(gated: AppTest, records: Any) -> None:
    gated.user = {}
    gated.query_params["customer"] = SARAH
    gated.run()
    assert [one.label for one in gated.button] == ["Log in"]
    assert "Log in to go on" in said(gated)
    assert SARAH not in said(gated)
    assert not gated.page_link
    assert records() == []


@pytest.mark.parametrize("page", sorted(path.name for path in (ROOT / "pages").glob("*.py")))
def test_no_page_that_runs_past_the_entry_shows_anything(gated: AppTest, records: Any, page: str) -> None:
    gated.user = {}
    for name, value in {"customer": SARAH, "company": "company-12345"}.items():
        gated.query_params[name] = value
    gated.switch_page(f"pages/{page}").run()
    assert "Log in to go on" in said(gated)
    assert [one.label for one in gated.button] == ["Log in"]
    assert records() == []


def test_a_login_is_on_record_once_and_names_who_looked(gated: AppTest, records: Any) -> None:
    gated.user = claims()
    gated.run()
    gated.query_params["customer"] = SARAH
    gated.switch_page("pages/customer.py").run()
    assert "anna@bank.example" in said(gated)
    assert records() == [
        ("anna@bank.example", "login", "success"), ("anna@bank.example", "view", "success"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("other", "words"),
    [({"aud": "other", "azp": "c360"}, "another application"), ({"provider": "elsewhere"}, "isn't set up here")],
)
def test_a_token_for_another_application_opens_nothing(
    gated: AppTest, records: Any, other: dict[str, Any], words: str
) -> None:
    gated.user = claims(**other)
    gated.run()
    assert words in said(gated)
    assert [one.label for one in gated.button] == ["Log out"]
    assert records() == [("u-1", "login", "denied")]


def test_an_expired_login_is_asked_for_again_on_the_next_run(gated: AppTest, records: Any) -> None:
    gated.user = claims(exp=int(time.time()) + 3600)
    gated.run()
    gated.user = {**gated.user, "exp": int(time.time()) - 1}
    gated.run()
    assert "the login has run out" in said(gated)
    assert [one.label for one in gated.button] == ["Log in again"]
    assert not gated.text_input
    assert records()[-1] == ("anna@bank.example", "logout", "success")


def test_logging_out_is_on_record_and_ends_every_tab(gated: AppTest, app: AppTest, records: Any) -> None:
    mine = claims()
    gated.user = dict(mine)
    gated.run()
    next(one for one in gated.button if one.label == "Log out").click().run()
    assert "Log in to go on" in said(gated)
    gated.user = dict(mine)  # the other tab, or a cookie that somebody kept
    gated.run()
    assert "You have logged out" in said(gated)
    assert [action for _, action, _ in records()] == ["login", "logout"]


def test_where_no_record_can_be_written_nobody_is_in(gated: AppTest, tmp_path: Path) -> None:
    (tmp_path / "audit.sqlite").mkdir()
    gated.user = claims()
    gated.run()
    assert "The audit log does not work" in said(gated)
    assert not gated.text_input


def test_without_login_every_page_says_whose_it_is(app: AppTest) -> None:
    app.run()
    assert "No login is set up: this app serves this machine alone" in said(app)
    app.query_params["customer"] = SARAH
    app.switch_page("pages/customer.py").run()
    assert "No login is set up" in said(app)


def test_without_login_and_name_the_user_is_the_local_analyst(
    app: AppTest, records: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("C360_USER")
    app.query_params["customer"] = SARAH
    app.switch_page("pages/customer.py").run()
    assert records()[0][0] == "local analyst"


@pytest.fixture
def option() -> Iterator[Any]:
    """Sets options of the server, and puts them back."""
    before: dict[str, Any] = {}

    def put(name: str, value: Any) -> None:
        before.setdefault(name, st.get_option(name))
        st.config._set_option(name, value, "a test")

    yield put
    for name, value in before.items():
        put(name, value)


@pytest.mark.parametrize("address", ["0.0.0.0", "", None, "10.0.0.7", "::", "bank.example", "127.0.0.1.bank.example"])
def test_without_login_no_other_address_shows_anything(app: AppTest, option: Any, address: str | None) -> None:
    option("server.address", address)
    app.run()
    assert "Without a login this app serves this machine alone" in said(app)
    assert not app.text_input


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "localhost", "::1"])
def test_loopback_is_this_machine(option: Any, address: str) -> None:
    option("server.address", address)
    doors.check()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("server.allowedHosts", []), ("server.allowedHosts", ["*"]), ("server.allowedHosts", ["localhost", "*.bank"]),
        ("server.allowedHosts", ["bank.example"]), ("server.corsAllowedOrigins", ["https://evil.example"]),
        ("server.corsAllowedOrigins", ["*"]),
    ],
)  # fmt: skip
def test_without_login_no_other_name_or_website_is_let_in(app: AppTest, option: Any, name: str, value: Any) -> None:
    option(name, value)
    app.run()
    assert "Without a login this app serves this machine alone" in said(app)
    assert not app.text_input


def test_names_and_origins_of_this_machine_are_its_own(option: Any) -> None:
    option("server.allowedHosts", ["localhost", "127.0.0.5", "::1"])
    option("server.corsAllowedOrigins", ["http://localhost:3000", "http://[::1]:3000"])
    doors.check()


@pytest.mark.parametrize("login", [True, False])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("server.enableCORS", False), ("server.enableXsrfProtection", False), ("client.showErrorDetails", "full"),
        ("client.showErrorDetails", "type"), ("client.showErrorDetails", False),
    ],
)  # fmt: skip
def test_without_the_browsers_defences_nothing_is_shown(
    app: AppTest, option: Any, login: bool, name: str, value: Any
) -> None:
    if login:
        app.secrets["auth"] = dict(AUTH)
        app.user = claims()
    option(name, value)
    app.run()
    assert name in said(app)
    assert not app.text_input


def test_with_login_any_address_and_name_is_served(gated: AppTest, option: Any) -> None:
    option("server.address", "0.0.0.0")
    option("server.allowedHosts", ["c360.bank.example"])
    gated.user = claims()
    gated.run()
    assert gated.text_input


def test_headers_that_name_a_user_are_refused(gated: AppTest, option: Any) -> None:
    option("server.trustedUserHeaders", {"X-User": "email"})
    gated.user = claims()
    gated.run()
    assert "anybody's request could name any user" in said(gated)
    assert not gated.text_input


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"client_id": ""}, "lacks client_id"), ({"cookie_secret": "short"}, "cookie_secret of 32"),
        ({"cookie_secret": ""}, "lacks cookie_secret"), ({"server_metadata_url": ""}, "lacks server_metadata_url"),
        ({"redirect_uri": "https://c360.bank.example/"}, "ends in /oauth2callback"),
        ({"redirect_uri": "http://c360.bank.example/oauth2callback"}, "of https"),
        ({"server_metadata_url": "http://id.bank.example/x"}, "of https"),
    ],
)  # fmt: skip
def test_a_login_that_is_set_up_wrongly_is_never_no_login(app: AppTest, change: dict[str, str], words: str) -> None:
    app.secrets["auth"] = {**AUTH, **change}
    app.run()
    assert words in said(app)
    assert not app.text_input


def test_a_file_of_secrets_that_can_not_be_read_is_never_no_login(option: Any, tmp_path: Path) -> None:
    broken = tmp_path / "secrets.toml"
    broken.write_text("[auth\n")
    option("secrets.files", [str(broken)])
    with pytest.raises(UsageError, match="can't be read"):
        doors.providers()


def test_several_providers_have_a_button_each(app: AppTest) -> None:
    table = {name: AUTH[name] for name in ("client_id", "client_secret", "server_metadata_url")}
    shared = {name: AUTH[name] for name in ("redirect_uri", "cookie_secret")}
    app.secrets["auth"] = {**shared, "staff": table, "guests": {**table, "client_id": "c360-guests"}}
    app.user = {}
    app.run()
    assert [one.label for one in app.button] == ["Log in with staff", "Log in with guests"]
    app.user = claims(provider="guests")  # with the other one's audience
    app.run()
    assert "another application" in said(app)
    app.user = claims(provider="guests", aud="c360-guests")
    app.run()
    assert app.text_input


@pytest.mark.parametrize(
    ("address", "page", "query"),
    [
        (f"/customer?customer={SARAH}&tab=Risk&x=1", places.CUSTOMER, {"customer": [SARAH], "tab": ["Risk"]}),
        ("/base/network?customer=a&with=person:b&with=person:c", places.NETWORK,
         {"customer": ["a"], "with": ["person:b", "person:c"]}),
        ("https://evil.example/customer?customer=a", places.CUSTOMER, {"customer": ["a"]}),
        ("//evil.example/book", places.BOOK, {}),
    ],
)  # fmt: skip
def test_a_link_leads_to_a_page_of_ours(address: str, page: str, query: dict[str, list[str]]) -> None:
    found = places.linked(address)
    assert found is not None
    assert (found.page, found.query) == (page, query)


@pytest.mark.parametrize(
    "address",
    ["", "/", "/elsewhere?customer=a", "javascript:alert(1)", "/app.py", "//[", "/customer?x=%ff",
     "/customer?customer=" + "a" * 5000],
)  # fmt: skip
def test_what_is_no_link_of_ours_leads_nowhere(address: str) -> None:
    assert places.linked(address) is None


def test_more_than_one_person_reads_is_answered_with_a_sentence(
    app: AppTest, records: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (ROOT / "c360" / "policy.toml").read_text("utf-8")
    strict = text.replace("searches_a_minute = 120", "searches_a_minute = 2").replace(
        "views_a_minute = 1200", "views_a_minute = 40"
    )
    (tmp_path / "policy.toml").write_text(strict, "utf-8")
    monkeypatch.setenv("C360_POLICY", str(tmp_path / "policy.toml"))
    app.run()
    for sought in ("johnson", "talgarov"):
        app.text_input[0].set_value(sought).run()
        assert "in a minute" not in said(app)
    app.text_input[0].set_value("lindqvist").run()
    assert "2 searches in a minute are more than one person reads" in said(app)
    assert records()[-1] == ("tester", "search", "denied")
    for _ in range(40):
        AuditLog(tmp_path / "audit.sqlite").record(Record("tester", "view", SARAH, "success"))
    app.query_params["customer"] = SARAH
    app.switch_page("pages/customer.py").run()
    assert "That was too fast" in said(app)
    assert "Sarah Johnson" not in said(app)


def test_whom_a_search_shows_are_views_too(
    app: AppTest, records: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (ROOT / "c360" / "policy.toml").read_text("utf-8")
    (tmp_path / "policy.toml").write_text(text.replace("views_a_minute = 1200", "views_a_minute = 30"), "utf-8")
    monkeypatch.setenv("C360_POLICY", str(tmp_path / "policy.toml"))
    app.run()
    app.text_input[0].set_value("sarah johnson").run()
    shown = len([one for one in records() if one[1] == "view"])
    assert 0 < shown <= 30
    for _ in range(30 - shown):
        AuditLog(tmp_path / "audit.sqlite").record(Record("tester", "view", SARAH, "success"))
    app.text_input[0].set_value("sarah").run()
    assert "30 views of customers in a minute are more than one person reads" in said(app)
    assert "Sarah Johnson" not in said(app)
    assert records()[-1] == ("tester", "view", "denied")


def _parts() -> None:
    import streamlit as st

    from components import login

    @login.fragment
    def part() -> None:
        st.write("what the part shows")

    if "ran" in st.session_state:
        st.write("the gate")
        st.stop()
    st.session_state["ran"] = True
    part()


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(("lives", "shown"), [(3600, "what the part shows"), (-1, "the gate")])
def test_a_part_that_runs_by_itself_asks_for_the_login_too(lives: int, shown: str) -> None:
    at = AppTest.from_function(_parts)
    at.secrets["auth"] = dict(AUTH)
    at.user = claims(exp=int(time.time()) + lives)
    at.run()
    assert said(at) == shown


def _clock() -> None:
    import streamlit as st

    from components import login

    if "ran" not in st.session_state:
        login.who()
        st.session_state["used"] = login._logins()._seen[login.current().key].used
        login.fragment(lambda: None, run_every=60)()
        st.session_state["ran"] = login._logins()._seen[login.current().key].used


@pytest.mark.usefixtures("app")
def test_a_part_that_a_clock_runs_is_no_use_of_the_login() -> None:
    at = AppTest.from_function(_clock)
    at.secrets["auth"] = dict(AUTH)
    at.user = claims()
    at.run()
    assert at.session_state["used"] == at.session_state["ran"]


def _file() -> None:
    import streamlit as st

    from components import login

    if "make" in st.session_state:
        login.out()
    else:
        st.session_state["make"] = login.still(lambda: b"a file")


@pytest.mark.usefixtures("app")
def test_a_file_is_not_made_once_the_login_has_ended() -> None:
    at = AppTest.from_function(_file)
    at.secrets["auth"] = dict(AUTH)
    at.user = claims()
    at.run()
    make = at.session_state["make"]
    assert make() == b"a file"
    at.run()
    with pytest.raises(NotLoggedIn):
        make()


def test_nothing_goes_past_the_one_home_of_the_login() -> None:
    homes = {"login.py", "entrance.py"}
    for file in [*(ROOT / "components").rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "app.py"]:
        if file.name not in homes:
            found = re.findall(r"\bst\.(?:fragment|user|login|logout|experimental_user)\b", file.read_text("utf-8"))
            assert not found, file
