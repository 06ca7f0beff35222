"""Which movements are payouts of the processor. A wrong match hides a customer's money, so a doubt is a proposal."""

import pytest

from billhook.bank_statements.objects import BankMovement
from billhook.bank_statements.rules.paid_out import PayoutFound, payout_of
from billhook.kernel.replacing import replace
from billhook.payouts.objects import Payout

DAY = 86_400
NOVEMBER_2 = 1_793_577_600
"""2026-11-02, 00:00 UTC."""


def movement(amount: int = 76_500, status: str = "unassigned", currency: str = "eur", **texts: str) -> BankMovement:
    blank = BankMovement(
        id="bmv_1", created=1, statement="bst_1", account="A", key="K", amount=amount, currency=currency,
        booked_on="2026-11-02", value_on="2026-11-02", bank_reference="", end_to_end_id="", mandate_id="",
        name="", ultimate_name="", iban="", purpose="", structured_reference="", return_reason="",
        charges=0, status=status, rule=None, confidence=None, reason="", customer=None, invoices=[],
    )  # fmt: skip
    return replace(blank, **texts)


def payout(id: str = "po_1", amount: int = 76_500, status: str = "paid", *, days: int = 0, **more: object) -> Payout:
    blank = Payout(
        id=id, created=1, processor="stripe", reference=f"{id}there", amount=amount, currency="eur", status=status,
        arrival_date=NOVEMBER_2 + days * DAY, automatic=True, method="standard", type="bank_account",
        source_type="card", description=None, statement_descriptor=None, trace_status=None, trace_id=None,
        failure_code=None, failure_message=None, original=None, reversed_by=None, reconciliation_status="completed",
    )  # fmt: skip
    return replace(blank, **more)


TRACED = payout(trace_id="TRC-7788-99")
CERTAIN, PROPOSED, NOTHING = True, False, None


@pytest.mark.parametrize(
    ("texts", "known", "expected"),
    [
        ({"purpose": "STRIPE TRC778899"}, TRACED, CERTAIN),
        ({"end_to_end_id": "trc 7788 99"}, TRACED, CERTAIN),
        ({"bank_reference": "TRC-7788-99"}, TRACED, CERTAIN),
        ({"purpose": "payout po_1there"}, TRACED, CERTAIN),
        ({"purpose": "Stripe Technology Europe"}, TRACED, PROPOSED),
        ({"name": "STRIPE"}, TRACED, PROPOSED),
        ({"purpose": "HEDGES LTD"}, payout(statement_descriptor="Hedges Ltd"), PROPOSED),
        # The same amount is no sign of anything, and a short name is none either.
        ({"purpose": "Invoice 7"}, TRACED, NOTHING),
        ({"purpose": "ABC"}, payout(trace_id="ABC"), NOTHING),
        ({"purpose": "ABC"}, payout(statement_descriptor="ABC"), NOTHING),
        ({}, payout(trace_id="", statement_descriptor=""), NOTHING),
        # What came back never arrives; what is planned may be quicker than its news.
        ({"name": "STRIPE"}, payout(status="failed"), NOTHING),
        ({"name": "STRIPE"}, payout(status="canceled"), NOTHING),
        ({"name": "STRIPE"}, payout(status="pending"), PROPOSED),
        ({"name": "STRIPE"}, payout(days=10), PROPOSED),
        ({"name": "STRIPE"}, payout(days=-10), PROPOSED),
        ({"name": "STRIPE"}, payout(days=11), NOTHING),
        ({"name": "STRIPE"}, payout(days=-11), NOTHING),
        ({"name": "STRIPE", "return_reason": "AM04"}, TRACED, NOTHING),
        ({"name": "STRIPE", "currency": "usd"}, TRACED, NOTHING),
        # A match with an invoice gives way to the trace id alone.
        ({"name": "STRIPE", "status": "matched"}, TRACED, NOTHING),
        ({"purpose": "TRC778899", "status": "matched"}, TRACED, CERTAIN),
        ({"name": "STRIPE", "status": "proposed"}, TRACED, PROPOSED),
        ({"purpose": "TRC778899", "status": "noted"}, TRACED, NOTHING),
    ],
)  # fmt: skip
def test_one_payout(texts: dict[str, str], known: Payout, expected: bool | None) -> None:
    found = payout_of(movement(**texts), [known], set())  # type: ignore[arg-type]
    assert found == (None if expected is None else PayoutFound(known, expected))


@pytest.mark.parametrize("amount", [76_499, 76_501, -76_500, 765])
def test_another_amount(amount: int) -> None:
    assert payout_of(movement(amount, purpose="STRIPE TRC778899"), [TRACED], set()) is None


def test_two_of_one_amount() -> None:
    """The nearer day is proposed; the trace id decides; one that has arrived is out of the question."""
    near, far = payout("po_2", days=1), payout("po_1", days=-3)
    said = movement(name="STRIPE")
    assert payout_of(said, [far, near], set()) == PayoutFound(near, is_certain=False)
    assert payout_of(said, [far, near], {"po_2"}) == PayoutFound(far, is_certain=False)
    assert payout_of(movement(purpose="po_1there"), [far, near], set()) == PayoutFound(far, is_certain=True)
    both = movement(purpose="po_1there po_2there")
    assert payout_of(both, [far, near], set()) == PayoutFound(near, is_certain=False)
    assert payout_of(said, [far, near], {"po_1", "po_2"}) is None
