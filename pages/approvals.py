"""Approvals: exports of many customers that wait for another person's yes. For roles that may export themselves."""

from components import approving, places, shell

shell.guard(places.APPROVALS)
with shell.page():
    approving.show()
