"""Somebody with a browser without scripts and the address of a Checkout Session."""

from typing import Any
from urllib.parse import urlsplit

from tests.conftest import Response, Server
from tests.pages.document import Element, read

CARD = {"method": "card", "number": "4242 4242 4242 4242", "expiry": "12 / 34", "cvc": "123"}
DECLINED = CARD | {"number": "4000 0000 0000 0002"}
SECURE = CARD | {"number": "4000 0027 6000 3184"}
EMAIL = {"email": "jenny@example.com"}


class Visitor:
    """Sees the page, sends its forms, follows where they lead."""

    def __init__(self, server: Server, session: Any) -> None:
        self.server = server
        self.path = urlsplit(session.url).path

    def sees(self, path: str | None = None) -> Element:
        answer = self.server.request("GET", path or self.path, key=None)
        assert answer.status == 200
        return read(answer.body)

    def sends(self, typed: dict[str, str]) -> Response:
        return self.server.request("POST", f"{self.path}/pay", typed, key=None)

    def pays(self, typed: dict[str, str]) -> Element:
        """Send the form and follow where it leads."""
        answer = self.sends(typed)
        assert answer.status == 303, answer.body
        return self.sees(answer.headers["location"])

    def decides(self, typed: dict[str, str], outcome: str) -> Element:
        """Send the form, be led to the bank, and decide there."""
        bank = self.sends(typed).headers["location"]
        answer = self.server.request("POST", bank, {"outcome": outcome}, key=None)
        assert answer.status == 303
        return self.sees(answer.headers["location"])


def state_of(page: Element) -> str | None:
    return page.one("main").attributes["data-state"]


def leads_to(page: Element) -> str | None:
    """The address to which the page goes by itself."""
    found = [meta for meta in page.all("meta") if meta.attributes.get("http-equiv") == "refresh"]
    return (found[0].attributes["content"] or "").removeprefix("0; url=") if found else None
