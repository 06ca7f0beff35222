"""An object for every page of the Dashboard: what stands in the addresses of a walk through all of them."""

import contextlib
import io
import re
from collections.abc import Iterator
from typing import Any

from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import EMAIL, Visitor, owner_of
from tests.rooms.files.pictures import PDF, multipart
from tests.rooms.rendering_templates.drawing import template_of
from tests.rooms.webhooks.receiver import eventually
from tests.rules.bank_statements.files import camt, ntry, stmt, tx
from tests.stories.psql import query

from billhook.dashboard.routing import PageRoute

# Objects in another state than most pages of their address want.
OTHERS = {
    "/customers/{customer}/mails/{mail}/send-again": {"mail": "inmail_1statement"},
    "/developers/webhooks/{endpoint}/{verb}": {"verb": "disable"},
    "/settings/team/{person}/link": {"person": "per_1invited"},
    "/settings/team/{person}/invite-again": {"person": "per_1invited"},
    "/settings/team/{person}/withdraw": {"person": "per_1invited"},
    "/settings/team/{person}/reactivate": {"person": "per_1deactivated"},
}


@contextlib.contextmanager
def sampled(server: Server) -> Iterator[dict[str, str]]:
    """An object for each placeholder of an address, in test mode."""
    shop = Shop(server.client)
    owner = owner_of(server)
    endpoint = shop.v1.webhook_endpoints.create({"url": "http://127.0.0.1:9/hooks", "enabled_events": ["*"]})
    invoice = shop.invoice("draft")
    event = shop.v1.events.list({"type": "invoice.created", "limit": 1}).data[0]
    for sql in (*_RUN, _STATEMENT):
        query(server, sql, invoice.id)
    mails = _mail(server, shop, owner)
    request = str(event.request and event.request.id)
    eventually(lambda: len(query(server, "SELECT FROM request_log WHERE id = $1", request)) == 1, "the log")
    yield {
        "act": "archive", "exemption": "stop-reminders", "look": "page", "verb": "finalize", "step": "business",
        "group": "business", "run": "bulk_1sample", "currency": "usd", "report": "invoiced-and-collected",
        "processor": "stripe", "call": _call(server, invoice.id),
        "event": event.id, "request": request, "invoice": invoice.id, "customer": str(invoice.customer),
        "endpoint": endpoint.id, "template": template_of(server, nickname="Trade").id, "clock": _clock(shop),
        "sandbox": server.request("POST", "/v1/billhook/sandboxes", {"name": "Tests of the shop"}).json["id"],
         "batch": _sepa_file(server, shop), **(bank := _bank(server)), **_catalogue(shop),
         **_money(shop, str(invoice.customer)), **_people(server), "payout": _payout(server, bank["movement"]), **mails,
         "subscription": _subscription(shop, str(invoice.customer)),
    }  # fmt: skip
    shop.v1.webhook_endpoints.delete(endpoint.id)
    query(server, "DELETE FROM calls WHERE id = 'call_1sample'")


def _subscription(shop: Shop, customer: str) -> str:
    """A subscription in its trial that somebody asked to end with it."""
    product = shop.v1.products.create({"name": "Gold"})
    price = shop.v1.prices.create({
        "product": product.id, "currency": "usd", "unit_amount": 1_000, "recurring": {"interval": "month"},
    })  # fmt: skip
    made = shop.v1.subscriptions.create({
        "customer": customer, "items": [{"price": price.id}], "trial_period_days": 30, "cancel_at_period_end": True,
        "collection_method": "send_invoice", "days_until_due": 30,
    })  # fmt: skip
    return str(made.id)


_RUN = (
    "INSERT INTO bulk_runs (tenant, id, created, verb, person, person_label, address, device, finished_at) "
    "SELECT i.tenant, 'bulk_1sample', 1, 'void', 'per_1', 'Anna', '', '', 2 FROM invoices i WHERE i.id = $1 "
    "ON CONFLICT DO NOTHING",
    "INSERT INTO bulk_run_rows (tenant, run, position, invoice, name, outcome, reason, settled_at) "
    "SELECT i.tenant, 'bulk_1sample', 1, i.id, 'Draft', 'refused', 'It is not open.', 2 FROM invoices i "
    "WHERE i.id = $1 ON CONFLICT DO NOTHING",
)


_STATEMENT = (
    "INSERT INTO invoice_mails (tenant, id, created, recipient, says_paid, status, settled_at, kind, about, said) "
    "SELECT i.tenant, 'inmail_1statement', 1, 'ada@example.com', false, 'sent', 2, 'statement', i.customer, "
    """'{"version": 1, "amount": 0, "number": null, "next_attempt_at": null, "code": null, "decline_code": null, """
    """"message": "", "since": 1, "until": 2, "balances": {}}' FROM invoices i WHERE i.id = $1 """
    "ON CONFLICT (tenant, id) DO UPDATE SET about = excluded.about"
)


