"""People with a browser without scripts: they see pages of the Dashboard and send the forms on them."""

import contextlib
import re
import time
from dataclasses import dataclass, field
from functools import cached_property
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tests.conftest import Server
from tests.pages.document import Element, read
from tests.rooms.files.pictures import multipart
from tests.stories.psql import query

NAME, EMAIL, PASSWORD = "Anna Berg", "anna@example.com", "hedges grow in june"
_FORM = "application/x-www-form-urlencoded"
OWN = {"Sec-Fetch-Site": "same-origin"}
"""What a browser says of a form that stands on a page of the same server."""


@dataclass
class Seen:
    """A page, or a redirect: `to` is where it leads. `set_cookies` are the headers that set cookies."""

    status: int
    headers: dict[str, str]
    content: bytes
    to: str
    set_cookies: tuple[str, ...] = ()

    @cached_property
    def page(self) -> Element:
        """The page as it is read, which takes longer than anything else that a test does with it."""
        return read(self.content)

    @property
    def heading(self) -> str:
        return self.page.one("h1").text

    def value(self, name: str) -> str:
        """The value of the field of this name that comes first."""
        for tag in ("input", "textarea", "select"):
            for element in self.page.all(tag, name=name):
                if tag == "textarea":
                    return element.text
                if tag == "select":
                    chosen = [o for o in element.all("option") if "selected" in o.attributes]
                    return chosen[0].attributes["value"] if chosen else ""
                return element.attributes.get("value", "")
        raise AssertionError(f"no field {name!r}")


@dataclass
class Visitor:
    """A browser with its cookies. `typed_at` is when the person typed their password."""

    server: Server
    mode: str = "test"
    cookies: dict[str, str] = field(default_factory=dict)
    typed_at: float = field(default_factory=time.monotonic)

    def address(self, path: str) -> str:
        """The whole path of a page: below the mode, unless it begins with /dashboard."""
        return path if path.startswith("/dashboard") else f"/dashboard/{self.mode}{path if path != '/' else ''}"

    def get(self, path: str, **headers: str) -> Seen:
        """Open a page."""
        return self._asked("GET", self.address(path), None, headers)

    def post(self, path: str, fields: object, headers: dict[str, str] = OWN) -> Seen:
        """Send a body as it is: a dict or pairs of names and values."""
        body = urlencode(list(fields.items()) if isinstance(fields, dict) else fields, doseq=True).encode()  # type: ignore[arg-type]
        return self._asked("POST", self.address(path), body, {**headers, "Content-Type": _FORM})

    def upload(self, path: str, fields: list[tuple[str, str]], file: tuple[str, bytes] = ("", b"")) -> Seen:
        """Send a form that may carry a file: its name and its content, as a browser sends them if none was chosen."""
        parts = [(name, None, value.encode()) for name, value in fields]
        body, content_type = multipart(*parts, ("file", *file))
        return self._asked("POST", self.address(path), body, {**OWN, "Content-Type": content_type})

    def send(self, path: str, fields: dict[str, object] | None = None, *, on: str | None = None) -> Seen:
        """Open the page `on` (the same address if nothing is said), and send its form with these fields."""
        page = self.get(on or path)
        names = ("csrf", "key", "version", "was")
        hidden = {name: page.value(name) for name in names if page.page.all("input", name=name)}
        return self.post(path, {**hidden, **(fields or {})})

    def follow(self, seen: Seen) -> Seen:
        """Open what an answer leads to."""
        assert seen.status == 303, seen.page.text[:500]
        return self.get(seen.to)

    def _asked(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Seen:
        cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        connection = HTTPConnection(urlsplit(self.server.url).netloc, timeout=30)
        with contextlib.closing(connection):
            connection.request(method, path, body, {**cookies, **headers})
            answer = connection.getresponse()
            content = answer.read()
        set_cookies = tuple(answer.headers.get_all("Set-Cookie", []))
        for value in set_cookies:
            self._keep(value)
        where = urlsplit(answer.headers.get("Location", ""))
        to = where.path + (f"?{where.query}" if where.query else "")
        return Seen(answer.status, {k.lower(): v for k, v in answer.headers.items()}, content, to, set_cookies)

    def _keep(self, header: str) -> None:
        for name, morsel in SimpleCookie(header).items():
            if morsel["max-age"] == "0" or not morsel.value:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = morsel.value


def first_link(server: Server) -> str:
    """The path of the link that the server printed last."""
    log = Path(server.data_dir.parent / f"{server.data_dir.name}.log").read_text()
    return re.findall(r"/dashboard/welcome/\w+", log)[-1]


def sign_in(server: Server, email: str = EMAIL, password: str = PASSWORD) -> Visitor:
    """Somebody who has just signed in."""
    visitor = Visitor(server)
    seen = visitor.send("/dashboard/sign-in", {"email": email, "password": password})
    assert seen.status == 303, seen.page.text
    return visitor


def owner_of(server: Server) -> Visitor:
    """The owner; the first who asks makes them."""
    visitor = Visitor(server)
    if visitor.send("/dashboard/sign-in", {"email": EMAIL, "password": PASSWORD}).status == 303:
        return visitor
    seen = visitor.send(first_link(server), {"name": NAME, "email": EMAIL, "password": PASSWORD})
    assert seen.status == 303, seen.page.text
    return visitor


def confirm_if_old(visitor: Visitor) -> None:
    """Have somebody type their password again if they typed it five minutes ago."""
    if time.monotonic() - visitor.typed_at > 5 * 60:
        seen = visitor.send("/dashboard/me/confirm", {"password": PASSWORD, "next": "/dashboard"})
        assert seen.status == 303, seen.page.text
        visitor.typed_at = time.monotonic()


def person_as(server: Server, role: str) -> Visitor:
    """Somebody with a role. They have the owner's password."""
    owner_of(server)
    email = f"{role}@example.com"
    query(
        server,
        "INSERT INTO people (id, account, created, name, email, role, status, password, theme) "
        "SELECT 'per_1' || $2, account, created, initcap($2), $1, $2, 'active', password, theme FROM people "
        "WHERE email = $3 ON CONFLICT DO NOTHING",
        email, role, EMAIL,
    )  # fmt: skip
    return sign_in(server, email)
