"""Each event says who caused it: the key of a request, the payer of a page, or the job whose moment had come."""

from tests.builders import Shop
from tests.conftest import Server
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query

from billhook.events.store import TEXT

ACTORS = f"SELECT type, actor FROM events e WHERE tenant = 1 AND position($1 IN {TEXT}) > 0 ORDER BY id"


def actors(server: Server, object_id: str) -> dict[str, str]:
    """Who caused the events about an object, by their types."""
    return dict(query(server, ACTORS, f'"id":"{object_id}"'))


def test_a_key_is_named_as_messages_show_it(server: Server, shop: Shop) -> None:
    customer = shop.customer()
    assert actors(server, customer.id)["customer.created"] == f"key:sk_test_********{server.key[-4:]}"


def test_a_job_is_named_by_its_verb(server: Server, shop: Shop) -> None:
    draft = shop.draft(auto_advance=True)
    query(server, "UPDATE invoices SET automatically_finalizes_at = 1 WHERE id = $1", draft.id)
    eventually(lambda: "invoice.finalized" in actors(server, draft.id), "the invoice to be finalized")
    assert actors(server, draft.id)["invoice.finalized"] == "job:invoice.advance"
