"""The network's page on the demo bank: the picture and its tables, connections, flows; and what a bad link does."""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from c360.audit import AuditLog
from c360.networks.contract import digest, keyed_by
from c360.networks.state import State
from components import taking, workbench
from tests.c360.networks.around import bank
from tests.c360.sections.bank import person
from tests.ui.reading import plain, words

SARAH, JOHN, FIRM = "customer-12345", "person:customer-12346", "company:company-12345"
Open = Callable[..., AppTest]


@pytest.fixture
def network(app: AppTest) -> Open:
    """Opens the network's page."""

    def open_(customer_id: str = SARAH, **query: Any) -> AppTest:
        app.run()
        for key, value in {"customer": customer_id, **query}.items():
            app.query_params[key] = value
        app.switch_page("pages/network.py").run()
        assert not app.exception, app.exception
        return app

    return open_


def rows(app: AppTest, number: int = 0) -> list[list[Any]]:
    return [list(row) for row in app.dataframe[number].value.itertuples(index=False)]


def shown(app: AppTest) -> set[str]:
    """The names in the table that says the same as the picture."""
    return {str(row[0]) for row in rows(app)}


def asked(app: AppTest, name: str) -> list[str]:
    """All that the address has of a parameter."""
    found = app.query_params.get(name, [])
    return found if isinstance(found, list) else [found]


def pick(app: AppTest, name: str) -> None:
    """Picks the node whose name begins so."""
    box = app.selectbox(key="work_node")
    box.select_index(next(at for at, one in enumerate(box.options) if name in one)).run()


def expanded(folder: Path) -> list[str]:
    found = sqlite3.connect(folder / "audit.sqlite").execute("SELECT customer_id, detail FROM record ORDER BY seq")
    return [whom for whom, detail in found if json.loads(detail).get("network") == "expand"]


def test_the_customer_and_their_closest(network: Open, tmp_path: Path) -> None:
    app = network()
    assert app.title[0].value == "Sarah Johnson"
    names = shown(app)
    assert {"John Johnson", "Johnson Consulting LLC", "Checking 2000000007", "Passport"} <= names
    assert any(name.startswith("48 Harbour Rd, Eastharbor, shared by") for name in names)
    assert "All that is open is drawn" in words(app)
    assert expanded(tmp_path) == [SARAH]
    # Nothing of a document but what kind it is: its number is masked for this role.
    assert not [row for row in rows(app) if "P90412765" in str(row)]
    # Its id is by the key of the log, not a plain digest.
    (ident,) = [str(row[-1]) for row in rows(app) if row[0] == "Passport"]
    with keyed_by(AuditLog(tmp_path / "audit.sqlite").keyed):
        assert ident == digest(app.session_state["network_read"]["naturals"][f"document:{ident}"])


def test_open_pin_hide_undo_and_start_over_by_keyboard(network: Open, tmp_path: Path) -> None:
    app = network()
    pick(app, "John Johnson")
    app.button(key="work_toggle").click().run()
    assert asked(app, "open") == [JOHN]
    assert expanded(tmp_path) == [SARAH, "customer-12346"]
    app.button(key="work_pin").click().run()
    assert asked(app, "pin")[0].startswith(f"{JOHN}@")
    assert next(row[3] for row in rows(app) if row[0] == "John Johnson") == "open, pinned"
    app.button(key="work_hide").click().run()
    assert asked(app, "hide") == [JOHN]
    assert "John Johnson" not in shown(app)
    assert "1 is hidden" in words(app)
    app.button(key="undo").click().run()
    assert "John Johnson" in shown(app)
    app.button(key="undo").click().run()
    app.button(key="undo").click().run()
    assert "open" not in app.query_params
    assert app.button(key="undo").disabled
    pick(app, "John Johnson")
    app.button(key="work_toggle").click().run()
    app.button(key="over").click().run()
    assert "open" not in app.query_params
    # What was hidden or folded, and is there again, is on record again.
    assert expanded(tmp_path).count("customer-12346") == 3


