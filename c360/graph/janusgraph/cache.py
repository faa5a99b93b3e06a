"""What was fetched of a server's generation: its files, and its search index, which may outlive the process."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
import threading
import time
import weakref
from contextlib import suppress
from pathlib import Path
from typing import Final

from gremlin_python.process.graph_traversal import GraphTraversalSource

from c360.errors import ServerUnavailable
from c360.graph import schema as s
from c360.graph.about import BOOK_KEY
from c360.graph.book import SEARCH, SOURCES
from c360.graph.janusgraph import files

_OURS: Final = re.compile(r"[0-9a-f]{16}")  # whoever names a folder of other things loses none of them
_ASIDE: Final = ".fetching-"
_DAY: Final = 86_400.0  # seconds


class Cache:
    """A folder of this user alone for what was fetched of one state; it goes with the view, or the process.

    The search index lies in `kept` where that is given, one folder for each index, named by its digest: whoever comes
    next finds it there, a fetch that was cut goes on where it was, and of a new state only what changed is fetched.
    """

    def __init__(self, g: GraphTraversalSource, kept: Path | None, before: Cache | None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="c360-"))
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        self._g = g
        self._kept = kept
        self._lock = threading.Lock()
        found = g.V().has(s.BOOK, s.NATURAL_KEY, BOOK_KEY).values("files").to_list()
        self._files = files.parse(found[0] if found else None)
        # A state that has the same index as the one before needn't fetch it once more.
        if before and before._of(SEARCH) == self._of(SEARCH):
            with before._lock, suppress(OSError):
                shutil.copytree(before.folder / SEARCH, self.folder / SEARCH, copy_function=os.link)

    def _of(self, name: str) -> dict[str, tuple[str, int]]:
        """The file of this name, or the files of the folder."""
        return {one: what for one, what in self._files.items() if one == name or one.startswith(f"{name}/")}

    def file(self, name: str) -> Path:
        """A file or folder of the generation, here; of what the sources gave their transactions alone, which a search
        by id looks through. Raises `ServerUnavailable` and `IntegrityError`."""
        wanted = self._of(name)
        if name == SOURCES:
            wanted = {one: what for one, what in wanted.items() if "/TRANSACTION." in one}
        elif not wanted:
            raise ServerUnavailable(f"The graph keeps no {name}: load its source again.")
        with self._lock:
            if name == SEARCH and self._kept is not None:
                return self._keep(self._kept, wanted)
            path = self.folder / name
            if not path.exists():
                aside = Path(tempfile.mkdtemp(dir=self.folder))  # a fetch that was cut leaves nothing in the way
                files.fetch_into(self._g, wanted, aside, under=name)
                (aside / name).rename(path) if wanted else path.mkdir()
        return path

    def _keep(self, kept: Path, wanted: dict[str, tuple[str, int]]) -> Path:
        """The index in the folder that outlives the process, fetched where it isn't there whole."""
        digest = hashlib.sha256(json.dumps(wanted, sort_keys=True).encode()).hexdigest()[:16]
        target = kept / digest
        try:
            kept.mkdir(mode=0o700, parents=True, exist_ok=True)
            for name, (whole, _) in wanted.items():
                self._fetch(name, target / Path(name).name, whole)
            os.utime(target)
            _forget(kept, target)
        except OSError as error:
            title = f"The search index can't be kept in {kept}: {error.strerror or error}."
            raise ServerUnavailable(title, str(error)) from error
        return target

    def _fetch(self, name: str, path: Path, digest: str) -> None:
        """A file of it, unless it is there as it should be; two processes may fetch the same, and neither notices."""
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest:
            return
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=_ASIDE, delete=False) as file:
            file.write(files.fetch(self._g, self._files, name))
            file.flush()
            os.fsync(file.fileno())
        os.replace(file.name, path)


def _forget(kept: Path, current: Path) -> None:
    """Removes what was not used for a day: another server's index, or the state before, may be in use by somebody."""
    before = time.time() - _DAY
    for old in kept.iterdir():
        if _OURS.fullmatch(old.name) and old != current and old.stat().st_mtime < before:
            shutil.rmtree(old, ignore_errors=True)
    for left in current.glob(f"{_ASIDE}*"):  # of a fetch that was cut
        if left.stat().st_mtime < before:
            left.unlink(missing_ok=True)
