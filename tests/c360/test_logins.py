"""A login holds until it expires, is not used, or is ended; what it says of itself is checked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from c360.errors import AuditFailed, LoginEnded, LoginRefused
from c360.logins import Login, Logins, read

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
IDLE = timedelta(minutes=15)
CLAIMS: dict[str, Any] = {
    "iss": "https://id.bank.example", "sub": "u-1", "aud": "c360", "email": "anna@bank.example", "nonce": "n-1",
    "iat": NOW.timestamp(), "exp": (NOW + timedelta(hours=1)).timestamp(),
}  # fmt: skip


class Told:
    """What a desk of logins tells, and a log that can fail."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.fails = False

    def __call__(self, what: str = "opened") -> None:
        if self.fails:
            raise AuditFailed("no record")
        self.seen.append(what)


def login(**claims: Any) -> Login:
    return read({**CLAIMS, **claims}, "c360")


def use(desk: Logins, one: Login, at: datetime, told: Told) -> None:
    desk.use(one, at, opened=told, ended=told)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def desk() -> Logins:
    return Logins(IDLE)


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "other"}, {"aud": ["other"]}, {"aud": "other", "azp": "c360"}, {"aud": None}, {"aud": {"c360": 1}},
        {"sub": ""}, {"sub": None}, {"sub": 7}, {"exp": None}, {"exp": "tomorrow"}, {"exp": True}, {"exp": 1e300},
        {"exp": float("nan")}, {"iat": None},
    ],
)  # fmt: skip
def test_a_token_that_is_not_ours_or_says_too_little_is_no_login(claims: dict[str, Any]) -> None:
    with pytest.raises(LoginRefused):
        login(**claims)


def test_the_user_is_the_verified_e_mail_and_else_the_subject() -> None:
    assert login().user == "anna@bank.example"
    assert login(email_verified=True).user == "anna@bank.example"
    assert login(email_verified="true").user == "anna@bank.example"
    refused: tuple[Any, ...] = (False, None, 0, 1, "", "false", "True ", ["true"], {})
    for no in refused:
        assert login(email_verified=no).user == "u-1"
    assert login(email="").user == "u-1"
    assert login(email=["x"]).user == "u-1"


def test_each_login_is_one_of_its_own() -> None:
    keys = {login(**claims).key for claims in ({}, {"nonce": "n-2"}, {"sub": "u-2"}, {"iat": 1}, {"iss": "x"})}
    assert len(keys) == 5
    assert login(name="Anna").key == login().key


def test_a_login_in_use_goes_on_until_it_expires(desk: Logins, told: Told) -> None:
    at = NOW
    while at < NOW + timedelta(hours=1):
        use(desk, login(), at, told)
        at += IDLE
    assert told.seen == ["opened"]
    with pytest.raises(LoginEnded, match="run out"):
        use(desk, login(), NOW + timedelta(hours=1), told)
    assert told.seen == ["opened", "expired"]


def test_asking_whether_it_ended_is_no_use_of_it(desk: Logins, told: Told) -> None:
    use(desk, login(), NOW, told)
    for minutes in range(16):
        assert desk.why_ended(login(), NOW + timedelta(minutes=minutes)) is None
    late = NOW + IDLE + timedelta(seconds=1)
    assert desk.why_ended(login(), late) == "idle"
    with pytest.raises(LoginEnded, match="not used for 15 minutes"):
        use(desk, login(), late, told)
    with pytest.raises(LoginEnded):  # as of any time: it does not come back
        use(desk, login(), NOW, told)
    assert told.seen == ["opened", "idle"]


def test_a_login_that_was_ended_stays_ended_for_whoever_has_its_cookie(desk: Logins, told: Told) -> None:
    use(desk, login(), NOW, told)
    desk.end(login(), NOW, ended=told)
    desk.end(login(), NOW, ended=told)
    with pytest.raises(LoginEnded, match="logged out"):
        use(desk, login(), NOW, told)
    use(desk, login(nonce="n-2"), NOW, told)
    assert told.seen == ["opened", "logged out", "opened"]


def test_an_old_cookie_is_not_taken_up_by_a_server_that_does_not_know_it(desk: Logins, told: Told) -> None:
    with pytest.raises(LoginEnded, match="not known here"):
        use(desk, login(), NOW + IDLE + timedelta(seconds=1), told)
    with pytest.raises(LoginEnded, match="not known here"):  # signed for a time to come
        use(desk, login(), NOW - timedelta(minutes=3), told)
    assert told.seen == []
    use(desk, login(), NOW + IDLE, told)


def test_what_can_not_be_recorded_has_not_happened(desk: Logins, told: Told) -> None:
    told.fails = True
    with pytest.raises(AuditFailed):
        use(desk, login(), NOW, told)
    told.fails = False
    use(desk, login(), NOW, told)
    told.fails = True
    with pytest.raises(AuditFailed):
        desk.end(login(), NOW, ended=told)
    told.fails = False
    desk.end(login(), NOW, ended=told)
    assert told.seen == ["opened", "logged out"]
