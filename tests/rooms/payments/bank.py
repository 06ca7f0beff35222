"""The page of the bank, as the holder of a card uses it."""

from typing import Any

from tests.conftest import Server


def decide(server: Server, intent: Any, outcome: str) -> str:
    """Press a button on the page that an intent leads to; the page that follows, with every entity spelled out.

    An intent of an invoice leads back to the page of that invoice.
    """
    path = intent.next_action.redirect_to_url.url.removeprefix(server.url)
    answer = server.request("POST", path, {"outcome": outcome}, key=None)
    assert answer.status == 303
    assert answer.headers["location"] == path or answer.headers["location"].startswith("/i/")
    page = server.request("GET", answer.headers["location"], key=None)
    assert page.status == 200
    return page.body.decode().replace("&amp;", "&")
