"""Customer: `?customer=…&tab=…` is a link to the very view; as-of and look-back are in it where they differ."""

import streamlit as st

from components import export, headline, pickers, places, session, shell, theme, views

shell.guard(places.CUSTOMER)
with shell.page():
    headline.address()
    if customer_id := pickers.customer():
        book, policy = session.book(), session.policy()
        left, right = st.container(key=theme.STICKY).columns([5, 4], vertical_alignment="bottom")
        asked, slot = pickers.show(customer_id, right, book, policy)
        profile = session.profile(asked, headline.open_tab().lower())
        headline.who(left, profile)
        export.show(slot, profile)
        headline.show(profile)
        offered = {
            "profile": profile, "policy": policy, "hours": policy.business_hours, "book": book,
            "rows": session.revenue_rows(asked), "year": session.year(asked),
        }  # fmt: skip
        for tab, name in zip(headline.sections(), views.NAMES, strict=True):
            if tab.open:
                with tab:
                    views.draw(name, profile, offered)
