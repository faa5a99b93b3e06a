"""Find: one box, what it found, and where to begin. What is typed stays out of the address."""

from components import finding, session, shell

shell.guard(shell.FIND)
with shell.page():
    text = finding.box(session.book())
    if text:
        finding.found(text)
    else:
        finding.recent(session.recent())
        finding.begin(session.book())
