"""Starts the app with what its pages need imported and a graph server warm: whoever opens it first doesn't wait.

The arguments are those of `streamlit run app.py`. A server that can't be warmed is said and holds nothing up: the pages
say what is wrong, and read it again as soon as it answers.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pkgutil import iter_modules

from streamlit.web.cli import main

import components
from c360.errors import C360Error
from c360.settings import Settings, is_server
from c360.warming import warm

for module in iter_modules(components.__path__, "components."):
    import_module(module.name)
try:
    settings = Settings.from_env()
    if is_server(settings.graph):
        print(f"Warming {settings.graph} (a minute at most) ...", flush=True)
        print(warm(settings.graph, settings), flush=True)
except C360Error as error:
    print(error.title, flush=True)
sys.exit(main(["run", "app.py", *sys.argv[1:]], prog_name="streamlit"))
