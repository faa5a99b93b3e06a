"""Find: one box, what it found, and where to begin. What is typed stays out of the address."""

from components import finding, places, session, shell

shell.guard(places.FIND)
with shell.page(titled=True):
    text = finding.box(session.book())
    if text:
        finding.found(text)
    else:
        finding.recent(session.recent())
        finding.begin(session.book())
