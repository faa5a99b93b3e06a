"""What is the same of all our connections behind gremlinpython's own traversal source: one query, one transaction."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any, Protocol

from gremlin_python.driver.remote_connection import RemoteConnection, RemoteTraversal

from c360.errors import TraversalRefused


class Refusal(Protocol):
    """Makes the error for what a kind of graph can't be asked."""

    def __call__(self, what: str, detail: str = "") -> TraversalRefused: ...


class AutocommitConnection(RemoteConnection):  # type: ignore[misc]
    """Open for as long as its graph or its pool is; whoever derives from it gives `submit` and its own refusal."""

    def __init__(self, url: str, refusal: Refusal) -> None:
        super().__init__(url, "g")
        self._refusal = refusal

    def submit_async(self, bytecode: Any) -> Future[RemoteTraversal]:
        """`submit`, as a future that is done: gremlinpython's `promise()`."""
        future: Future[RemoteTraversal] = Future()
        try:
            future.set_result(self.submit(bytecode))
        except Exception as error:
            future.set_exception(error)
        return future

    def is_closed(self) -> bool:
        """Never: the graph lives in this process, or a pool connects anew where it must."""
        return False

    def close(self) -> None:
        """Nothing to close: neither graph nor pool is the connection's own."""

    def create_session(self) -> Any:
        """Refused: each traversal is a transaction of its own."""
        raise self._refusal("there are no transactions over several queries")

    commit = rollback = create_session
