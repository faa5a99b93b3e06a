"""A policy's tables: as of any file that is checked, and with scales."""

from __future__ import annotations

from typing import Final

from c360 import tomlfile
from c360.errors import PolicyError
from c360.policy import Step

KIND: Final = tomlfile.Kind("policy", PolicyError)


class Table(tomlfile.Table):
    """A table of a policy file."""

    of = KIND.name

    def scale(self, key: str, among: tuple[str, ...] = ()) -> tuple[Step, ...]:
        """Steps from the highest to the lowest, which starts at 0."""
        rows = self.rows(key)
        steps = [Step(row.number("from", 0, 10**12), row.word("name", among)) for row in rows]
        for index in range(1, len(steps)):
            if steps[index].start >= steps[index - 1].start:
                rows[index].wrong("", "steps go from the highest to the lowest")
        self.unique(key, [step.name for step in steps])
        if steps and steps[-1].start != 0:
            self.wrong(key, "the last step starts at 0")
        return tuple(steps)
