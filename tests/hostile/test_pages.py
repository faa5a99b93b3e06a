"""Hostile texts in the graph, in the address and in the boxes, as pages, files and the network's picture show them."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import pytest
import streamlit as st
from markdown_it import MarkdownIt
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from c360.access import EXPORT, Role
from c360.audit import AuditLog, NullLog
from c360.export import export
from c360.export.networks import to_graphml, to_zip
from c360.graph.connect import connect
from c360.network import network
from c360.networks import expand
from c360.networks.picture import picture
from c360.networks.state import State
from c360.policy import load
from c360.profile import Customer360Builder
from components import theme
from components.network.data import drawn, working
from tests.hostile import evil
from tests.hostile.bank import state_of
from tests.hostile.inputs import ROOT, TABS, calculated, family, payloads, storable, tried

POLICY: Final = load()
# What a reader of Markdown would take for a link, a picture, an icon or a colour after all that is escaped is undone.
ALIVE: Final = re.compile(r"https?://evil|www\.evil|a@evil|:smile:|:\+1:|:streamlit:|:material/delete:", re.I)
HARMFUL: Final = re.compile(r"evil|javascript:|vbscript:|data:|file:|^//", re.I)
MARKDOWN: Final = MarkdownIt("commonmark").enable(["table", "strikethrough"])
# Fields that the browser shows letter for letter, or doesn't show: all others are Markdown or may become it.
PLAIN: Final = frozenset({
    "Text.body", "Selectbox.options", "MultiSelect.options", "TextInput.value", "TextInput.default",
    "Selectbox.default", "Selectbox.raw_value", "DateInput.value", "PageLink.query_string", "PageLink.page",
    "TextInput.placeholder", "BidiComponent.json", "BidiComponent.js_content", "BidiComponent.css_content",
    "BidiComponent.html_content", "DownloadButton.url", "PlotlyChart.alt", "PlotlyChart.spec", "PlotlyChart.config",
})  # fmt: skip


# --- files of a book in which every text is a payload


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return evil.make(tmp_path_factory.mktemp("evil"))


@pytest.fixture(scope="module")
def builder(book: Path) -> Customer360Builder:
    # Numbers of documents are payloads, too: a role that sees them masked would see the same texts nowhere.
    role = Role("sees all", rights=frozenset({EXPORT}))
    return Customer360Builder(connect(book), POLICY, NullLog(), "#panic()<b>=1+1", role=role)


def unpacked(raw: bytes) -> dict[str, list[list[str]]]:
    """The cells of each file in a ZIP of CSV."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        texts = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    return {name: list(csv.reader(io.StringIO(text, newline=""))) for name, text in texts.items()}


NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")


def test_json_has_every_text_as_it_is_and_csv_none_as_a_formula(builder: Customer360Builder) -> None:
    with tried("texts in files") as seen:
        for customer, texts in zip(evil.customers(), evil.CHUNKS, strict=True):
            profile = builder.build_profile(customer)
            held = json.loads(export(builder, profile, "json"))
            names = {row["name"] for row in held["relationships"]["family"]}
            reasons = {row["reason"] for row in held["risk"]["alerts"]}
            blank = {text for text in texts if not text.strip()}
            assert set(texts) - blank <= names
            assert set(texts) - blank <= reasons
            tables = unpacked(export(builder, profile, "csv"))
            assert len(tables) > 15
            cells = [cell for rows in tables.values() for row in rows for cell in row]
            assert not [cell for cell in cells if calculated(cell) and not NUMBER.fullmatch(cell)]
            seen.update(texts)


def test_the_pdf_prints_what_would_be_a_program(builder: Customer360Builder) -> None:
    with tried("texts in a PDF") as seen:
        for name, sections in (("typst", ["identity", "products", "risk"]), ("markdown", ["relationships"])):
            wanted = family(name)
            at = next(at for at, chunk in enumerate(evil.CHUNKS) if wanted[20] in chunk)
            profile = builder.build_profile(f"evil-{at}", sections=sections)
            reader = PdfReader(io.BytesIO(export(builder, profile, "pdf")))
            printed = re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))
            for text in (one for one in evil.CHUNKS[at] if one in wanted and one.isascii() and len(one) < 20):
                # Typst would draw quotes, dashes and dots of its own if it took the text for markup.
                assert re.sub(r"\s", "", text) in printed, text
            assert not re.search("root:x:0|daemon:x:", printed)
            for page in reader.pages:
                for one in page.get("/Annots") or ():
                    assert "/URI" not in str(one.get_object()), "a link that the data made"
            assert not {"/OpenAction", "/AA"} & set(reader.root_object)
            seen.update(evil.CHUNKS[at])


