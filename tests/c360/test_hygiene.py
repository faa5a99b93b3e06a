"""What holds the house together, and no linter sees."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from c360 import errors
from c360.errors import C360Error
from c360.sections import registry

ROOT = Path(__file__).parents[2]
# The driver and the engine are the graph's business alone.
DRIVERS = {"gremlin_python", "graphersal", "duckdb"}
PAGES = sorted((ROOT / "pages").glob("*.py"))
SOURCES = sorted(path for folder in ("c360", "components", "pages") for path in (ROOT / folder).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """The modules that a file imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize("module", ["c360", "c360.cli.commands", "c360.search", "c360.sources.load", "c360.demo"])
def test_the_core_loads_nothing_of_the_pages(module: str) -> None:
    drawn = "{'streamlit', 'plotly', 'pyvis', 'pandas', 'IPython', 'components'}"
    code = f"import {module}, sys; print(sorted({drawn} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("section", registry())
def test_every_section_is_asked_told_and_shown(section: str) -> None:
    assert inspect.getdoc(importlib.import_module(f"c360.sections.{section}"))
    assert callable(importlib.import_module(f"components.{section}").show)
    assert section in importlib.import_module("c360.cli.sections").BODIES


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_pages_are_short_and_ask_only_the_components_and_the_core(page: Path) -> None:
    assert len(page.read_text("utf-8").splitlines()) <= 60
    roots = {name.split(".")[0] for name in imported(page)}
    assert not roots & DRIVERS
    assert not {name for name in imported(page) if name.startswith("c360.graph")}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_one_idea(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 300
    assert not text.strip() or ast.get_docstring(ast.parse(text)), "says what it is"


def test_every_error_has_a_title_and_an_exit_code_of_the_contract() -> None:
    kinds = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, C360Error)]
    assert len(kinds) > 5
    for kind in kinds:
        error = kind("What happened.", "the log's detail")
        assert (error.title, error.detail, str(error)) == ("What happened.", "the log's detail", "What happened.")
        assert 1 <= error.exit_code <= 7
        assert kind.__doc__


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-nodeps.txt", "requirements-dev.txt", "requirements-audit.txt"]
)
def test_every_requirement_says_why_and_has_a_range(name: str) -> None:
    for line in (ROOT / name).read_text("utf-8").splitlines():
        if line and not line.startswith(("#", "-r")):
            assert re.fullmatch(r"[a-z][a-z0-9-]*(~=|>=)\S+ +# .{10,}", line), line


def test_the_package_asks_for_what_the_app_needs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["tool"]["setuptools"]["dynamic"]["dependencies"] == {"file": ["requirements.txt"]}


def test_the_app_speaks_to_nobody_and_shows_no_traceback() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert config["browser"]["gatherUsageStats"] is False
    assert config["client"]["showErrorDetails"] == "none"
    server = config["server"]
    assert (server["address"], server["enableCORS"], server["enableXsrfProtection"]) == ("127.0.0.1", True, True)
    assert (server["enableStaticServing"], server["enableAgentApi"]) == (False, False)


def test_no_address_is_built_into_the_pages() -> None:
    for path in (ROOT / "app.py", *PAGES, *(ROOT / "components").rglob("*.*")):
        if path.suffix in (".py", ".js", ".css", ".html"):
            assert not re.search(r"https?://(?!127\.0\.0\.1|www\.w3\.org)", path.read_text("utf-8")), path
