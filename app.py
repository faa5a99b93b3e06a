"""The app's entry: page configuration, navigation, the gate, and the page that was chosen."""

import streamlit as st

from c360.access import AUDIT, EXPORT
from components import login, places, shell

shell.configure()
chosen = st.navigation(
    [
        st.Page(
            places.FIND, title="Find", icon=":material/search:", default=True,
            help="Find a customer by name, id, account, e-mail or phone.",
        ),
        st.Page(
            places.CUSTOMER, title="Customer", icon=":material/person:",
            help="The whole customer: identity, relationships, products, activity, risk, value.",
        ),
        st.Page(
            places.HOUSEHOLD, title="Household", icon=":material/home:",
            help="Who lives and banks together, and what they hold with each account counted once.",
        ),
        st.Page(
            places.COMPANY, title="Company", icon=":material/domain:",
            help="A company: who owns and controls it in the end, and what it owns.",
        ),
        st.Page(
            places.NETWORK, title="Network", icon=":material/hub:",
            help="Who stands around a customer, how two are connected, and where their money goes.",
        ),
        st.Page(
            places.BOOK, title="Book", icon=":material/menu_book:",
            help="What this book is: its sources, how complete and how right it is.",
        ),
        st.Page(
            places.POLICY, title="Policy", icon=":material/rule_settings:",
            help="The rules that judge risk, and who would move if they were others.",
        ),
        st.Page(
            places.APPROVALS, title="Approvals", icon=":material/how_to_reg:",
            help="Exports of many customers that wait for another person's yes.",
            visibility="visible" if login.may(EXPORT) else "hidden",
        ),
        st.Page(
            places.AUDIT, title="Audit", icon=":material/fact_check:",
            help="Who looked at whom and why, and whether the log of it holds.",
            visibility="visible" if login.may(AUDIT) else "hidden",
        ),
    ],
    position=shell.menu(),
)  # fmt: skip
shell.resume()  # first, so that what the gate says stands at the address that was asked for
shell.gate()
chosen.run()
