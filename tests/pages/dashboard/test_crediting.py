"""Credit notes in the Dashboard: what was previewed is issued, and nothing else."""

from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import Seen, Visitor
from tests.stories.psql import mails_of, settled_mail


@pytest.fixture
def invoice(shop: Shop) -> Any:
    """An open one over $120.00 with a single line."""
    return shop.invoice("open")


def previewed(owner: Visitor, invoice: Any, **typed: str) -> Seen:
    """The form with these fields, after its preview."""
    seen = owner.send(f"/invoices/{invoice.id}/credit", {"do": "preview", **typed})
    assert seen.status == 200, seen.page.text
    return seen


def issued(owner: Visitor, invoice: Any, seen: Seen, **typed: str) -> Seen:
    """Press the button below a preview."""
    hidden = {name: seen.value(name) for name in ("csrf", "key", "seen")}
    return owner.post(f"/invoices/{invoice.id}/credit", {**hidden, "do": "issue", **typed})


def test_an_amount_lowers_what_is_due(owner: Visitor, shop: Shop, invoice: Any) -> None:
    typed = {"by": "amount", "amount": "20", "reason": "duplicate", "memo": "Sorry"}
    seen = previewed(owner, invoice, **typed)
    assert "$20.00" in seen.page.one("section", aria_label="What this does").text
    assert shop.v1.credit_notes.list({"invoice": invoice.id}).data == []
    assert issued(owner, invoice, seen, **typed).to == f"/dashboard/test/invoices/{invoice.id}"
    (note,) = shop.v1.credit_notes.list({"invoice": invoice.id}).data
    assert (note.amount, note.reason, note.memo) == (2_000, "duplicate", "Sorry")
    assert shop.v1.invoices.retrieve(invoice.id).amount_remaining == 10_000
    assert f"Credit note {note.number} over $20.00" in owner.get(f"/invoices/{invoice.id}").page.text


def test_the_note_is_mailed_if_the_box_is_ticked(server: Server, owner: Visitor, shop: Shop) -> None:
    invoice = shop.invoice("open", customer=shop.customer(email="credited@example.com"))
    path, typed = f"/invoices/{invoice.id}/credit", {"by": "amount", "amount": "20"}
    box = owner.get(path).page.one("input", name="email")
    assert "checked" in box.attributes  # as the setting of the account says
    silent = previewed(owner, invoice, **typed)
    assert "No mail is sent." in silent.page.text
    assert issued(owner, invoice, silent, **typed).status == 303
    seen = previewed(owner, invoice, **typed, email="1")
    assert "A mail goes to credited@example.com." in seen.page.one("section", aria_label="What this does").text
    assert issued(owner, invoice, seen, **typed, email="1").status == 303
    mailed, not_mailed = shop.v1.credit_notes.list({"invoice": invoice.id}).data
    row = settled_mail(server, invoice.id, "sent")
    assert "E-mails" not in owner.get(f"/credit-notes/{not_mailed.id}").page.text
    (link,) = owner.get(f"/credit-notes/{mailed.id}").page.one("section", aria_label="E-mails").all("a")
    assert (link.text, link.attributes["href"]) == (
        "credited@example.com", owner.address(f"/developers/outbox/{row['id']}"),
    )  # fmt: skip
    page = owner.get(f"/invoices/{invoice.id}").page
    assert f"Credit note {mailed.number}: e-mailed to credited@example.com" in page.text
    assert f"Credit note {mailed.number}" in page.one("section", aria_label="E-mails").text
    assert f"Credit note {mailed.number}" in owner.get(f"/customers/{invoice.customer}").page.text
    subject = f"[TEST] Credit note {mailed.number} from"
    assert subject in owner.get("/developers/outbox").page.text
    mail = owner.get(f"/developers/outbox/{row['id']}")
    assert mail.heading.startswith(subject)
    assert f"Credit-note-{mailed.number}.pdf" in mail.page.text
    assert "$20.00 credited" in owner.get(f"/developers/outbox/{row['id']}/body").page.text
    # Again, the same letter goes to the same address, and no event says that the invoice was sent.
    again = f"/invoices/{invoice.id}/mails/{row['id']}/send-again"
    assert owner.get(again).heading == f"Send the mail “Credit note {mailed.number}” again?"
    assert owner.send(again).status == 303
    assert [one["recipient"] for one in mails_of(server, invoice.id)] == ["credited@example.com"] * 2
    assert "invoice.sent" not in shop.history(invoice.id)


def test_a_line_is_credited(owner: Visitor, shop: Shop, invoice: Any) -> None:
    typed = {"by": "line", "line-1": "1", "quantity-1": "1"}
    assert issued(owner, invoice, previewed(owner, invoice, **typed), **typed).status == 303
    (note,) = shop.v1.credit_notes.list({"invoice": invoice.id}).data
    assert note.lines.data[0].invoice_line_item == invoice.lines.data[0].id


def test_the_parts_of_a_paid_one_must_add_up(owner: Visitor, shop: Shop, invoice: Any) -> None:
    shop.v1.invoices.pay(invoice.id, {"paid_out_of_band": True})
    typed = {"by": "amount", "amount": "20", "balance": "15"}
    wrong = owner.send(f"/invoices/{invoice.id}/credit", {"do": "preview", **typed})
    assert wrong.status == 422
    assert wrong.value("balance") == "15"
    typed |= {"elsewhere": "5"}
    assert issued(owner, invoice, previewed(owner, invoice, **typed), **typed).status == 303
    (note,) = shop.v1.credit_notes.list({"invoice": invoice.id}).data
    assert (note.amount, note.out_of_band_amount) == (2_000, 500)
    assert shop.v1.customers.retrieve(str(invoice.customer)).balance == -1_500


def test_what_changed_after_the_preview_is_not_issued(owner: Visitor, shop: Shop, invoice: Any) -> None:
    seen = previewed(owner, invoice, by="amount", amount="20")
    again = issued(owner, invoice, seen, by="amount", amount="90")
    assert "Look at it once more" in again.page.one("div", role="alert").text
    assert "$90.00" in again.page.one("section", aria_label="What this does").text
    assert shop.v1.credit_notes.list({"invoice": invoice.id}).data == []


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"by": "line"}, "line-1", "Tick the lines that you credit."),
        ({"by": "amount", "amount": "x"}, "amount", "Enter a number, such as 1.50."),
        ({"by": "amount", "amount": "1.005"}, "amount", "USD has at most 2 decimal places."),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    owner: Visitor, invoice: Any, typed: dict[str, str], field: str, sentence: str
) -> None:
    seen = owner.send(f"/invoices/{invoice.id}/credit", {"do": "preview", **typed})
    assert seen.status == 422
    assert seen.page.one("p", id=f"field-{field}-error").text == sentence


def test_more_than_remains_is_refused(owner: Visitor, shop: Shop, invoice: Any) -> None:
    seen = owner.send(f"/invoices/{invoice.id}/credit", {"do": "preview", "by": "amount", "amount": "120.01"})
    assert seen.status == 422
    assert seen.page.one("div", role="alert").text != ""
    assert shop.v1.credit_notes.list({"invoice": invoice.id}).data == []
