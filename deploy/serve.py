"""Starts the app with what its pages need imported and a graph server warm: whoever opens it first doesn't wait.

The arguments are those of `streamlit run app.py`. Where they, the environment and the files of settings together would
let in who may not, it ends with 2 and a sentence. A server that can't be warmed is said and holds nothing up: the pages
say what is wrong, and read it again as soon as it answers.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from click import ClickException
from click.exceptions import Exit
from streamlit import config
from streamlit.web import bootstrap
from streamlit.web.cli import main, main_run

import components
from c360.errors import C360Error, UsageError
from c360.settings import Settings, is_server
from c360.warming import warm
from components import doors, session

_APP: Final = "app.py"


def refusal(arguments: Sequence[str]) -> str | None:
    """Why the app may not be served with these arguments of `streamlit run app.py`; `None` where it may."""
    flags = main_run.make_context("streamlit run", [_APP, *arguments]).params
    # As `streamlit run` does it, which does it once more.
    config._main_script_path = os.path.abspath(_APP)
    bootstrap.load_config_options({name: value for name, value in flags.items() if name not in ("target", "args")})
    try:
        doors.check()
    except UsageError as error:
        return error.title
    return None


def serve(arguments: Sequence[str]) -> int:
    """Serve until told to stop."""
    try:
        why = refusal(arguments)
    except Exit as asked:  # --help
        return asked.exit_code
    except ClickException as error:
        error.show()
        return error.exit_code
    if why is not None:
        print(why, file=sys.stderr)
        return UsageError.exit_code
    for module in iter_modules(components.__path__, "components."):
        import_module(module.name)
    try:
        settings = Settings.from_env()
        # In a thread: until the lists are read, pages say that nobody is screened.
        session.the_desk().warm()
        if is_server(settings.graph):
            print(f"Warming {settings.graph} (a minute at most) ...", flush=True)
            print(warm(settings.graph, settings), flush=True)
    except C360Error as error:
        print(error.title, flush=True)
    done: int = main(["run", _APP, *arguments], prog_name="streamlit")
    return done


if __name__ == "__main__":
    sys.exit(serve(sys.argv[1:]))
