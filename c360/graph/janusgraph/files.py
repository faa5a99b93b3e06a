"""A generation's files in a server's graph: cut in pieces and named by digest, so that what stays is not put again.

The Book vertex's `files` is JSON, {name: [SHA-256, pieces]}. They are what the sources gave, checked, the search index
and what the book says of itself: from any machine the next load, the check and a search find them.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from gremlin_python.process.graph_traversal import GraphTraversalSource
from gremlin_python.process.traversal import P

from c360.errors import IntegrityError
from c360.graph import schema as s
from c360.graph.janusgraph.lease import Lease
from c360.graph.janusgraph.scripts import batch_of

Manifest = Mapping[str, tuple[str, int]]  # name: (SHA-256 in hex, pieces)

_PIECE: Final = 400_000  # characters
_AT_ONCE: Final = 10  # pieces read at once, so that an answer stays far below the limit of a message


def manifest_of(files: Mapping[str, Path], there: Manifest) -> dict[str, tuple[str, int]]:
    """What the manifest of these files is, by their names in the generation; what is `there` isn't cut once more."""
    known, found = by_digest(there), {}
    for name, data in _read(files):
        digest = hashlib.sha256(data).hexdigest()
        found[name] = known.get(digest) or (digest, len(_pieces(data)))
    return found


def store(lease: Lease, files: Mapping[str, Path], there: Manifest) -> None:
    """Puts those into the graph whose digest is not `there` yet."""
    known = by_digest(there)
    for _, data in _read(files):
        digest = hashlib.sha256(data).hexdigest()
        if digest in known:
            continue
        for at, piece in enumerate(_pieces(data)):
            rows = [[_key(digest, at), piece]]
            lease.steadily("merge_vertices", batch=batch_of(s.BOOK_FILE, (s.NATURAL_KEY, "content"), rows))


def drop(lease: Lease, files: Manifest, *keep: Manifest) -> None:
    """Takes the pieces of `files` away, but for those of a digest that is in one of `keep`."""
    kept = by_digest(*keep)
    rows = [[_key(digest, at)] for digest, count in files.values() if digest not in kept for at in range(count)]
    for start in range(0, len(rows), _AT_ONCE):
        lease.steadily("drop_vertices", batch=batch_of(s.BOOK_FILE, (s.NATURAL_KEY,), rows[start : start + _AT_ONCE]))


def fetch(g: GraphTraversalSource, manifest: Manifest, name: str) -> bytes:
    """A file's bytes. Raises `IntegrityError` where they are not what was put there, and what reading raises."""
    digest, count = manifest[name]
    texts: dict[str, str] = {}
    for start in range(0, count, _AT_ONCE):
        keys = [_key(digest, at) for at in range(start, min(start + _AT_ONCE, count))]
        found = g.V().has(s.BOOK_FILE, s.NATURAL_KEY, P.within(*keys)).project("key", "text")
        texts |= {row["key"]: row["text"] for row in found.by(s.NATURAL_KEY).by("content").to_list()}
    try:
        data = zlib.decompress(base64.b64decode("".join(texts[_key(digest, at)] for at in range(count))))
        if hashlib.sha256(data).hexdigest() != digest:
            raise ValueError("its SHA-256 is another")
    except (KeyError, ValueError, zlib.error) as error:
        title = f"What the graph keeps as {name} is damaged: empty the graph and load its sources again."
        raise IntegrityError(title, repr(error)) from error
    return data


def fetch_into(g: GraphTraversalSource, manifest: Manifest, folder: Path, *, under: str) -> None:
    """Writes the files whose names begin with `under` into a folder. Raises as `fetch`."""
    for name in manifest:
        if name.startswith(under):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(fetch(g, manifest, name))


def parse(text: str | None) -> dict[str, tuple[str, int]]:
    """A manifest from a vertex' text; nothing from none."""
    return {name: (digest, count) for name, (digest, count) in json.loads(text or "{}").items()}


def to_text(manifest: Manifest) -> str:
    """The text that `parse` reads, names sorted."""
    return json.dumps(manifest, sort_keys=True, separators=(",", ":"))


def by_digest(*manifests: Manifest) -> dict[str, tuple[str, int]]:
    """All files of some generations, whatever their names."""
    return {found[0]: found for one in manifests for found in one.values()}


def _read(files: Mapping[str, Path]) -> Iterable[tuple[str, bytes]]:
    return ((name, path.read_bytes()) for name, path in files.items())


def _pieces(data: bytes) -> list[str]:
    text = base64.b64encode(zlib.compress(data, 1)).decode("ascii")
    return [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]


def _key(digest: str, at: int) -> str:
    return f"{digest}.{at:06d}"
