"""The box understands more than whole words: what it finds is marked, narrowed, or told why there is nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.reading import plain, words


@pytest.fixture
def find(app: AppTest) -> Callable[[str], AppTest]:
    """Types a text into the box."""

    def type_(text: str) -> AppTest:
        app.run()
        app.text_input(key="find").set_value(text).run()
        assert not app.exception, app.exception
        return app

    return type_


def test_a_slip_is_forgiven_and_what_matched_is_marked(find: Callable[[str], AppTest]) -> None:
    app = find("jonson sarah")
    assert plain(app.page_link[0].label) == "**Sarah** **Johnson**"
    assert "name, spelling" in words(app)


def test_what_is_found_can_be_narrowed_by_a_field_in_the_box(find: Callable[[str], AppTest]) -> None:
    app = find("johnson")
    assert "Narrow to:" in words(app)
    people = next(one for one in app.button if plain(one.label).startswith("People ("))
    people.click().run()
    assert app.text_input(key="find").value == "johnson kind:person"
    assert all("Consulting" not in plain(link.label) for link in app.page_link)


def test_nothing_found_names_what_was_searched_and_the_nearest_spellings(find: Callable[[str], AppTest]) -> None:
    app = find("qxjohnsonx")
    assert "Nothing found" in words(app)
    assert "Searched:" in words(app)
    assert "people" in words(app)
    near = [one for one in app.button if plain(one.label) == "johnson"]
    assert near
    near[0].click().run()
    assert app.text_input(key="find").value == "johnson"
    assert any("Johnson" in plain(link.label) for link in app.page_link)


@pytest.mark.parametrize(
    ("text", "told"),
    [("nmae:johnson", "did you mean name:"), ("born:soon", "no date of birth"), ("ssn:123-45-6789", "may see them")],
)
def test_what_is_no_search_gets_its_sentence(find: Callable[[str], AppTest], text: str, told: str) -> None:
    app = find(text)
    assert told in words(app)
    assert not app.page_link or all("Johnson" not in plain(link.label) for link in app.page_link)


def test_a_hostile_text_is_text(find: Callable[[str], AppTest]) -> None:
    app = find("<img src=x onerror=alert(1)>")
    assert "<img" not in "".join(str(node.value) for node in app.markdown)
