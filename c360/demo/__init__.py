"""The demo bank: 2,000 invented people and a year and a half of their money, the same for the same arguments.

`build` writes the bank's files as three departments would deliver them and loads them as any bank's are loaded.
What is planted in it, and on whom, stands in `sarah.py`, `planted_*.py` and `patterns.py`.
"""

from c360.demo.deliver import build
from c360.demo.patterns import PATTERNS
from c360.demo.tour import WHERE_TO_BEGIN, Stop
from c360.demo.write import write_files

__all__ = ["PATTERNS", "WHERE_TO_BEGIN", "Stop", "build", "write_files"]