def _call(server: Server, invoice: str) -> str:
    """A call that is not settled and will not be asked again by itself for many years."""
    query(
        server,
        "INSERT INTO calls (tenant, id, created, verb, subject, asked, next_attempt_at, processor) "
        "SELECT i.tenant, 'call_1sample', 1, 'payment_intent.capture', i.id, "
        """'{"kind": "look", "reference": "x", "begun": "call_1sample", "amount": 500, "currency": "eur"}', """
        "9999999999, 'stripe' FROM invoices i WHERE i.id = $1 ON CONFLICT DO NOTHING",
        invoice,
    )
    return "call_1sample"


def _clock(shop: Shop) -> str:
    """A test clock with a customer and a draft of theirs."""
    clock = shop.v1.test_helpers.test_clocks.create({"frozen_time": 1_900_000_000, "name": "A month end"})
    customer = shop.v1.customers.create({"name": "Grace", "test_clock": clock.id})
    shop.v1.invoices.create({"customer": customer.id, "auto_advance": True})
    return clock.id


def _bank(server: Server) -> dict[str, str]:
    """A statement with a movement that waits for somebody."""
    file = camt(stmt(ntry("5.00", tx(purpose=("for nobody",), name="Ada")), iban="SAMPLE0001"))
    body, kind = multipart(("file", "statement.xml", file))
    answer = server.request("POST", "/v1/billhook/bank_statements", body, headers={"Content-Type": kind}).json
    statement = answer["statements"][0]["id"]
    (movement,) = server.request("GET", f"/v1/billhook/bank_movements?statement={statement}").json["data"]
    return {"statement": statement, "movement": movement["id"]}


def _payout(server: Server, movement: str) -> str:
    """A payout that is on its way."""
    query(
        server,
        "INSERT INTO payouts (tenant, id, created, processor, reference, amount, currency, status, arrival_date, "
        "automatic, method, type, source_type, reconciliation_status, is_listed) "
        "SELECT m.tenant, 'po_1sample', 1, 'stripe', 'po_there', 76500, 'eur', 'in_transit', 2, true, 'standard', "
        "'bank_account', 'card', 'in_progress', false FROM bank_movements m WHERE m.id = $1 ON CONFLICT DO NOTHING",
        movement,
    )
    return "po_1sample"


def _sepa_file(server: Server, shop: Shop) -> str:
    """A SEPA file that was not handed over, with a debit; and a debit that waits. No bank would know their accounts."""
    intent = shop.v1.setup_intents.create({
        "customer": shop.customer().id, "confirm": True, "allowed_payment_method_types": ["sepa_debit"],
        "payment_method_data": {
            "type": "sepa_debit", "sepa_debit": {"iban": "DE89370400440532013000"},
            "billing_details": {"name": "Jenny Rosen", "email": "jenny@example.com"},
        },
        "mandate_data": {"customer_acceptance": {"type": "offline"}},
    })  # fmt: skip
    for sql in _SEPA_FILE:
        query(server, sql, str(intent.mandate))
    return "sepa-1sample"


_OF_MANDATE = "SELECT m.tenant, {values} FROM mandates m WHERE m.id = $1 ON CONFLICT DO NOTHING"
_ORDER = (
    "INSERT INTO sepa_orders (tenant, id, created, kind, end_to_end_id, amount, account, mandate, text, status, batch, "
    "sequence, execute_on) "
)
_ACCOUNT = "'sba_1sample', 1700000000, 'x'"
_BATCH = "'sepa-1sample', 1700000000, 'debit', 1, 500, '2026-12-07', 'ab12', 'x'"
_SEPA_FILE = (
    "INSERT INTO sealed_bank_accounts (tenant, id, created, iban) "
    f"{_OF_MANDATE.format(values=_ACCOUNT)}",
    "INSERT INTO sepa_batches (tenant, id, created, kind, orders, amount, execute_on, sha256, content) "
    f"{_OF_MANDATE.format(values=_BATCH)}",
    _ORDER + _OF_MANDATE.format(values=(
        "'call_1sent', 1700000000, 'debit', 'call-1sent', 500, 'sba_1sample', m.id, 'NL-1', 'sent', 'sepa-1sample', "
        "'FRST', '2026-12-07'"
    )),
    _ORDER + _OF_MANDATE.format(values=(
        "'call_1waiting', 1700000000, 'debit', 'call-1waiting', 700, 'sba_1sample', m.id, 'NL-2', 'waiting', NULL, "
        "NULL, NULL"
    )),
)  # fmt: skip


def _catalogue(shop: Shop) -> dict[str, str]:
    product = shop.v1.products.create({"name": "Hedge", "default_price_data": {"currency": "eur", "unit_amount": 900}})
    price = shop.v1.prices.create({"product": product.id, "currency": "eur", "unit_amount": 500})
    coupon = shop.v1.coupons.create({"percent_off": 10, "duration": "once"})
    code = shop.v1.promotion_codes.create({"promotion": {"type": "coupon", "coupon": coupon.id}})
    rate = shop.v1.tax_rates.create({"display_name": "VAT", "percentage": 19, "inclusive": False})
    cost = {"amount": 990, "currency": "eur"}
    express = shop.v1.shipping_rates.create({"display_name": "Express", "type": "fixed_amount", "fixed_amount": cost})
    return {
        "product": product.id, "price": price.id, "coupon": coupon.id, "code": code.id, "rate": rate.id,
        "shipping_rate": express.id,
    }  # fmt: skip


