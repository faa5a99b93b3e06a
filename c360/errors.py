"""One error tree: a title that a person reads, a detail that only the log sees.

Every failure that reaches a page or the command line is a `C360Error`. `title` is one or two sentences without
personal data, safe to show to any role; `detail` is for the log. `exit_code` is the command line's.
"""

from __future__ import annotations


def brief(text: str, most: int = 60) -> str:
    """What was given to us, as far as a message has room for it: an input may be any length."""
    return text if len(text) <= most else f"{text[:most]}…"


class C360Error(Exception):
    """A failure with a `title` for people and a `detail` for the log."""

    exit_code = 1

    def __init__(self, title: str, detail: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.detail = detail


class NoSuchCustomer(C360Error):
    """The graph answered, and holds no person with this customerId."""


class UsageError(C360Error, ValueError):
    """An argument, a settings, policy or access file is wrong."""

    exit_code = 2


class AsOfAfterBook(UsageError):
    """The day asked for is after the last one the book speaks of."""


class PolicyError(UsageError):
    """The policy file is wrong; the title names the line and the reason."""


class AccessError(UsageError):
    """The access file is wrong; the title names the line and the reason."""


class GraphUnavailable(C360Error):
    """The graph can't be reached: no book there, another version, server down."""

    exit_code = 3


class ServerUnavailable(GraphUnavailable):
    """A graph server can't be reached, or holds no book of ours that could be read now."""


class StorageUnavailable(ServerUnavailable):
    """The server answers, and what it keeps the graph in does not."""


class StateChanged(ServerUnavailable):
    """The graph went on to another state while it was read: asked again, it answers of the new one."""


class GraphRefused(ServerUnavailable):
    """A server was reached and lets this user, certificate or address in no further."""


class GraphOverloaded(ServerUnavailable):
    """A server was reached and has no room for another request now."""


class NoBook(GraphUnavailable):
    """No book lies where one was looked for."""


class SearchUnavailable(GraphUnavailable):
    """The graph is there and the index that searches it isn't."""


class QueryFailed(C360Error):
    """The graph was reached and could not answer one request."""

    exit_code = 3


class QueryTimeout(QueryFailed):
    """The request took longer than the time limit."""


class QueryTooLarge(QueryFailed):
    """The answer is larger than the result limit."""


class TraversalRefused(QueryFailed):
    """The engine can't answer this traversal as TinkerPop would, so it doesn't try."""


class WriteRefused(QueryFailed):
    """The connection is read-only."""


class IntegrityError(C360Error):
    """Stored data don't agree with their own digests."""

    exit_code = 4


class InputRefused(C360Error):
    """A file or record given to us is wrong; nothing of it was kept."""

    exit_code = 5


class NotScreened(InputRefused):
    """There is no sanctions list to screen against: that is never the same as nobody listed."""


class DecidedMeanwhile(InputRefused):
    """Somebody else decided on the same match; the title says who, what and when, and nothing was kept."""


class NotAllowed(C360Error):
    """The role may not do this."""

    exit_code = 6


class NotLoggedIn(NotAllowed):
    """Nobody has logged in, and nothing is shown until somebody has."""


class LoginEnded(NotLoggedIn):
    """A login holds no more; the title says why."""


class LoginRefused(NotAllowed):
    """What the provider signed is no login of this application's."""


class TooMany(NotAllowed):
    """More was asked in a minute than the policy lets one user ask."""


class AuditFailed(C360Error):
    """The audit record can't be written, so nothing may be shown."""

    exit_code = 7
