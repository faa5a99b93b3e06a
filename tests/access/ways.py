"""Every way in which something of a customer leaves, as text: one table, which a test holds to be whole."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from pypdf import PdfReader

from c360 import policy as policies
from c360.access import Role
from c360.audit import NullLog
from c360.companies import company
from c360.errors import C360Error
from c360.export import KINDS, export
from c360.export.networks import to_graphml
from c360.export.networks import to_zip as network_zip
from c360.graph.connect import Graph
from c360.holders import holders
from c360.households import household
from c360.model import Profile
from c360.model.plain import to_bytes
from c360.near import near
from c360.network import network
from c360.networks import expand
from c360.networks.connections import connections
from c360.networks.flows import flows
from c360.networks.picture import picture
from c360.networks.state import State
from c360.ownership import owned, owners
from c360.profile import Customer360Builder
from c360.search import search
from c360.trial import trial
from components import theme
from components.network import data
from tests.access.planted import FIRM, ME, SPOUSE, Screened

POLICY: Final = policies.load()


@dataclass
class Asker:
    """Whoever asks, in a role; what is refused is nothing that leaves."""

    graph: Graph
    role: Role

    def __post_init__(self) -> None:
        self.audit = NullLog()
        self.how: dict[str, Any] = {"policy": POLICY, "user": "tester", "audit": self.audit, "role": self.role}
        self.builder = Customer360Builder(self.graph, POLICY, self.audit, "tester", role=self.role, screens=Screened())
        self._profile: Profile | None = None

    @property
    def profile(self) -> Profile:
        """The planted customer as the role sees them."""
        if self._profile is None:
            self._profile = self.builder.build_profile(ME)
        return self._profile


def _zip(made: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return "\n".join(archive.read(name).decode("utf-8") for name in archive.namelist())


def _pdf(made: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)


def _plain(value: Any) -> str:
    return to_bytes(value).decode("utf-8")


def _picture(who: Asker) -> Any:
    keys = (f"person:{ME}", f"company:{FIRM}", "account:ACC-55107733")
    found = expand(who.graph, keys, **who.how)
    return picture(State(f"person:{ME}", opened=tuple(keys)), found, "USD")


def _text(who: Asker) -> str:
    from c360.cli.printing import as_text
    from c360.cli.report import profile_report

    return as_text(profile_report(who.profile))


def _search(who: Asker) -> str:
    texts = ("Zephyrine", "Netherwallop", "1913", "zephq@quillmail.example", "5558674412", "5557339921", "ACC-55107733",
             "904713358", "born:1913", "town:Netherwallop", "email:zephq@quillmail.example", "name:Quillfeather",
             "phone:5558674412", "account:ACC-55107733", "ssn:904-71-3358", "document:LP7745219K", ME)  # fmt: skip
    return "\n".join(_plain(allowed(partial(search, who.graph, one, **who.how))) for one in texts)


def allowed(ask: Callable[[], Any]) -> Any:
    """The answer, or nothing where it is refused."""
    try:
        return ask()
    except C360Error:
        return None


def _other() -> Any:
    """The policy with bands by which somebody moves."""
    return replace(POLICY, digest="d" * 64, bands=tuple(replace(one, start=one.start / 10) for one in POLICY.bands))


EXPORTS: Final[Mapping[str, Callable[[bytes], str]]] = {
    "json": lambda made: made.decode("utf-8"), "csv": _zip, "pdf": _pdf,
}  # fmt: skip

WAYS: Final[Mapping[str, Callable[[Asker], str]]] = {
    **{f"export {kind}": lambda who, kind=kind: EXPORTS[kind](export(who.builder, who.profile, kind))  # type: ignore[misc]
       for kind in KINDS},
    "pdf with household": lambda who: _pdf(
        export(who.builder, who.profile, "pdf", household(who.graph, ME, **who.how))
    ),
    "profile in the terminal": _text,
    "network of a profile": lambda who: _plain(
        data.drawn(network(who.profile.relationships, ME, who.profile.summary.name), theme._LIGHT)
        if who.profile.relationships else None
    ),
    "network for the browser": lambda who: _plain(data.working(_picture(who), theme._LIGHT)),
    "network csv": lambda who: _zip(network_zip(_picture(who), "USD")),
    "network graphml": lambda who: to_graphml(_picture(who), "USD").decode("utf-8"),
    "connections": lambda who: _plain(connections(who.graph, [ME, SPOUSE], **who.how)),
    "flows": lambda who: _plain(flows(who.graph, ME, **who.how)),
    "household": lambda who: _plain(household(who.graph, ME, **who.how)),
    "household of another": lambda who: _plain(household(who.graph, SPOUSE, **who.how)),
    "company": lambda who: _plain(company(who.graph, FIRM, **who.how, screens=Screened())),
    "owners": lambda who: _plain(owners(who.graph, FIRM, **who.how)),
    "owned": lambda who: _plain(owned(who.graph, ME, **who.how)),
    "holders": lambda who: _plain(who.graph.read(
        lambda view: holders(view, "account", ["ACC-55107733"], policy=POLICY, role=who.role)
    )),
    "revenue records": lambda who: _plain([who.builder.records(ME, line) for line in ("fees", "interchange")]),
    "search": _search,
    "near ids": lambda who: _plain(near(who.graph, "zz-4041", **who.how)),
    "policy try": lambda who: _plain(trial(who.graph, _other(), **who.how)),
}  # fmt: skip

# By which ways each command tells of a customer; none where it tells of nobody but by an id.
COMMANDS: Final[Mapping[str, tuple[str, ...]]] = {
    "profile": ("profile in the terminal", "export json", "export csv", "export pdf", "pdf with household"),
    "export": ("export json", "export csv", "export pdf"), "household": ("household",), "search": ("search",),
    "owners": ("owners",), "owned": ("owned",), "connected": ("connections",), "flows": ("flows",),
    "policy": ("policy try",),
    # Entries of lists beside ids, for roles that see screening alone (tests/c360/test_cli_access.py).
    "screen": (),
    **dict.fromkeys(("approve", "audit", "demo", "index", "lists", "load", "schema", "unload", "verify", "warm"), ()),
}  # fmt: skip
