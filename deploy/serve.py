"""Starts the app with what its pages need imported: whoever opens it first doesn't wait for that.

The arguments are those of `streamlit run app.py`.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pkgutil import iter_modules

from streamlit.web.cli import main

import components

for module in iter_modules(components.__path__, "components."):
    import_module(module.name)
sys.exit(main(["run", "app.py", *sys.argv[1:]], prog_name="streamlit"))