def test_the_network_is_labels_and_its_files_are_whole(builder: Customer360Builder) -> None:
    graph = builder.graph
    how: Any = {"policy": POLICY, "user": "ada", "audit": NullLog()}
    with tried("texts in the network") as seen:
        for customer, texts in zip(evil.customers(), evil.CHUNKS, strict=True):
            found = expand(graph, [f"person:{customer}"], **how)
            made = picture(State(f"person:{customer}"), found, "USD")
            relationships = builder.build_profile(customer, sections=["relationships"]).relationships
            assert relationships is not None
            for sent in (working(made, theme._LIGHT), drawn(network(relationships, customer, texts[1]), theme._LIGHT)):
                json.dumps([*sent.nodes, *sent.edges], allow_nan=False)
                # A title is drawn as HTML by vis-network; `told` is text of ours that the component sets as text.
                assert not [one for one in (*sent.nodes, *sent.edges) if "title" in one]
            root = ElementTree.fromstring(to_graphml(made, "USD"))
            assert len(root.findall(".//{*}node")) == len(made.nodes)
            cells = [cell for rows in unpacked(to_zip(made, "USD")).values() for row in rows for cell in row]
            assert not [cell for cell in cells if calculated(cell) and not NUMBER.fullmatch(cell)]
            seen.update(texts)


# --- pages


@pytest.fixture(scope="module")
def app(book: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppTest]:
    """The app on that book, with a policy whose texts are payloads; at the end book and policy are what they were."""
    folder = tmp_path_factory.mktemp("app")
    policy = folder / "policy.toml"
    text = (ROOT / "c360" / "policy.toml").read_text("utf-8")
    title = json.dumps("<img src=x onerror=alert(1)> [x](http://evil.example/) :smile: $x$ #panic()")
    text = re.sub(r'^(version|title|source) = ".*"$', lambda found: f"{found[1]} = {title}", text, flags=re.M)
    policy.write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("C360_GRAPH", str(book))
        patch.setenv("C360_AUDIT", str(folder / "audit.sqlite"))
        patch.setenv("C360_USER", "<script>ada[x](http://evil.example)")
        patch.setenv("C360_POLICY", str(policy))
        st.cache_resource.clear()
        before = state_of(book)
        yield AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
        st.cache_resource.clear()
    assert state_of(book) == before
    assert policy.read_text("utf-8") == text
    assert AuditLog(folder / "audit.sqlite").verify() > 0


def elements(node: Any) -> Iterator[Any]:
    """All elements and blocks of a page."""
    yield node
    for child in getattr(node, "children", {}).values():
        yield from elements(child)


def strings(message: Any, name: str) -> Iterator[tuple[str, str]]:
    """All texts of an element as it goes to the browser, with the name of their field."""
    for field, value in message.ListFields():
        where = f"{name}.{field.name}"
        many = value if field.is_repeated else [value]
        for one in many:
            if field.type == field.TYPE_STRING:
                yield where, one
            elif field.type == field.TYPE_MESSAGE and field.message_type.name not in ("Any",):
                yield from strings(one, field.message_type.name) if hasattr(one, "ListFields") else ()


def shown(at: AppTest) -> int:
    """Looks through a page for anything of a payload that isn't text; how many texts there were."""
    assert not at.exception, at.exception
    count = 0
    for node in elements(at._tree):
        proto: Any = getattr(node, "proto", None)
        if not hasattr(proto, "ListFields"):
            continue
        name = proto.DESCRIPTOR.name
        if name == "Html":
            assert proto.body == theme.STYLE
            continue
        texts = list(strings(proto, name))
        if name == "Table" or node.type == "table":
            texts += [("Table.cell", str(cell)) for cell in node.value.to_numpy().ravel()]
        assert not getattr(proto, "allow_html", False), proto
        for where, text in texts:
            if where == "PlotlyChart.spec":
                assert not drawn_as_markup(json.loads(text))
            elif where not in PLAIN and not where.endswith((".id", ".user_key")):
                alive(where, text)
                count += 1
    return count


