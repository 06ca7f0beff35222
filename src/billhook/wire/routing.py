"""Routes: which verb answers which URL, as a table that tests and documentation can read."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from billhook.db.verbs import Verb
from billhook.wire.absent import Absent
from billhook.wire.browsers import Browser
from billhook.wire.params import Nothing, Params


@dataclass(frozen=True, slots=True)
class Ended:
    """The version in which Stripe took a URL away, and what newer versions call instead."""

    version: str
    instead: str


@dataclass(frozen=True, slots=True)
class Route:
    """One URL of the API.

    `path` holds placeholders such as `{invoice}`; an object that is missing there is reported under the
    placeholder's name. `listing`: the verb returns a page of objects and whether there are more; `searches`: the page
    is one of a search (`Hits`). `pages`: the list is told as the v2 API does, with the address of its next page.
    `browser` says
    what a publishable key may do here; None, nothing. `uploads`: the body may be `multipart/form-data` with a file in
    it, of at most so many bytes. `downloads`: the verb returns a file, and the answer is its content instead of JSON.
    `ended`: only older versions have the URL.
    """

    method: str
    path: str
    verb: Verb
    listing: bool = False
    browser: Browser | None = None
    uploads: int = 0
    downloads: bool = False
    searches: bool = False
    pages: bool = False
    ended: Ended | None = None
    placeholders: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        names = tuple(part[1:-1] for part in self.path.split("/") if part.startswith("{"))
        object.__setattr__(self, "placeholders", names)

    @property
    def params(self) -> type[Params]:
        """The type of the parameters."""
        return self.verb.takes or Nothing

    @property
    def returns(self) -> str:
        """The object type of the answer, or of the elements of a list."""
        return self.verb.returns


def get(
    path: str, verb: Verb, *, listing: bool = False, browser: Browser | None = None, ended: Ended | None = None
) -> Route:  # fmt: skip
    """A look at an object, or at a list of them, or a trial that the documentation has by GET."""
    return Route("GET", path, verb, listing, browser, ended=ended)


def search(path: str, verb: Verb) -> Route:
    """A look at what a query finds."""
    return Route("GET", path, verb, listing=True, searches=True)


def get_pages(path: str, verb: Verb) -> Route:
    """A look at a list of the v2 API; its parameters have `limit` and `page`."""
    return Route("GET", path, verb, listing=True, pages=True)


def post(path: str, verb: Verb, *, browser: Browser | None = None) -> Route:
    """A verb that changes something, or a trial of one."""
    return Route("POST", path, verb, browser=browser)


def upload(path: str, verb: Verb, *, bytes_max: int) -> Route:
    """A verb whose parameter `file` is a file of at most so many bytes."""
    return Route("POST", path, verb, uploads=bytes_max)


def download(path: str, verb: Verb) -> Route:
    """A look at what is in a file."""
    return Route("GET", path, verb, downloads=True)


def delete(path: str, verb: Verb) -> Route:
    """A deletion."""
    return Route("DELETE", path, verb)


Found = tuple[Route, list[str]]
"""A route and the values of its placeholders."""

_EVERY = "*"
"""Every method of a path, and everything below it."""


class _Node:
    __slots__ = ("absent", "any", "children", "routes")

    def __init__(self) -> None:
        self.absent: dict[str, Absent] = {}
        self.children: dict[str, _Node] = {}
        self.any: _Node | None = None
        self.routes: dict[str, Route] = {}


class Table:
    """All routes, found by walking the parts of a path. Fixed words win over placeholders.

    What is `absent` has fixed words too, so `/v1/invoices/search` is no invoice with the id `search`.
    """

    def __init__(self, routes: list[Route], absent: Sequence[Absent] = ()) -> None:
        self.routes = routes
        self._root = _Node()
        for route in routes:
            node = self._node(route.path)
            if route.method in node.routes:
                raise ValueError(f"two routes for {route.method} {route.path}")
            node.routes[route.method] = route
        for each in absent:
            for path in each.paths:
                method, _, place = path.rpartition(" ")
                self._node(place).absent[method or _EVERY] = each

    def _node(self, path: str) -> _Node:
        node = self._root
        for part in path.split("/"):
            if part.startswith("{"):
                node.any = node.any or _Node()
                node = node.any
            else:
                node = node.children.setdefault(part, _Node())
        return node

    def find(self, method: str, path: str) -> Found | None:
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

    def absent_at(self, method: str, path: str) -> Absent | None:
        """The part of Stripe's API that a URL without a route belongs to, or None."""
        node = self._root
        below: Absent | None = None
        for part in path.split("/"):
            child = node.children.get(part) or node.any
            if child is None:
                return below
            node, below = child, child.absent.get(_EVERY, below)
        return node.absent.get(method, below)
