"""One WebSocket to a Gremlin server: a request goes out and its whole answer comes back, or the connection is done for.

gremlinpython's own connections can't be had safely: after one read that timed out each later request on them answers
nothing, and after a restart of the server none of them recovers. So its serializer is used, and the rest is here.
"""

from __future__ import annotations

import base64
import os
import ssl
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import aiohttp
from gremlin_python.driver.request import RequestMessage
from gremlin_python.driver.serializer import GraphBinarySerializersV1
from gremlin_python.process.traversal import Bytecode
from gremlin_python.statics import long
from gremlin_python.structure.io.graphbinaryV1 import GraphBinaryWriter

from c360.errors import GraphRefused, QueryTooLarge, UsageError
from c360.graph.driver_errors import refuse_to_send

# A hub's 12,000 transactions are 2 MB; the driver's own limit is 10.
_LARGEST: Final = 64 * 1024 * 1024
_MORE: Final = 206  # status: this was a part of the answer
_WHO: Final = 407  # status: name and password, please
# GraphBinary's head of an answer: version, whether there is no request id, the id, the status.
_HEAD: Final = struct.Struct(">BB16si")
_INT: Final = 1 << 31
_LONG: Final = 1 << 63


class Lost(Exception):
    """The connection could not be made, or broke before the whole answer was there; holds no data."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server is and who asks; `ca` is a file of certificates to trust instead of the system's."""

    url: str
    user: str = ""
    password: str = field(default="", repr=False)
    ca: Path | None = None

    @property
    def place(self) -> str:
        """Host and port, for sentences."""
        return urlsplit(self.url).netloc

    @classmethod
    def of(cls, url: str, user: str = "", password: str = "", ca: Path | None = None) -> Address:
        """Checked and completed: `ws://host:8182/gremlin`. Raises `UsageError`."""
        parts = urlsplit(url)
        try:
            port = 8182 if parts.port is None else parts.port
        except ValueError:
            port = 0
        if parts.scheme not in ("ws", "wss") or not parts.hostname or not port:
            raise UsageError("A graph server is named as ws://host:8182/gremlin, or wss:// where it has TLS.")
        if parts.username is not None or parts.query or parts.fragment:
            raise UsageError("A graph server's address holds no user or password: set C360_GRAPH_USER and _PASSWORD.")
        if user and parts.scheme == "ws" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
            raise UsageError("A password goes to another machine only by wss://, over TLS.")
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        return cls(f"{parts.scheme}://{host}:{port}{parts.path or '/gremlin'}", user, password, ca)

    def tls(self) -> ssl.SSLContext | bool:
        """What the server's certificate is checked against."""
        try:
            return ssl.create_default_context(cafile=self.ca) if self.ca else True
        except OSError as error:  # an SSLError is one
            raise UsageError(f"The file of certificates {self.ca} can't be read.", type(error).__name__) from error


class _Writer(GraphBinaryWriter):  # type: ignore[misc]
    """The driver's writer writes nothing at all for what it doesn't know, a date for one: here that is refused."""

    def to_dict(self, obj: object, to_extend: bytearray | None = None) -> object:
        if type(obj) is int and not -_INT <= obj < _INT:
            if not -_LONG <= obj < _LONG:
                raise refuse_to_send("a whole number beyond 64 bits")
            obj = long(obj)
        if obj is not None and type(obj) not in self.serializers and not isinstance(obj, tuple(self.serializers)):
            raise refuse_to_send("it takes no value of this type", type(obj).__name__)
        return super().to_dict(obj, to_extend)


SERIALIZER: Final = GraphBinarySerializersV1(writer=_Writer())


@dataclass(frozen=True, slots=True)
class Request:
    """A traversal, or a script with its bindings; the server gives up after `milliseconds`."""

    gremlin: Bytecode | str = field(repr=False)
    milliseconds: int
    bindings: dict[str, object] = field(default_factory=dict, repr=False)

    def encoded(self, request_id: UUID) -> bytes:
        """The message for the server. Raises `TraversalRefused` for a value that it can't take."""
        args = {"gremlin": self.gremlin, "aliases": {"g": "g"}, "evaluationTimeout": long(self.milliseconds)}
        if isinstance(self.gremlin, Bytecode):
            message = RequestMessage("traversal", "bytecode", args)
        else:
            message = RequestMessage("", "eval", {**args, "bindings": self.bindings})
        try:
            encoded: bytes = SERIALIZER.serialize_message(request_id, message)
        except UnicodeEncodeError as error:
            raise refuse_to_send("a text isn't valid Unicode", type(error).__name__) from None
        return encoded