def _money(shop: Shop, customer: str) -> dict[str, str]:
    tax_id = shop.v1.customers.tax_ids.create(customer, {"type": "eu_vat", "value": "DE123456789"})
    given: Any = {"amount": 500, "currency": "eur", "confirm": True, "return_url": "https://example.com"}
    held = shop.v1.payment_intents.create({**given, "payment_method": "pm_card_visa", "capture_method": "manual"})
    shop.v1.payment_intents.create({**given, "payment_method": "pm_card_createDispute"})
    paid = shop.v1.payment_intents.create({**given, "payment_method": "pm_card_visa"})
    eventually(lambda: len(shop.v1.disputes.list().data) > 0, "the dispute")
    billed = shop.invoice("open")
    note = shop.v1.credit_notes.create({"invoice": billed.id, "amount": 500})
    dispute = shop.v1.disputes.list().data[0]
    content = io.BytesIO(PDF)
    content.name = "receipt.pdf"
    receipt = shop.v1.files.create({"file": content, "purpose": "dispute_evidence"})
    shop.v1.disputes.update(dispute.id, {"evidence": {"receipt": receipt.id}, "submit": False})
    return {
        "tax_id": tax_id.id, "intent": held.id, "paid": paid.id, "note": note.id, "dispute": dispute.id,
        "kind": "receipt",
    }  # fmt: skip


def _people(server: Server) -> dict[str, str]:
    for status in ("active", "invited", "deactivated"):
        query(
            server,
            "INSERT INTO people (id, account, created, name, email, role, status, password, theme) "
            "SELECT 'per_1' || $1, account, created, initcap($1), $1 || '@example.com', 'analyst', $1, "
            "CASE WHEN $1 <> 'invited' THEN password END, theme "
            "FROM people WHERE email = $2 ON CONFLICT DO NOTHING",
            status, EMAIL,
        )  # fmt: skip
    query(
        server,
        "INSERT INTO people_passkeys (id, person, credential, public_key, sign_count, device, created) "
        "SELECT 'pk_sample', id, 'c', 'k', 0, 'Laptop', created FROM people WHERE email = $1 ON CONFLICT DO NOTHING",
        EMAIL,
    )  # fmt: skip
    (key,) = query(
        server,
        "INSERT INTO api_keys (hash, tenant, kind, last4, clear, created, permissions) "
        "SELECT sha256('rk_test_sample'), id, 'restricted', 'mple', 'rk_test_sample', 1700000000, "
        "'{rak_invoice_read}' FROM tenants WHERE NOT livemode ORDER BY id LIMIT 1 "
        "ON CONFLICT (hash) DO UPDATE SET expires_at = NULL RETURNING id",
    )
    (session,) = query(
        server, "SELECT s.id FROM sessions s JOIN people p ON p.id = s.person WHERE p.email = $1 LIMIT 1", EMAIL
    )
    return {"person": "per_1active", "id": key["id"], "passkey": "pk_sample", "session": session["id"]}


def _mail(server: Server, shop: Shop, owner: Visitor) -> dict[str, str]:
    # Another module may have had its sample on this server.
    query(server, "DELETE FROM mail_suppressions WHERE address = $1", "gone@samples.example")
    gone = shop.customer(email="gone@samples.example")
    mailed = shop.v1.invoices.send_invoice(shop.invoice("draft", customer=gone).id)
    left = "SELECT FROM sent_papers WHERE invoice = $1 AND sent_at IS NOT NULL"
    eventually(lambda: len(query(server, left, mailed.id)) == 1, "the paper that left")
    (row,) = query(server, "SELECT id FROM invoice_mails WHERE invoice = $1", mailed.id)
    query(server, _SUPPRESSED, row["id"])
    return {"mail": row["id"], "mailed": mailed.id, "paper": mailed.id, "written_to": str(mailed.customer)}


# The mail of an address whose mails came back, and which gets no more.
_SUPPRESSED = (
    "INSERT INTO mail_suppressions (tenant, address, reason, words, mail, suppressed_at) "
    "SELECT tenant, recipient, 'bounced', '550 5.1.1 no such user', id, created FROM invoice_mails WHERE id = $1 "
    "ON CONFLICT (tenant, address) DO UPDATE SET allowed_at = NULL, allowed_above = NULL"
)


def address_of(route: PageRoute, samples: dict[str, str], **others: str) -> str:
    """The path of a page in test mode, with the sample of each placeholder, or what `others` says."""
    found = {**samples, **OTHERS.get(route.path, {}), **others}
    if route.path.endswith(("/refund", "/{intent}/receipt")):
        found["intent"] = samples["paid"]
    if route.path.endswith("/allow-mails"):
        found["customer"] = samples["written_to"]
    if "/mails/{mail}/" in route.path:
        found["invoice"] = samples["mailed"]
    path = re.sub(r"\{(\w+)\}", lambda match: found[match[1]], route.path)
    return ("/dashboard" if route.outside else "/dashboard/test") + path.rstrip("/")
