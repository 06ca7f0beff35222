"""The program of consulting.py, tried on a real Billhook: every test has a sandbox of its own."""

from consulting import bill, overdue

from billhook.testing import Sandbox


def test_hours_become_an_invoice_that_is_mailed(billhook: Sandbox) -> None:
    ada = billhook.client.v1.customers.create({"name": "Ada", "email": "ada@example.com"})
    invoice = bill(billhook.client, ada.id, hours=8)
    assert invoice.total == 76_000

    billhook.client.v1.invoices.send_invoice(invoice.id)
    (mail,) = billhook.mails(to="ada@example.com")
    assert [part.get_content_type() for part in mail.iter_attachments()] == ["application/pdf"]
    assert "invoice.sent" in [event["type"] for event in billhook.events("invoice.*")]


def test_nobody_pays_for_a_month(billhook: Sandbox) -> None:
    clock = billhook.clock(frozen_time=1_900_000_000)
    ada = billhook.client.v1.customers.create({"email": "ada@example.com", "test_clock": clock.id})
    invoice = bill(billhook.client, ada.id, hours=2)

    clock.advance(days=31)
    assert [late.id for late in overdue(billhook.client, ada.id, clock.now)] == [invoice.id]


def test_a_sandbox_knows_nothing_of_the_others(billhook: Sandbox) -> None:
    assert billhook.client.v1.customers.list().data == []
    assert billhook.events() == []
