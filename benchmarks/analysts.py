"""Analysts without a browser: they speak Streamlit's protocol to a server, as their browsers at other desks would."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

PAUSE: Final = (1.0, 4.0)  # seconds between two clicks of one analyst


@contextmanager
def working(port: int, customer_id: str, tabs: list[str], count: int) -> Iterator[list[float]]:
    """While it lasts `count` analysts change tabs; gives the list that takes the milliseconds of each change."""
    spent: list[float] = []
    stop = threading.Event()

    def run() -> None:
        asyncio.run(_all(port, customer_id, tabs, count, spent, stop))

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield spent
    finally:
        stop.set()
        thread.join()


async def _all(
    port: int, customer_id: str, tabs: list[str], count: int, spent: list[float], stop: threading.Event
) -> None:
    await asyncio.gather(*(_one(port, customer_id, tabs, random.Random(n), spent, stop) for n in range(count)))


async def _one(
    port: int, customer_id: str, tabs: list[str], dice: random.Random, spent: list[float], stop: threading.Event
) -> None:
    place = f"127.0.0.1:{port}"
    async with connect(
        f"ws://{place}/_stcore/stream", origin=f"http://{place}", subprotocols=["streamlit"], max_size=None,  # type: ignore[arg-type, list-item]
        proxy=None,
    ) as socket:  # fmt: skip
        query = f"customer={customer_id}"
        widget, _ = await _asked(socket, query, "", "")
        while not stop.is_set():
            await asyncio.sleep(dice.uniform(*PAUSE))
            tab = dice.choice(tabs)
            started = time.perf_counter()
            found, headings = await _asked(socket, f"{query}&tab={tab}", widget, tab)
            assert found == widget
            assert len(headings) > 3, headings
            spent.append((time.perf_counter() - started) * 1000)


async def _asked(socket: ClientConnection, query: str, widget: str, tab: str) -> tuple[str, list[str]]:
    """Runs the page; the id of its tabs, and the headings it wrote until the run ended."""
    asked = BackMsg()
    asked.rerun_script.query_string = query
    asked.rerun_script.page_name = "customer"
    if widget:
        state = asked.rerun_script.widget_states.widgets.add()
        state.id, state.string_value = widget, tab
    await socket.send(asked.SerializeToString())
    tabs, headings = "", list[str]()
    while True:
        told = ForwardMsg.FromString(await socket.recv(decode=False))
        kind = told.WhichOneof("type")
        if kind == "script_finished":
            return tabs, headings
        if kind == "delta" and told.delta.WhichOneof("type") == "add_block":
            tabs = told.delta.add_block.tab_container.id or tabs
        if kind == "delta" and told.delta.WhichOneof("type") == "new_element":
            body = told.delta.new_element.heading.body
            headings += [body] if body else []
