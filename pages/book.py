"""Book: what this book is, who feeds it, and the founding document's four targets, measured."""

from components import book, places, session, shell

shell.guard(places.BOOK)
with shell.page():
    held = session.about_book()
    book.show(held.book, held.check, held.times, held.report)
