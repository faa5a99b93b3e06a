"""Customer: `?customer=…&tab=…` is a link to the very view; as-of and look-back are in it where they differ."""

import streamlit as st

from components import activity, export, headline, identity, pickers, products, relationships, risk, session, shell
from components import value as worth

shell.guard(shell.CUSTOMER)
with shell.page():
    if customer_id := pickers.customer():
        book, policy = session.book(), session.policy()
        left, right = st.columns([3, 2], vertical_alignment="bottom")
        asked, slot = pickers.show(customer_id, right, book, policy)
        profile = session.profile(asked, headline.open_tab().lower())
        headline.who(left, profile)
        export.show(slot, profile)
        headline.show(profile)
        state = profile.sections
        tabs = headline.tabs()
        if tabs[0].open:
            with tabs[0]:
                identity.show(profile.identity, state.get("identity"), profile)
        if tabs[1].open:
            with tabs[1]:
                relationships.show(profile.relationships, state.get("relationships"), profile)
        if tabs[2].open:
            with tabs[2]:
                products.show(profile.products, state.get("products"), profile)
        if tabs[3].open:
            with tabs[3]:
                activity.show(profile.activity, state.get("activity"), profile, policy.business_hours, book.zone)
        if tabs[4].open:
            with tabs[4]:
                risk.show(profile.risk, state.get("risk"), profile, policy)
        if tabs[5].open:
            with tabs[5]:
                worth.show(profile.value, state.get("value"), profile, policy, session.revenue_rows(asked))
