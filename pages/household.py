"""Household: `?customer=…` is a link to who lives and banks together with a customer."""

from components import household, places, shell

shell.guard(places.HOUSEHOLD)
with shell.page():
    if customer_id := household.chosen():
        household.show(customer_id)
