"""The process in which the engine packs a graph: see `graphfile.py`. The engine can't be stopped while it reads.

The one line that comes says where the GraphSON lies, where the snapshot goes and which indexes it has.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import warnings
from typing import Any

import graphersal


def main() -> None:
    """Answers with what was saved, or why not."""
    asked: dict[str, Any] = json.loads(sys.stdin.readline())
    threading.Thread(target=_listen, daemon=True).start()
    try:
        with warnings.catch_warnings(record=True) as skipped:
            warnings.simplefilter("always")
            graph = graphersal.Graph.from_graphson(asked["graphson"])
        os.unlink(asked["graphson"])
        for label, key in asked["indexes"]:
            graph.create_index(label, key)
        saved = graph.save(asked["snapshot"])
    except (graphersal.GraphersalError, OSError, MemoryError) as error:
        answer: dict[str, Any] = {"error": f"{type(error).__name__}: {error}"}
    else:
        answer = {"vertices": saved["vertex_count"], "edges": saved["edge_count"],
                  "skipped": [str(item.message)[:300] for item in skipped]}  # fmt: skip
    print(json.dumps(answer), flush=True)


def _listen() -> None:
    """Ends with whoever asked."""
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    main()
