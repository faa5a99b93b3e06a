"""What `make run` and `make audit` say when something is in the way."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A project folder with the scripts, whose environment is the one the tests run in."""
    shutil.copytree(ROOT / "deploy", tmp_path / "deploy")
    (tmp_path / ".venv").symlink_to(sys.prefix)
    return tmp_path


def script(clone: Path, name: str, *arguments: str, **environment: str) -> str:
    """The one sentence of a script that could not go on."""
    done = subprocess.run(
        [clone / "deploy" / name, *arguments],
        capture_output=True, text=True, check=False, env={**os.environ, **environment}, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 2, done
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.mark.parametrize("port", ["0", "65536", "abc", "-1", "99999999999999999999", "80 81", "$(id)"])
def test_a_port_that_is_none_is_said(clone: Path, port: str) -> None:
    assert "PORT must be a number from 1 to 65535" in script(clone, "run.sh", PORT=port)


def test_an_occupied_port_is_said_with_another_to_take(clone: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = script(clone, "run.sh", PORT=str(port))
    assert f"Port {port} is taken" in said
    assert "make run PORT=" in said


def test_a_book_that_is_not_there_is_said_and_not_made(clone: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert "There is no book at 'bank.book'" in script(clone, "run.sh", PORT=str(port), BOOK="bank.book")
    assert not (clone / "bank.book").exists()


def test_no_python_is_said(clone: Path) -> None:
    assert "No Python 3.11 or newer" in script(clone, "setup.sh", "v", "r.txt", "v/stamp", "1", PYTHON="/bin/false")


def test_a_python_without_venv_is_said(clone: Path) -> None:
    python = clone / "python-without-venv"
    (clone / "hidden" / "ensurepip").mkdir(parents=True)
    (clone / "hidden" / "ensurepip" / "__init__.py").write_text("raise ImportError\n")
    python.write_text(f'#!/bin/sh\nPYTHONPATH={clone / "hidden"} exec {sys.executable} "$@"\n')
    python.chmod(0o755)
    assert "python3-venv" in script(clone, "setup.sh", "v", "r.txt", "v/stamp", "1", PYTHON=str(python))


def test_a_disk_too_small_is_said_before_anything_is_made(clone: Path) -> None:
    said = script(clone, "setup.sh", "v", "r.txt", "v/stamp", "999999999", PYTHON=sys.executable)
    assert "make room" in said
    assert not (clone / "v").exists()


def audit(tmp_path: Path, answers: Mapping[str, object]) -> tuple[int, str]:
    """`deploy/audit.py` over a pip-audit that answers for a pin and for the installed packages as told."""
    fake = tmp_path / "pip_audit.py"
    fake.write_text(
        f"import json, sys\nanswers = json.loads({json.dumps(answers)!r})\n"
        "answer = answers['pin' if '--requirement' in sys.argv else 'installed']\n"
        "sys.exit('no network') if answer is None else print(json.dumps({'dependencies': answer}))\n"
    )
    for name in ("a", "b"):
        (tmp_path / "venv" / "lib" / "python3.11" / "site-packages" / f"{name}-1.dist-info").mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, ROOT / "deploy" / "audit.py", tmp_path / "venv"],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    return done.returncode, done.stdout


HOLE = {"id": "CVE-1", "fix_versions": ["2"]}
KNOWN = [{"name": "jinja2", "version": "2.10", "vulns": [HOLE]}]
CLEAN = [{"name": name, "version": "1", "vulns": []} for name in "ab"]


@pytest.mark.parametrize(
    "pin",
    [None, [], [{"name": "jinja2", "skip_reason": "not found"}], [{"name": "jinja2", "version": "2.10", "vulns": []}]],
)
def test_a_service_without_advisories_audits_nothing(tmp_path: Path, pin: object) -> None:
    code, said = audit(tmp_path, {"pin": pin, "installed": CLEAN})
    assert code == 1
    assert said.startswith("0 of 2 packages audited")


def test_what_was_not_looked_up_is_not_audited(tmp_path: Path) -> None:
    code, said = audit(tmp_path, {"pin": KNOWN, "installed": [CLEAN[0], {"name": "b", "skip_reason": "not found"}]})
    assert code == 1
    assert "not audited: b: not found" in said
    assert "1 of 2 packages audited, 0 known vulnerabilities" in said


def test_a_known_vulnerability_is_named(tmp_path: Path) -> None:
    code, said = audit(
        tmp_path, {"pin": KNOWN, "installed": [CLEAN[0], {"name": "b", "version": "1", "vulns": [HOLE]}]}
    )
    assert code == 1
    assert "vulnerable: b 1: CVE-1, fixed in 2" in said


def test_only_all_looked_up_and_none_vulnerable_is_well(tmp_path: Path) -> None:
    assert audit(tmp_path, {"pin": KNOWN, "installed": CLEAN}) == (
        0,
        "2 of 2 packages audited, 0 known vulnerabilities.\n",
    )


def bare_path(clone: Path, **programs: str) -> str:
    """A PATH with what scripts need of the system, and these programs: no java, no mvn, no apt-get."""
    folder = clone / "bin"
    folder.mkdir()
    for name in (
        "awk",
        "bash",
        "df",
        "env",
        "sed",
        "grep",
        "cat",
        "sha256sum",
        "head",
        "dirname",
        "id",
        "mkdir",
        "rm",
        "mv",
        "sleep",
        "timeout",
    ):
        (folder / name).symlink_to(str(shutil.which(name)))
    for name, text in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
    return str(folder)


def test_a_graph_server_needs_an_audit_log(clone: Path) -> None:
    said = script(clone, "run.sh", PORT=free_port(), GRAPH="ws://127.0.0.1:1", C360_AUDIT="")
    assert "C360_AUDIT" in said


def free_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


@pytest.mark.parametrize("port", ["0", "65536", "abc", "$(id)"])
def test_a_server_port_that_is_none_is_said(clone: Path, port: str) -> None:
    assert "The port must be a number" in script(clone, "janusgraph.sh", "start", port)


def test_an_occupied_server_port_is_said_with_another_to_take(clone: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = script(clone, "janusgraph.sh", "start", str(port))
    assert f"Port {port} is taken" in said
    assert f"start {port + 1}" in said


def test_no_java_is_said(clone: Path) -> None:
    assert "openjdk-17-jre-headless" in script(clone, "janusgraph.sh", "jars", PATH=bare_path(clone))


def test_a_java_too_old_is_said(clone: Path) -> None:
    path = bare_path(clone, java="echo 'openjdk version \"1.8.0_1\"' >&2")
    assert "needs Java 11 or newer" in script(clone, "janusgraph.sh", "jars", PATH=path)


def test_jars_that_can_not_be_fetched_leave_none(clone: Path) -> None:
    path = bare_path(clone, java="echo 'openjdk version \"17.0.1\"' >&2", mvn="echo no network; exit 1")
    done = subprocess.run(
        [clone / "deploy" / "janusgraph.sh", "jars"], capture_output=True, text=True, check=False, env={"PATH": path}
    )
    assert done.returncode == 2
    assert "could not be fetched" in done.stderr
    assert not (clone / ".janusgraph" / "lib").exists()


def test_a_server_that_was_not_started_here_is_not_stopped(clone: Path) -> None:
    done = subprocess.run(
        [clone / "deploy" / "janusgraph.sh", "stop", "8182"], capture_output=True, text=True, check=True
    )
    assert "No server that was started here" in done.stdout


@pytest.mark.parametrize("given", [(), ("take",), ("take", "../x"), ("take", "a b"), ("drop", "x"), ("take", "x", "y")])
def test_a_backup_without_a_task_or_a_name_is_said(clone: Path, given: tuple[str, ...]) -> None:
    assert "Usage: deploy/backup.sh take NAME" in script(clone, "backup.sh", *given)


def test_nothing_to_copy_is_said(clone: Path) -> None:
    assert "There is no Cassandra" in script(clone, "backup.sh", "take", "one", CASSANDRA_NET="127.0.201")


def test_a_backup_goes_back_and_what_was_there_is_kept(clone: Path) -> None:
    copy, state = clone / ".janusgraph" / "backups" / "one", clone / ".janusgraph" / "cassandra" / "127.0.201"
    assert "There is no backup one" in script(clone, "backup.sh", "restore", "one", CASSANDRA_NET="127.0.201")
    for folder, text in ((copy / "1", "then"), (state / "1" / "data", "now")):
        (folder / "c360" / "edgestore").mkdir(parents=True)
        (folder / "c360" / "edgestore" / "Data.db").write_text(text)
    (state / "1" / "commitlog").mkdir()
    (state / "1" / "commitlog" / "CommitLog.log").write_text("newer")
    (state / "nodes").write_text("1")
    (copy / "nodes").write_text("1")
    sums = subprocess.run(["sha256sum", "1/c360/edgestore/Data.db"], cwd=copy, capture_output=True, check=True).stdout
    (copy / "sums").write_bytes(b"0" + sums[1:] if sums[:1] != b"0" else b"1" + sums[1:])
    assert "is damaged" in script(clone, "backup.sh", "restore", "one", CASSANDRA_NET="127.0.201")
    (copy / "sums").write_bytes(sums)
    environment = {**os.environ, "CASSANDRA_NET": "127.0.201"}
    subprocess.run([clone / "deploy" / "backup.sh", "restore", "one"], capture_output=True, check=True, env=environment)
    assert (state / "1" / "data" / "c360" / "edgestore" / "Data.db").read_text() == "then"
    (aside,) = (state / "1").glob("before-one-*")
    assert (aside / "data" / "c360" / "edgestore" / "Data.db").read_text() == "now"
    assert not (state / "1" / "commitlog").exists()


@pytest.mark.parametrize("port", ["0", "abc", "999999", "$(id)"])
def test_a_port_for_nodetool_that_is_none_is_said(clone: Path, port: str) -> None:
    assert "CASSANDRA_JMX is the number" in script(clone, "cassandra.sh", "status", CASSANDRA_JMX=port)


def test_a_run_of_the_cluster_that_ran_nothing_says_so(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/cluster"],
        cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "PATH": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "NOTHING WAS RUN" in done.stdout
    assert "there is no java" in done.stdout
