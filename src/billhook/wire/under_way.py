"""The request that a task serves: what the log and `/metrics` say of it."""

from contextvars import ContextVar
from dataclasses import dataclass

from starlette.types import Scope

from billhook.kernel.ids import new_id

_KEY = "billhook.served"


@dataclass(slots=True)
class Served:
    """A request with its id. The template of its route and the account are known later, or never."""

    id: str
    route: str | None = None
    account: str | None = None


SERVED: ContextVar[Served | None] = ContextVar("served", default=None)
"""The request of this task; None in a job."""


def begin(scope: Scope, request_id: str) -> Served:
    """Remember the request in its scope and for its task, which serves no other one."""
    served = scope[_KEY] = Served(request_id)
    SERVED.set(served)
    return served


def under_way(scope: Scope) -> Served:
    """The request of a scope, or a new one."""
    return scope.get(_KEY) or begin(scope, new_id("req"))
