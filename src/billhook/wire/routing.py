"""Routes: which verb answers which URL, as a table that tests and documentation can read."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from billhook.db.calls import Call
from billhook.wire.browsers import Browser
from billhook.wire.params import Nothing, Params

Handler = Callable[..., Awaitable[dict[str, Any] | Call]]
"""A verb: it answers with an object, or with what has to be asked of somebody outside before it can."""


class Mode(Enum):
    """How a route touches the database."""

    READ = "read"
    """A look: single statements on a Reader."""
    WRITE = "write"
    """One transaction; the verb gets its Tx."""
    TRIAL = "trial"
    """What would happen: the verb does it, the answer is rendered, and nothing of it stays."""


@dataclass(frozen=True, slots=True)
class Route:
    """One URL of the API.

    `path` holds placeholders such as `{invoice}`; an object that is missing there is reported under the
    placeholder's name. `returns` is the object type of the answer (of the elements, where `listing`). `browser` says
    what a publishable key may do here; None, nothing.
    """

    method: str
    path: str
    handler: Handler
    params: type[Params] = Nothing
    returns: str = ""
    listing: bool = False
    mode: Mode = Mode.WRITE
    browser: Browser | None = None
    placeholders: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        names = tuple(part[1:-1] for part in self.path.split("/") if part.startswith("{"))
        object.__setattr__(self, "placeholders", names)


def get(
    path: str, handler: Handler, params: type[Params], returns: str, *, listing: bool = False,
    browser: Browser | None = None,
) -> Route:  # fmt: skip
    """A look at an object, or at a list of them."""
    return Route("GET", path, handler, params, returns, listing, Mode.READ, browser)


def post(
    path: str, handler: Handler, params: type[Params], returns: str, *, browser: Browser | None = None
) -> Route:  # fmt: skip
    """A verb that changes something."""
    return Route("POST", path, handler, params, returns, browser=browser)


def trial(path: str, handler: Handler, params: type[Params], returns: str) -> Route:
    """A question about a change that is not made."""
    return Route("POST", path, handler, params, returns, mode=Mode.TRIAL)


def trial_get(path: str, handler: Handler, params: type[Params], returns: str, *, listing: bool = False) -> Route:
    """The same by GET, where the documentation has it so."""
    return Route("GET", path, handler, params, returns, listing, Mode.TRIAL)


def delete(path: str, handler: Handler, returns: str) -> Route:
    """A deletion."""
    return Route("DELETE", path, handler, Nothing, returns)


class _Node:
    __slots__ = ("any", "children", "routes")

    def __init__(self) -> None:
        self.children: dict[str, _Node] = {}
        self.any: _Node | None = None
        self.routes: dict[str, Route] = {}


class Table:
    """All routes, found by walking the parts of a path. Fixed words win over placeholders."""

    def __init__(self, routes: list[Route]) -> None:
        self.routes = routes
        self._root = _Node()
        for route in routes:
            self._add(route)

    def _add(self, route: Route) -> None:
        node = self._root
        for part in route.path.split("/"):
            if part.startswith("{"):
                node.any = node.any or _Node()
                node = node.any
            else:
                node = node.children.setdefault(part, _Node())
        if route.method in node.routes:
            raise ValueError(f"two routes for {route.method} {route.path}")
        node.routes[route.method] = route

    def find(self, method: str, path: str) -> tuple[Route, list[str]] | None:
        """The route and the values of its placeholders, or None. A path with a slash at its end is another path."""
        node = self._root
        values: list[str] = []
        for part in path.split("/"):
            child = node.children.get(part)
            if child is None:
                child = node.any
                if child is None or not part:
                    return None
                values.append(part)
            node = child
        route = node.routes.get(method)
        return (route, values) if route is not None else None
