"""The pages and the ways to them: from another page a link, from one customer's page to the next a button."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import streamlit as st

from c360.networks import state as states
from components import theme

FIND: Final = "pages/find.py"
CUSTOMER: Final = "pages/customer.py"
COMPANY: Final = "pages/company.py"
NETWORK: Final = "pages/network.py"
HOUSEHOLD: Final = "pages/household.py"
BOOK: Final = "pages/book.py"
POLICY: Final = "pages/policy.py"
APPROVALS: Final = "pages/approvals.py"
AUDIT: Final = "pages/audit.py"
LONGEST_ID: Final = 200
_LONGEST_LINK: Final = 4000
# What an address of ours may ask for; each page looks at the values itself.
_LINKED: Final = (CUSTOMER, COMPANY, NETWORK, HOUSEHOLD, BOOK, POLICY, APPROVALS, AUDIT)
_PAGES: Final = MappingProxyType({page.removeprefix("pages/").removesuffix(".py"): page for page in _LINKED})
_ASKED: Final = frozenset(
    {"customer", "company", "tab", "as_of", "days", "view", "with", "over", "steps", *states.PARAMETERS}
)
_PERSON: Final = ":material/person:"
_COMPANY: Final = ":material/domain:"
_NETWORK: Final = ":material/hub:"
_HOME: Final = ":material/home:"


@dataclass(frozen=True, slots=True)
class Link:
    """A page of ours, and what its address asks for."""

    page: str
    query: dict[str, list[str]]


def linked(address: str) -> Link | None:
    """The page that this address without its host is of, with the parameters that ours have; `None` for any other.

    Where it leads is one of our own pages whatever the text is, which comes from a browser.
    """
    if len(address) > _LONGEST_LINK:
        return None
    try:
        parts = urlsplit(address)
        asked = parse_qs(parts.query, max_num_fields=100, errors="strict")
    except ValueError:
        return None
    page = _PAGES.get(parts.path.rpartition("/")[2])
    return None if page is None else Link(page, {name: values for name, values in asked.items() if name in _ASKED})


def link(customer_id: str, label: str, *, marked: bool = False) -> None:
    """A link to a customer's page from any other page; the label is plain text, or safe Markdown where `marked`."""
    _link(CUSTOMER, _PERSON, label if marked else theme.safe(label), customer=customer_id)


def company_link(company_id: str, label: str, *, marked: bool = False) -> None:
    """A link to a company's page from any other page; the label as `link`'s."""
    _link(COMPANY, _COMPANY, label if marked else theme.safe(label), company=company_id)


def household_link(customer_id: str, label: str, as_of: str | None) -> None:
    """A link to a household's page, as of a day where it isn't the book's own; the label is plain text."""
    _link(HOUSEHOLD, _HOME, label, customer=customer_id, **({"as_of": as_of} if as_of else {}))


def network_link(customer_id: str, label: str) -> None:
    """A link to the network around a customer, to work in; the label is plain text."""
    _link(NETWORK, _NETWORK, label, customer=customer_id)


def _link(page: str, icon: str, label: str, **query: str) -> None:
    st.page_link(page, label=label, icon=icon, query_params=query, help="")


def button(customer_id: str, label: str, *, key: str) -> None:
    """Makes the customer's page this one's, on the same tab. A link to the page that one is on leaves the address."""
    st.button(theme.safe(label), icon=_PERSON, key=key, type="tertiary", on_click=go, args=(customer_id,))


def company_button(company_id: str, label: str, *, key: str) -> None:
    """From one company's page to another's."""
    st.button(theme.safe(label), icon=_COMPANY, key=key, type="tertiary", on_click=go, args=(company_id, "company"))


def ways() -> Any:
    """A list of links and buttons: one below the other, in line."""
    return st.container(key=theme.WAYS, gap=None)


def find() -> None:
    """The link to the page that finds customers."""
    st.page_link(FIND, label="Find a customer", icon=":material/search:")


def go(ident: object, what: str = "customer") -> None:
    """Opens the customer, or company, on this page. An id may come from the browser: it is looked up, never trusted."""
    if isinstance(ident, str) and 0 < len(ident) <= LONGEST_ID:
        st.query_params[what] = ident
