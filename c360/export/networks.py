"""A picture of the network as a file: its nodes and ties as CSV in a ZIP, as GraphML, or the image as PNG."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from datetime import date
from typing import Any, Final

from c360.access import ANALYST, EXPORT, Role, demand
from c360.audit import Audit, Record
from c360.errors import UsageError, brief
from c360.export import Kind
from c360.export.tables import EPOCH, to_csv
from c360.model.networks import MONEY
from c360.model.picture import Picture
from c360.policy import Policy
from c360.sheets import exact
from c360.sheets import networks as sheets
from c360.words import plain

KINDS: Final = {
    "csv": Kind("CSV tables", ".zip", "application/zip", "Nodes and ties, for spreadsheets; one ZIP."),
    "graphml": Kind("GraphML", ".graphml", "application/graphml+xml", "Nodes and ties, for programs that draw graphs."),
    "png": Kind("PNG", ".png", "image/png", "The image as it is drawn."),
}  # fmt: skip
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_LARGEST: Final = 20_000_000  # bytes of an image
# What XML 1.0 (section 2.2) does not take in any spelling.
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def export(
    found: Picture, kind: str, currency: str, as_of: date, *, policy: Policy, user: str, audit: Audit,
    role: Role = ANALYST, image: bytes = b"",
) -> bytes:  # fmt: skip
    """The bytes of the file, recorded with their SHA-256 before this returns.

    `kind` is one of `KINDS`; an `image` comes from the browser that drew it, and is checked to be one. Raises
    `NotAllowed` for a role that may take nothing away, `UsageError` for another kind or what is no image, and
    `AuditFailed`, in which case nothing may leave.
    """
    centre = found.centre.partition(":")[2]
    demand(role, EXPORT, user=user, audit=audit, action="export", customer_id=centre, detail={"network": "picture"})
    match kind:
        case "csv":
            made = to_zip(found, currency)
        case "graphml":
            made = to_graphml(found, currency)
        case "png" if is_png(image):
            made = image
        case "png":
            raise UsageError("The browser gave no image that could be saved.")
        case _:
            raise UsageError(f"No such kind of file: {brief(kind)}. There are {', '.join(KINDS)}.")
    detail = {
        "network": "picture", "kind": kind, "sha256": hashlib.sha256(made).hexdigest(), "as_of": as_of.isoformat(),
        "policy": policy.digest, "nodes": str(len(found.nodes)), "ties": str(len(found.lines)),
    }  # fmt: skip
    audit.record(Record(user, "export", centre, "success", detail=detail))
    return made


def is_png(image: bytes) -> bool:
    """Whether it begins as a PNG does, and is no larger than one of a screen can be."""
    return image.startswith(_PNG) and len(image) <= _LARGEST


def to_zip(found: Picture, currency: str) -> bytes:
    """Nodes, ties and what is not shown, as CSV files; equal pictures give equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in (
            sheets.nodes(found, currency),
            sheets.lines(found),
            sheets.money(found, currency),
            sheets.limits(found),
        ):
            archive.writestr(zipfile.ZipInfo(f"{table.name}.csv", EPOCH), to_csv(table), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def to_graphml(found: Picture, currency: str) -> bytes:
    """Nodes by key and ties by role; amounts are text with their digits, in `currency`."""
    import networkx as nx

    graph: Any = nx.MultiDiGraph(currency=currency, left_out=_text("; ".join(found.limits)))
    for node in found.nodes:
        graph.add_node(
            _key(node.key), kind=node.kind, label=_text(node.label), money=exact(node.money), members=node.members,
            x=node.x, y=node.y,
        )  # fmt: skip
    kinds = {node.key: node.kind for node in found.nodes}
    for line in found.lines:
        grouped = "group" in (kinds[line.start], kinds[line.end])
        for bond in () if grouped else line.bonds:
            graph.add_edge(
                _key(bond.start), _key(bond.end), role=bond.role, share=exact(bond.share),
                forward=exact(bond.forward), back=exact(bond.back), count=bond.count, first=exact(bond.first),
                last=exact(bond.last),
            )  # fmt: skip
        for tie in line.ties if grouped else ():
            if tie.role != MONEY:
                graph.add_edge(_key(tie.start), _key(tie.end), role=tie.role, share="", forward="", back="", count=0,
                               first="", last="")  # fmt: skip
        if grouped and line.count:
            graph.add_edge(
                _key(line.start), _key(line.end), role=MONEY, share="", forward=exact(line.forward),
                back=exact(line.back), count=line.count, first=exact(line.first), last=exact(line.last),
            )  # fmt: skip
    out = io.BytesIO()
    nx.write_graphml_xml(graph, out)
    return out.getvalue()


def _key(key: str) -> str:
    """A key as XML can hold it: two that differ do so in the file too, whatever they hold."""
    return _NO_XML.sub(lambda found: f"\ufffd{ord(found[0]):04x}", key)


def _text(text: str) -> str:
    return _NO_XML.sub("\ufffd", plain(text))
