"""What a bank does, and what its page does for the holder of a card."""

from typing import Any

from tests.conftest import Server
from tests.rooms.payments.beside import Bank, beside, run
from tests.stories.psql import query


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


def time_passes(server: Server, intent: str) -> None:
    """Let the debit of an intent have been made long ago, and have the bank asked again what became of it."""
    changed = query(
        server,
        "UPDATE calls SET asked = jsonb_set(asked, '{made_at}', '1') WHERE subject = $1 AND settled_at IS NULL "
        "RETURNING tenant, id",
        intent,
    )
    assert len(changed) == 1, "no debit is pending"

    async def asked_again() -> None:
        async with beside(server, Bank()) as second:
            await second.ask_again(changed[0]["tenant"], changed[0]["id"])

    run(asked_again())