class Wire:
    """An open connection; used by one request at a time and closed by its owner after any exception."""

    def __init__(
        self, address: Address, session: aiohttp.ClientSession, socket: aiohttp.ClientWebSocketResponse
    ) -> None:
        self._address = address
        self._session = session
        self._socket = socket

    @classmethod
    async def open(cls, address: Address, seconds: float) -> Wire:
        """Connects within `seconds`. Raises `Lost`, and `GraphRefused` where TLS or the path don't fit."""
        connector = aiohttp.TCPConnector(ssl=address.tls(), limit=1)
        timeout = aiohttp.ClientTimeout(total=seconds)
        session = aiohttp.ClientSession(connector=connector, timeout=timeout)
        try:
            socket = await session.ws_connect(address.url, max_msg_size=_LARGEST, autoclose=False)
        except BaseException as error:
            await session.close()
            match error:
                case aiohttp.ClientConnectorCertificateError():
                    why = f"The certificate of {address.place} is not to be trusted: set C360_GRAPH_CA to its issuer's."
                    raise GraphRefused(why, type(error).__name__) from None
                case aiohttp.ClientSSLError():
                    why = f"The server at {address.place} doesn't speak TLS as this does: is it a ws:// one?"
                    raise GraphRefused(why, type(error).__name__) from None
                case aiohttp.WSServerHandshakeError(status=status) if not 400 <= status < 500:
                    raise Lost(f"it is starting or ending (status {status})") from None
                case aiohttp.WSServerHandshakeError():
                    why = f"What answers at {address.place} is no Gremlin server: is the address right?"
                    raise GraphRefused(why, f"status {error.status}") from None
                case TimeoutError():
                    raise Lost(f"no connection within {seconds:.0f} s") from None
                case OSError() | aiohttp.ClientError():
                    raise Lost(_reason(error)) from None
            raise
        return cls(address, session, socket)

    async def ask(self, request_id: UUID, message: bytes) -> list[bytes]:
        """The frames of the whole answer. Raises `Lost`, `GraphRefused`, `QueryTooLarge`."""
        frames = []
        try:
            await self._socket.send_bytes(message)
            while True:
                frame = await self._socket.receive()
                if (
                    frame.type is aiohttp.WSMsgType.ERROR
                    and self._socket.close_code == aiohttp.WSCloseCode.MESSAGE_TOO_BIG
                ):
                    raise QueryTooLarge("The answer is larger than the limit allows.")
                if frame.type is not aiohttp.WSMsgType.BINARY or len(frame.data) < _HEAD.size:
                    raise Lost(f"the connection ended ({frame.type.name.lower()})")
                _, _, of, status = _HEAD.unpack_from(frame.data)
                if of != request_id.bytes:
                    raise Lost("the answer was to another request")
                if status == _WHO:
                    await self._socket.send_bytes(self._credentials(request_id))
                    continue
                frames.append(frame.data)
                if status != _MORE:
                    return frames
        except (OSError, aiohttp.ClientError) as error:
            raise Lost(_reason(error)) from None

    def _credentials(self, request_id: UUID) -> bytes:
        if not self._address.user:
            raise GraphRefused(f"{self._address.place} asks for a user: set C360_GRAPH_USER and C360_GRAPH_PASSWORD.")
        told = f"\0{self._address.user}\0{self._address.password}".encode()
        message = RequestMessage("traversal", "authentication", {"sasl": base64.b64encode(told).decode("ascii")})
        encoded: bytes = SERIALIZER.serialize_message(request_id, message)
        return encoded

    @property
    def is_open(self) -> bool:
        """Whether nothing is known against it."""
        return not self._socket.closed and self._socket.exception() is None

    async def close(self) -> None:
        """Drops it at once: a server that is frozen would not answer a farewell."""
        await self._session.close()


def new_id() -> UUID:
    """The id of one try of a request: an answer to an earlier try is never taken for one to this."""
    return uuid4()


def _reason(error: Exception) -> str:
    number = getattr(getattr(error, "os_error", error), "errno", None)
    return os.strerror(number).lower() if number and number > 0 else f"the connection broke ({type(error).__name__})"
