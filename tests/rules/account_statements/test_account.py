"""The account of a customer: what they owe, worked out by hand."""

from dataclasses import replace
from typing import Any

from billhook.account_statements.rules.account import Account, Entry, Records, accounts, entries_of, worth_a_mail
from billhook.customers.objects import Movement
from billhook.invoices.finalized import Finalized
from billhook.invoices.objects import InvoicePayment
from billhook.payments.objects import Refund

DAY = 86_400
_INVOICE = Finalized("in_1", "A-1", "eur", "open", 10_000, 10_000, DAY, None, None)
_PAYMENT = InvoicePayment("inpay_1", DAY, "in_1", "eur", 4_000, 4_000, "paid", False, None, 3 * DAY, None, "pi_1")
_REFUND = Refund("re_1", 4 * DAY, "ch_1", "pi_1", 1_500, "eur", "succeeded", None, None, {})


def _told(records: Records) -> list[tuple[int, str, int]]:
    found = sorted(entries_of(records), key=lambda entry: entry.at)
    return [(entry.at // DAY, entry.kind, entry.amount) for entry in found]


def _records(*invoices: Finalized, **more: Any) -> Records:
    return Records(invoices, more.get("payments", {}), (), more.get("refunds", ()), more.get("movements", ()))


def test_a_period_opens_with_what_was_owed_before_it() -> None:
    entries = [
        Entry(1 * DAY, "invoice", "eur", 10_000, "in_1"), Entry(3 * DAY, "payment", "eur", -4_000, "pi_1"),
        Entry(4 * DAY - 1, "refund", "eur", 1_500, "pi_1"), Entry(4 * DAY, "invoice", "eur", 500, "in_2"),
        Entry(2 * DAY, "invoice", "chf", 900, "in_3"),
    ]  # fmt: skip
    chf, eur = accounts(entries, 3 * DAY, 4 * DAY)
    assert (eur.currency, eur.opening, eur.closing) == ("eur", 10_000, 7_500)
    assert [(line.entry.kind, line.balance) for line in eur.lines] == [("payment", 6_000), ("refund", 7_500)]
    assert eur.sums == {"payment": -4_000, "refund": 1_500}
    assert (chf.currency, chf.opening, chf.lines, chf.closing) == ("chf", 900, [], 900)


def test_in_one_second_the_invoice_comes_before_its_payment() -> None:
    entries = [Entry(DAY, "payment", "eur", -100, "pi_1"), Entry(DAY, "invoice", "eur", 100, "in_1")]
    (account,) = accounts(entries, 0, 2 * DAY)
    assert [line.balance for line in account.lines] == [100, 0]


def test_payments_and_refunds_of_an_invoice() -> None:
    waiting = replace(_PAYMENT, status="open", amount_paid=None, paid_at=None)
    failed = replace(_REFUND, status="failed")
    records = _records(_INVOICE, payments={"in_1": [_PAYMENT, waiting]}, refunds=[_REFUND, failed])
    assert _told(records) == [(1, "invoice", 10_000), (3, "payment", -4_000), (4, "refund", 1_500)]


def test_a_void_invoice_comes_to_nothing() -> None:
    void = replace(_INVOICE, status="void", voided_at=5 * DAY)
    assert sum(amount for _, _, amount in _told(_records(void))) == 0


def test_what_is_uncollectible_is_written_off_until_it_is_paid() -> None:
    lost = replace(_INVOICE, status="uncollectible", rest=6_000, marked_uncollectible_at=9 * DAY)
    paid = {"in_1": [_PAYMENT]}
    assert _told(_records(lost, payments=paid))[-1] == (9, "write_off", -6_000)
    assert "write_off" not in [kind for _, kind, _ in _told(_records(replace(lost, status="paid"), payments=paid))]


def test_only_movements_of_their_own_count() -> None:
    moved = Movement("cbtxn_1", DAY, "cus_1", "adjustment", "eur", -300, -300)
    used = Movement("cbtxn_2", 2 * DAY, "cus_1", "applied_to_invoice", "eur", 300, 0, invoice="in_1")
    assert _told(_records(movements=[moved, used])) == [(1, "adjustment", -300)]


def test_a_mail_tells_of_what_happened_or_is_open() -> None:
    (moved,) = accounts([Entry(DAY, "adjustment", "eur", -300, "cbtxn_1")], 0, 2 * DAY)
    owed, credit, even = (Account("eur", opening, ()) for opening in (500, -500, 0))
    assert worth_a_mail([moved, owed, credit, even], [], 2 * DAY) == [moved, owed]
    # An open invoice is told even if credit on the balance makes up for it, but not one of a later month.
    assert worth_a_mail([even], [_INVOICE], 2 * DAY) == [even]
    assert worth_a_mail([even], [_INVOICE], DAY) == []
    assert worth_a_mail([even], [replace(_INVOICE, status="paid")], 2 * DAY) == []
    assert worth_a_mail([even], [replace(_INVOICE, currency="chf")], 2 * DAY) == []
