"""What the app refuses to serve, from its arguments, the environment and its files together."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SECRETS = """[auth]
redirect_uri = "https://c360.bank.example/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "c360"
client_secret = "x"
server_metadata_url = "https://id.bank.example/.well-known/openid-configuration"
"""
ELSEWHERE = ["--server.address", "0.0.0.0"]


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("C360_", "STREAMLIT_"))}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env={**env, **environment}, capture_output=True, text=True, check=False
    )


def refusals(*cases: list[str], **environment: str) -> list[str | None]:
    """What `deploy.serve` says to each list of arguments."""
    script = "import json, sys; from deploy.serve import refusal"
    script += "; print(json.dumps([refusal(case) for case in json.loads(sys.argv[1])]))"
    done = run("-c", script, json.dumps(cases), **environment)
    assert done.returncode == 0, done.stderr
    found: list[str | None] = json.loads(done.stdout)
    return found


def test_without_a_login_it_ends_with_a_sentence() -> None:
    done = run("-m", "deploy.serve", *ELSEWHERE)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(
        "Without a login this app serves this machine alone, and it was told to serve at 0.0.0.0"
    )
    assert done.stderr.count("\n") == 1


def test_an_argument_that_there_is_not_is_said() -> None:
    done = run("-m", "deploy.serve", "--server.adress", "0.0.0.0")
    assert done.returncode == 2
    assert "No such option" in done.stderr


def test_what_is_refused_and_what_is_not(tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text(SECRETS)
    (tmp_path / "weak.toml").write_text(SECRETS.replace("0123456789abcdef0123456789abcdef", "weak"))
    (tmp_path / "broken.toml").write_text("[auth\n")
    named = {name: ["--secrets.files", str(tmp_path / f"{name}.toml")] for name in ("good", "weak", "broken", "none")}
    said = refusals(
        [], ["--server.address", "127.0.0.5"], [*ELSEWHERE, *named["none"]], ["--server.address="],
        [*named["broken"]],
    )  # fmt: skip
    assert said[:2] == [None, None]
    assert [bool(one) for one in said[2:]] == [True, True, True]
    # Each in a process of its own: Streamlit reads its secrets once.
    assert refusals([*ELSEWHERE, *named["good"]]) == [None]
    assert "cookie_secret" in str(refusals([*ELSEWHERE, *named["weak"]]))


def test_the_environment_counts_as_arguments_do() -> None:
    assert "192.0.2.1" in str(refusals([], STREAMLIT_SERVER_ADDRESS="192.0.2.1"))
    assert refusals(["--server.address", "127.0.0.1"], STREAMLIT_SERVER_ADDRESS="192.0.2.1") == [None]


def test_what_keeps_other_websites_out_can_not_be_turned_off() -> None:
    said = refusals(
        ["--server.enableCORS", "false"], ["--server.enableXsrfProtection", "false"], ["--server.allowedHosts", "*"],
        ["--client.showErrorDetails", "full"],
    )  # fmt: skip
    assert [bool(one) for one in said] == [True] * 4
    assert "server.enableCORS" in str(refusals([], STREAMLIT_SERVER_ENABLE_CORS="false"))
    assert "evil.example" in str(refusals([], STREAMLIT_SERVER_ALLOWED_HOSTS="evil.example"))


def test_what_a_file_of_the_user_turns_off_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text("[server]\ncorsAllowedOrigins = ['https://evil.example']\n")
    assert "evil.example" in str(refusals([], HOME=str(tmp_path)))


def test_headers_that_name_users_are_refused_whatever_the_login(tmp_path: Path) -> None:
    (tmp_path / "secrets.toml").write_text(SECRETS)
    trusting = json.dumps({"X-User": "email"})
    said = refusals(["--secrets.files", str(tmp_path / "secrets.toml"), "--server.trustedUserHeaders", trusting])
    assert "any user" in str(said)