def made(app: AppTest) -> bool:
    """Whether an image is offered."""
    return "PNG" in [one.proto.label for one in app.get("download_button")]


def answer(app: AppTest, told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser's answer."""
    held = {key: app.session_state[key] for key in (taking._WANTED, taking._IMAGE) if key in app.session_state}
    with monkeypatch.context() as patched:
        patched.setattr(st, "session_state", held)
        taking.took(told)
    for key in (taking._WANTED, taking._IMAGE):
        if key in held:
            app.session_state[key] = held[key]
        elif key in app.session_state:
            del app.session_state[key]
    app.run()


PNG = "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n rest").decode()


def test_an_image_is_offered_of_the_picture_that_it_is_of_alone(network: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    app = network()

    def make() -> dict[str, str]:
        app.button(key="work_png_make").click().run()
        return {"token": app.session_state[taking._WANTED][1], "image": PNG}

    told = make()
    answer(app, told, monkeypatch)
    assert made(app)
    # Another customer by a link, another window, another state by the browser's own way back.
    changes: list[Callable[[], Any]] = [
        lambda: app.query_params.__setitem__("customer", "customer-12346"),
        lambda: app.selectbox(key="days").select("30"),
        lambda: app.query_params.__setitem__("hide", ["person:customer-12345"]),
    ]
    for change in changes:
        change()
        app.run()
        assert not made(app)
        # One that was asked for of the picture before is not taken for this one.
        answer(app, told, monkeypatch)
        assert not made(app)
        told = make()
        answer(app, told, monkeypatch)
        assert made(app)


def test_an_image_is_taken_only_where_it_was_asked_for_and_is_one(
    network: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = network()
    told: Any
    for told in (None, PNG, {"token": "", "image": PNG}, {"image": PNG}, {"token": "x", "image": PNG}):
        answer(app, told, monkeypatch)
        assert not made(app), told
    long = "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(20_000_001)).decode()
    for image in (None, "data:image/png;base64,AAAA", "data:image/png;base64,?", PNG.replace("png", "gif"), long):
        app.button(key="work_png_make").click().run()
        answer(app, {"token": app.session_state[taking._WANTED][1], "image": image}, monkeypatch)
        assert not made(app)
        assert taking._WANTED not in app.session_state
    app.button(key="work_png_make").click().run()
    # What nobody wants leaves what is wanted as it is.
    answer(app, {"token": "other", "image": PNG}, monkeypatch)
    answer(app, {"token": app.session_state[taking._WANTED][1], "image": PNG}, monkeypatch)
    assert made(app)


def test_what_is_done_in_the_picture_is_taken_only_where_it_can_be(
    network: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Any] = []
    monkeypatch.setattr(workbench, "_go", lambda before, after: made.append((before, after)))
    state = State(f"person:{SARAH}")
    told: Any
    for told in (
        {"act": "toggle", "key": JOHN}, {"act": "pin", "key": JOHN, "x": 1.5, "y": 2}, {"act": "hide", "key": JOHN},
        {"act": "pin", "key": JOHN, "x": "1", "y": None}, {"act": "toggle", "key": ["x"]}, {"act": "drop"}, None, "x",
        {"act": "toggle", "key": "<b>"}, {"act": "pick", "key": JOHN},
    ):  # fmt: skip
        monkeypatch.setattr(st, "session_state", {workbench.KEY: SimpleNamespace(acted=told)})
        workbench._acted(state)
    done = [after for before, after in made if before != after]
    assert done == [state.toggled(JOHN), state.pinning(JOHN, 1.5, 2), state.hiding(JOHN)]


def test_a_link_opens_the_same_picture_in_one_go(network: Open, tmp_path: Path) -> None:
    app = network(open=[JOHN, FIRM], without=["address", "HAS_DOCUMENT"], least="1000")
    assert expanded(tmp_path) == [SARAH, "customer-12346", "company-12345"]
    assert {row[1] for row in rows(app)} == {"This customer", "Person", "Company", "Account"}
    assert app.text_input(key="work_least").value == "1000"
    amounts = [row[2] + row[3] for row in rows(app, 2)]
    assert amounts
    assert min(amounts) >= 1000


def test_filters_are_in_the_address(network: Open) -> None:
    app = network()
    before = len(rows(app))
    app.text_input(key="work_least").set_value("10000").run()
    assert asked(app, "least") == ["10000"]
    assert len(rows(app)) < before
    assert "left out by the filters" in words(app)
    app.text_input(key="work_least").set_value("much").run()
    assert "least" not in app.query_params


def test_a_bad_link_is_told_gently_and_nobody_is_no_customer(network: Open) -> None:
    app = network(open=["garbage", "person:nobody"], pin=["x"], hide=["' or 1=1"])
    assert "This link can't be shown whole" in words(app)
    assert "1 of what this link opens is not in this book" in words(app)
    assert network("customer-0").title[0].value == "No such customer"


def test_connections(network: Open) -> None:
    app = network(view="Connections")
    assert "Pick somebody" in words(app)
    app.text_input(key="connect_find").set_value("customer-12346").run()
    next(one for one in app.button if "John Johnson" in plain(one.label)).click().run()
    assert asked(app, "with") == [JOHN]
    assert "Sarah Johnson is the spouse of John Johnson" in words(app)
    assert "1 step apart, 1 shortest way" in words(app)
    app.selectbox(key="steps_").select(2).run()
    assert asked(app, "steps") == ["2"]
    next(one for one in app.button if one.key == f"out_{JOHN}").click().run()
    assert "with" not in app.query_params


def test_connections_with_nobody(network: Open) -> None:
    app = network(view="Connections", **{"with": ["person:nobody"]})
    assert "Nobody and no account in this book has this id" in words(app)


def test_flow_of_money_says_what_the_activity_tab_says(network: Open, tmp_path: Path) -> None:
    app = network(view="Flow of money")
    assert [plain(one.value) for one in app.metric] == ["$66,770", "$45,815", "$68,665", "33"]
    assert rows(app)[0][:3] == ["Johnson Consulting LLC", 37200.0, 0.0]
    found = sqlite3.connect(tmp_path / "audit.sqlite").execute("SELECT detail FROM record ORDER BY seq DESC LIMIT 1")
    assert json.loads(found.fetchone()[0])["network"] == "flows"


def test_a_hub_is_folded_and_opens(network: Open) -> None:
    app = network("customer-12460")
    (group,) = [row for row in rows(app) if row[1] == "Group"]
    assert str(group[0]).endswith(" accounts")
    pick(app, " accounts")
    app.button(key="work_toggle").click().run()
    assert not [row for row in rows(app) if row[1] == "Group"]
    assert len(rows(app)) > 50
    (groups,) = [one for one in app.multiselect if one.label == "Opened groups"]
    assert [one.endswith(" accounts") for one in groups.options] == [True]
    assert app.button(key="work_fold").disabled
    groups.select(asked(app, "open")[0]).run()
    app.button(key="work_fold").click().run()
    assert [row for row in rows(app) if row[1] == "Group"] == [group]
    assert "open" not in app.query_params


def test_the_relationships_tab_leads_here(customer: Callable[..., AppTest]) -> None:
    app = customer(SARAH, "Relationships")
    assert "Work in the network" in [one.proto.label for one in app.get("page_link")]


def test_hostile_names_are_text_everywhere(network: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = ":red[x] <b>**bold**</b> [a](http://x)"
    people = [person("c-1", name=name), person("c-2", name=name)]
    graph = bank(tmp_path / "b", Person=[*people, *(person(f"c-{n}") for n in range(3, 7))])
    monkeypatch.setenv("C360_GRAPH", str(graph.folder))
    for view in ("Network", "Connections", "Flow of money"):
        app: Any = network("c-1", view=view, **{"with": ["person:c-2"]})
        told = [str(one.value) for kind in ("title", "header", "markdown", "caption") for one in app.get(kind)]
        told += [one.label for one in app.button]
        assert [one for one in told if "bold" in one]
        assert not [one for one in told if "<b>" in one or "[x]" in one.replace("\\[", "") or "**bold" in one]
