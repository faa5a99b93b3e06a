"""The whole book screened against the lists in force, and what was found, kept beside them."""

from c360.screening_run.kept import Found, Run, read
from c360.screening_run.run import screen_book

__all__ = ["Found", "Run", "read", "screen_book"]
