"""What the page of an invoice tells besides its lines: notes, who saw it, revisions, mails, and what comes next."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import Seen, Visitor
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query, settled_mail

from billhook.invoices.rules.letters import Said

Somebody = Callable[[str], Visitor]


def part(seen: Seen, name: str) -> Any:
    return seen.page.one("section", aria_label=name)


def sentences(seen: Seen) -> list[str]:
    return [item.all("div")[0].text for item in part(seen, "Timeline").all("li") if item.all("time")]


# ── Notes ───────────────────────────────────────────────────────────────────────────────────────
def test_a_note_is_for_colleagues_alone(server: Server, owner: Visitor, shop: Shop) -> None:
    invoice = shop.invoice("open")
    here = f"/invoices/{invoice.id}"
    before = shop.v1.events.list({"limit": 1}).data[0].id
    words = "Pays late <b>\nask Zoë"
    seen = owner.send(f"{here}/note", {"text": words}, on=here)
    assert seen.to == owner.address(here)
    page = owner.follow(seen)
    assert page.page.one("p", role="status").text == "The note is added."
    note = part(page, "Timeline").all("li")[0]
    assert "Note by Anna Berg:" in note.text
    assert note.one("bdi").text == " ".join(words.split())
    # Nowhere else.
    assert shop.v1.events.list({"limit": 1}).data[0].id == before
    assert "Pays late" not in str(shop.v1.invoices.retrieve(invoice.id))
    payers_page = Visitor(server)._asked("GET", urlsplit(invoice.hosted_invoice_url).path, None, {})
    assert payers_page.status == 200
    assert b"Pays late" not in payers_page.content
    entries = query(server, "SELECT verb, changes FROM audit_log WHERE object = $1", invoice.id)
    assert [tuple(entry) for entry in entries] == [("invoice.note", "[]")]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("   \n ", "Fill this in."), ("x" * 5_001, "This may have at most 5000 characters.")],
)
def test_a_note_that_is_none_is_refused(server: Server, owner: Visitor, shop: Shop, text: str, sentence: str) -> None:
    draft = shop.draft()
    seen = owner.send(f"/invoices/{draft.id}/note", {"text": text})
    assert (seen.status, seen.page.one("p", id="field-text-error").text) == (422, sentence)
    assert query(server, "SELECT FROM invoice_notes WHERE invoice = $1", draft.id) == []


def test_the_same_form_twice_is_one_note_and_a_deleted_draft_takes_its_notes_along(
    server: Server, owner: Visitor, shop: Shop
) -> None:
    draft = shop.draft()
    here = f"/invoices/{draft.id}"
    page = owner.get(here)
    fields = {"csrf": page.value("csrf"), "key": page.value("key"), "text": "Once"}
    assert [owner.post(f"{here}/note", fields).status for _ in range(2)] == [303, 303]
    kept = "SELECT text FROM invoice_notes WHERE invoice = $1"
    assert [row["text"] for row in query(server, kept, draft.id)] == ["Once"]
    owner.send(f"{here}/delete")
    assert query(server, kept, draft.id) == []


def test_an_analyst_reads_notes_and_writes_none(owner: Visitor, somebody: Somebody, shop: Shop) -> None:
    draft = shop.draft()
    here = f"/invoices/{draft.id}"
    owner.send(f"{here}/note", {"text": "Read me"})
    analyst = somebody("analyst")
    seen = analyst.get(here)
    assert "Read me" in part(seen, "Timeline").text
    assert "Add note" not in seen.page.text
    assert analyst.post(f"{here}/note", {"csrf": seen.value("csrf"), "text": "No"}).status == 403


# ── Viewed ──────────────────────────────────────────────────────────────────────────────────────
def test_opening_the_page_is_noted_once_a_minute(server: Server, owner: Visitor, shop: Shop) -> None:
    invoice, other = shop.invoice("open"), shop.invoice("open")
    path, unseen = (urlsplit(one.hosted_invoice_url).path for one in (invoice, other))
    payer = Visitor(server)

    def noted(id: str = invoice.id) -> list[tuple[int, int, int]]:
        found = query(server, "SELECT times, first_at, last_at FROM invoice_openings WHERE invoice = $1", id)
        return [tuple(row) for row in found]

    def open_page(who: Visitor = payer, method: str = "GET", where: str = path, **headers: str) -> None:
        seen = who._asked(method, where, None, headers)
        assert seen.status == 200
        assert "set-cookie" not in seen.headers

    # None of these is a payer.
    open_page(method="HEAD", where=unseen)
    open_page(where=unseen, **{"Sec-Fetch-Dest": "iframe"})
    open_page(where=unseen, **{"User-Agent": "Slackbot-LinkExpanding 1.0"})
    open_page(owner, where=unseen)
    # A storm of reloads is one row, written once.
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: open_page(Visitor(server)), range(24)))
    eventually(lambda: len(noted()) == 1, "the opening to be noted")
    row = "SELECT xmin::text, xmax::text FROM invoice_openings WHERE invoice = $1"
    before = [tuple(each) for each in query(server, row, invoice.id)]
    for _ in range(5):
        open_page()
    open_page(Visitor(server, cookies={"billhook": "nobody-is-signed-in-with-this"}))
    assert noted()[0][0] == 1
    assert [tuple(each) for each in query(server, row, invoice.id)] == before
    assert "Viewed by the customer" in sentences(owner.get(f"/invoices/{invoice.id}"))
    assert noted(other.id) == []
    assert "Viewed" not in " ".join(sentences(owner.get(f"/invoices/{other.id}")))
    # A minute later it counts again.
    query(server, "UPDATE invoice_openings SET first_at = first_at - 90, last_at = last_at - 61 WHERE invoice = $1",
          invoice.id)  # fmt: skip
    ((_, first, _),) = noted()
    open_page()
    eventually(lambda: noted()[0][0] == 2, "the second opening")
    assert noted()[0][1] == first
    told = " ".join(sentences(owner.get(f"/invoices/{invoice.id}")))
    assert "Viewed by the customer (2 times, last " in told
    types = [event.type for event in shop.v1.events.list({"limit": 10}).data]
    assert not any("view" in name or "open" in name for name in types)


# ── Revisions, mails, what comes next ───────────────────────────────────────────────────────────
def test_revisions_are_told_from_any_of_them(owner: Visitor, shop: Shop) -> None:
    first = shop.invoice("open")
    assert owner.get(f"/invoices/{first.id}").page.all("section", aria_label="Revisions") == []
    second = shop.v1.invoices.create({"from_invoice": {"action": "revision", "invoice": first.id}})
    second = shop.v1.invoices.finalize_invoice(second.id)
    third = shop.v1.invoices.create({"from_invoice": {"action": "revision", "invoice": second.id}})
    expected = [
        (first.id, f"{first.number} Replaced"), (second.id, f"{second.number} Open"), (third.id, "Draft Draft"),
    ]  # fmt: skip
    for here, _ in expected:
        items = part(owner.get(f"/invoices/{here}"), "Revisions").all("li")
        told = [item.all("div")[0].text.replace("this one ", "") for item in items]
        assert told == [words for _, words in expected]
        links = [a.attributes["href"].rpartition("/")[2] for item in items for a in item.all("a")]
        assert links == [id for id, _ in expected if id != here]


def test_one_mail_is_sent_again_to_where_it_went(server: Server, owner: Visitor, shop: Shop) -> None:
    invoice = shop.draft(customer=shop.customer(email="first@example.com"))
    shop.v1.invoices.send_invoice(invoice.id)
    settled_mail(server, invoice.id, "sent")
    (mail,) = query(server, "SELECT id FROM invoice_mails WHERE invoice = $1", invoice.id)
    here = f"/invoices/{invoice.id}"
    path = f"{here}/mails/{mail['id']}/send-again"
    (link,) = [a for a in part(owner.get(here), "E-mails").all("a") if "Send again" in a.text]
    assert link.attributes["href"] == owner.address(path)
    question = owner.get(path)
    assert question.heading.startswith("Send ")
    assert "Sends to first@example.com" in question.page.text
    query(server, "UPDATE invoice_mails SET recipient = 'old@example.com' WHERE id = $1", mail["id"])
    assert owner.send(path).to == owner.address(here)
    rows = query(server, "SELECT recipient FROM invoice_mails WHERE invoice = $1 ORDER BY id", invoice.id)
    assert [row["recipient"] for row in rows] == ["old@example.com", "old@example.com"]
    sent = shop.v1.events.list({"limit": 10, "type": "invoice.sent"}).data
    assert len([one for one in sent if one.data.object.id == invoice.id]) == 2
    query(server, "UPDATE invoice_mails SET status = 'sending', next_attempt_at = 9999999999, settled_at = NULL "
          "WHERE id = $1", mail["id"])  # fmt: skip
    refused = owner.send(path)
    assert (refused.status, "still on its way" in refused.page.one("div", role="alert").text) == (422, True)
    other = shop.invoice("open")
    assert owner.get(f"/invoices/{other.id}/mails/{mail['id']}/send-again").status == 404


def test_a_mail_that_asks_for_a_payment_is_not_sent_again_once_the_invoice_is_paid(
    server: Server, owner: Visitor, shop: Shop
) -> None:
    invoice = shop.draft(customer=shop.customer(email="late@example.com"))
    shop.v1.invoices.send_invoice(invoice.id)
    mail = settled_mail(server, invoice.id, "sent")
    said = Said(12_000, code="card_declined", message="Your card was declined.").to_stored()
    query(server, "UPDATE invoice_mails SET kind = 'payment_failed', said = $2::text::jsonb WHERE id = $1", mail["id"],
          json.dumps(said))  # fmt: skip
    here = f"/invoices/{invoice.id}"
    again = f"{here}/mails/{mail['id']}/send-again"
    assert "Failed payment" in part(owner.get(here), "E-mails").text
    assert owner.get(again).heading == "Send the mail “Failed payment” again?"
    shop.v1.invoices.pay(invoice.id, {"paid_out_of_band": True})
    assert "Send again" not in part(owner.get(here), "E-mails").text
    refused = owner.send(again)
    assert (refused.status, "no longer needs" in refused.page.one("div", role="alert").text) == (422, True)


def test_the_receipt_of_a_payment_is_mailed_from_its_invoice_and_told_there(
    server: Server, owner: Visitor, shop: Shop
) -> None:
    invoice = shop.invoice("open", customer=shop.customer(email="ada@example.com"))
    shop.v1.invoices.pay(invoice.id, {"payment_method": "pm_card_visa"})
    here = f"/invoices/{invoice.id}"
    (link,) = [a for a in part(owner.get(here), "Payments").all("a") if a.text == "Send receipt"]
    (charge,) = shop.v1.charges.list({"customer": str(invoice.customer)}).data
    path = f"/payments/{charge.payment_intent}/receipt"
    assert link.attributes["href"] == owner.address(path)
    assert owner.get(path).value("email") == "ada@example.com"
    owner.send(path, {"email": "ada@example.com"})
    number = shop.v1.charges.retrieve(charge.id).receipt_number
    assert number
    settled_mail(server, invoice.id, "sent")
    assert f"Receipt {number}: e-mailed to ada@example.com" in part(owner.get(here), "Timeline").text


def test_the_page_says_what_happens_next(owner: Visitor, shop: Shop) -> None:
    draft = shop.draft()
    assert "Nothing happens until you finalize it." in part(owner.get(f"/invoices/{draft.id}"), "Summary").text
    shop.v1.invoices.finalize_invoice(draft.id)
    summary = part(owner.get(f"/invoices/{draft.id}"), "Summary").text
    assert "What happens next" in summary
    assert "unless it is paid." in summary
    shop.v1.invoices.pay(draft.id, {"paid_out_of_band": True})
    assert "What happens next" not in part(owner.get(f"/invoices/{draft.id}"), "Summary").text