def drawn_as_markup(spec: Any) -> list[str]:
    """Texts of a chart that plotly would take for more than text: it knows tags of HTML, links among them."""
    if isinstance(spec, str):
        return [spec] if re.search(r"<(?!/?b>|br>|extra>)[a-z!/]|href", spec, re.I) and "%{" not in spec else []
    inside = spec.values() if isinstance(spec, dict) else spec if isinstance(spec, list) else ()
    return [one for part in inside for one in drawn_as_markup(part)]


def alive(where: str, text: str) -> None:
    """Fails where Markdown would make more than text of it."""
    flat = []
    for token in MARKDOWN.parse(text):
        for one in (token, *(token.children or ())):
            assert one.type not in ("html_block", "html_inline", "image"), (where, text)
            assert not HARMFUL.search(str(one.attrGet("href") or "")), (where, text)
            flat.append(one.content if one.type in ("text", "code_inline") else "")
    said = "".join(flat)
    assert not ALIVE.search(said), (where, said)
    assert not re.search(r"(?<!\\)\$[^$]*includegraphics", text), (where, text)
    assert not re.search(r"(?<!\\):(red|rainbow|violet-badge|green-background)\[(hi|x|Low risk)\]", text), (where, text)


def open_(at: AppTest, page: str, **query: str | list[str]) -> AppTest:
    """A page by its address."""
    at.query_params.clear()
    for name, value in query.items():
        at.query_params[name] = value
    return at.switch_page(f"pages/{page}.py").run()


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_shows_texts_as_texts(app: AppTest, tab: str) -> None:
    with tried(f"tab {tab}") as seen:
        for customer, texts in zip(evil.customers(), evil.CHUNKS, strict=True):
            app.query_params["tab"] = tab
            at = open_(app, "customer", customer=customer, tab=tab)
            assert not at.error, at.error
            assert shown(at) > 40
            seen.update(texts)


def test_every_other_page_shows_texts_as_texts(app: AppTest) -> None:
    firms = [text for text in evil.TEXTS if evil.can_be_an_id(text)]
    with tried("other pages") as seen:
        for customer, texts in zip(evil.customers(), evil.CHUNKS, strict=True):
            for page in ("household", "network"):
                assert shown(open_(app, page, customer=customer)) > 10
            seen.update(texts)
        for firm in firms[::25]:
            assert shown(open_(app, "company", company=firm)) > 10
            assert shown(open_(app, "customer", customer=firm)) > 10
        assert shown(open_(app, "book")) > 10
        assert shown(open_(app, "policy")) > 10


def test_any_address_opens_a_page_or_says_why_not(app: AppTest) -> None:
    """Each run takes one text for each parameter, and where a parameter may have many, dozens."""
    texts = list(filter(storable, payloads(5_000)))  # an address is percent-encoded UTF-8
    several = [texts[at : at + 60] for at in range(0, len(texts), 60)]
    with tried("addresses") as seen:
        for at, many in enumerate(several):
            one = many[at % len(many)]
            keys = [f"person:{text}" for text in many]
            opened = open_(
                app, "network", customer="evil-0", view=one, as_of=one, days=one, open=[*many, *keys], hide=keys,
                pin=[f"{key}@1,2" for key in keys], without=many, least=one, over=many, steps=one, **{"with": keys[:8]},
            )  # fmt: skip
            shown(opened)
            seen.update(many)
        for at, text in enumerate(texts[::30]):
            page = ("customer", "household", "company", "network")[at % 4]
            shown(open_(app, page, customer=text, company=text, tab=text, as_of=text, days=text, view=text))
            shown(
                open_(
                    app,
                    "customer",
                    customer="evil-1",
                    tab=text,
                    as_of=text,
                    days=text,
                    key=text,
                    **{text[:20] or "x": text},
                )
            )


def test_what_is_typed_is_shown_as_text(app: AppTest) -> None:
    with tried("boxes") as seen:
        for text in filter(storable, payloads(300)[::80]):
            at = open_(app, "find")
            at.text_input(key="find").set_value(text).run()
            shown(at)
            assert text not in str(dict(at.query_params)) or len(text) < 3
            seen.add(text)
