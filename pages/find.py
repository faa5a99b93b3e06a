"""Find: one box, what it found, and where to begin. What is typed stays out of the address."""

from components import finding, session, shell

shell.guard(shell.FIND)
with shell.page():
    text = finding.box(session.book())
    if text:
        hits = session.find(text)
        finding.results(hits, session.behind(hits), text)
    else:
        finding.begin(session.book())
