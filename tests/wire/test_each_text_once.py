"""What a transaction tells is stored once, however often it tells it; readers see no difference."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Server
from tests.stories.psql import query

from billhook.account_settings.settings import AccountSettings
from billhook.db.cause import Cause
from billhook.db.moment import Moment
from billhook.db.outbox import Outbox, StoredResponse
from billhook.db.tenants import Tenant

TENANT = Tenant(1, "acct_1", False, 1, "2026-10-28.endive", AccountSettings(), (), "https://pay.example")
_EVENTS = "SELECT id, type, object, same_as FROM events WHERE request = $1 ORDER BY id"


def paid(server: Server, key: str) -> tuple[str, Any]:
    """The id of the request that paid a new invoice under an idempotency key, and the answer."""
    v1 = server.client.v1
    customer = v1.customers.create({"email": "ada@example.com"}).id
    invoice = v1.invoices.create({"customer": customer, "collection_method": "send_invoice", "days_until_due": 30})
    v1.invoice_items.create({"customer": customer, "invoice": invoice.id, "amount": 900, "currency": "usd"})
    v1.invoices.finalize_invoice(invoice.id)
    answer = v1.invoices.pay(invoice.id, {"paid_out_of_band": True}, {"idempotency_key": key})
    assert answer.last_response is not None
    return str(answer.last_response.headers["request-id"]), answer


def test_a_transaction_stores_each_text_with_its_last_event(server: Server) -> None:
    request, answer = paid(server, "text-once-1")
    rows = query(server, _EVENTS, request)
    texts = {row["id"]: row["object"] for row in rows if row["object"] is not None}
    assert len(set(texts.values())) == len(texts), "a text is stored twice"
    assert len(texts) < len(rows), "several events tell of the invoice as it is then"
    for row in rows:
        assert (row["object"] is None) == (row["same_as"] is not None)
        assert row["same_as"] is None or (row["same_as"] in texts and row["same_as"] > row["id"])
    (key,) = query(server, "SELECT body, event FROM idempotency_keys WHERE key = 'text-once-1'")
    assert key["body"] is None
    assert json.loads(texts[key["event"]])["id"] == answer.id


def test_events_and_replays_are_as_if_each_had_its_own(server: Server) -> None:
    request, answer = paid(server, "text-once-2")
    v1 = server.client.v1
    for row in query(server, _EVENTS, request):
        event = v1.events.retrieve(row["id"])
        assert row["type"].startswith(f"{event.data.object['object']}.")
        if row["type"].startswith("invoice."):
            assert event.data.object["status"] == "paid"
    again = v1.invoices.pay(answer.id, {"paid_out_of_band": True}, {"idempotency_key": "text-once-2"})
    assert again.last_response is not None
    assert again.last_response.headers["idempotent-replayed"] == "true"
    assert again.last_response.body == answer.last_response.body


def test_an_answer_in_an_older_version_has_a_text_of_its_own(server: Server) -> None:
    v1 = server.client.v1
    options: Any = {"idempotency_key": "text-once-3", "stripe_version": "2024-06-20"}
    made = v1.customers.create({"email": "ada@example.com"}, options)
    (key,) = query(server, "SELECT body, event FROM idempotency_keys WHERE key = 'text-once-3'")
    assert (json.loads(key["body"])["id"], key["event"]) == (made.id, None)


@given(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=8), st.sampled_from(["a", "d"]))
def test_every_text_is_found_again(objects: list[str], answered: str) -> None:
    outbox = Outbox()
    for name in objects:
        outbox.add_event("customer.updated", {"id": name}, None)
    body = json.dumps({"id": answered}, separators=(",", ":"))
    outbox.response = StoredResponse("req_1", "/v1/x", b"", 200, body)
    events, key = outbox.everything(TENANT, Moment(0), Cause("req_1", "key"))
    ids, _, texts, _, _, same_as = events.arguments[6:]
    stored = dict(zip(ids, texts, strict=True))
    found = [stored[id] if stored[id] is not None else stored[other] for id, other in zip(ids, same_as, strict=True)]
    assert [json.loads(text)["id"] for text in found] == objects
    assert sorted(text for text in texts if text is not None) == sorted(set(found))
    assert (key.arguments[-2] or stored[key.arguments[-1]]) == body
