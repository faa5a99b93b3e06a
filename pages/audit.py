"""Audit: who looked at whom, what of it is unusual, and whether the log holds. For roles that may read it."""

from components import audit, places, shell

shell.guard(places.AUDIT)
with shell.page():
    audit.show()
