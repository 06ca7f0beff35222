"""Every pair of status and verb is decided, by one table (invoicing.md §3.1, §3.8 to §3.12)."""

import pytest

from billhook.invoices.rules.lifecycle import INVOICE
from billhook.kernel.errors import ApiError

NOT_OPEN = "You can only pass in open invoices. This invoice isn't open."
FINALIZED = "This invoice is already finalized, you can't re-finalize a non-draft invoice."
ALREADY_PAID = "Invoice is already paid"
PAID = "Invoices with `paid` payments cannot be voided."
TWICE = "This invoice has already been marked uncollectible."
NEVER = "never asked"
FROZEN = "Invalid invoice: This invoice is no longer editable"

# The verb's row: what it makes of a draft, an open, a paid, a void and an uncollectible invoice.
# Words with a blank are refusals.
DECIDED = {
    "edit": ["draft", FROZEN, FROZEN, FROZEN, FROZEN],
    "finalize": ["open", FINALIZED, FINALIZED, FINALIZED, FINALIZED],
    "attach_payment": [NOT_OPEN, "open", NOT_OPEN, NOT_OPEN, NOT_OPEN],
    "mark_paid": [NOT_OPEN, "paid", ALREADY_PAID, NOT_OPEN, "paid"],
    "void": [NOT_OPEN, "void", PAID, NOT_OPEN, "void"],
    "mark_uncollectible": [NOT_OPEN, "uncollectible", NOT_OPEN, NOT_OPEN, TWICE],
    # No caller asks for it, so it has no refusal.
    "reopen": [NEVER, NEVER, "open", NEVER, NEVER],
}
ORDER = ("draft", "open", "paid", "void", "uncollectible")
PAIRS = [(verb, ORDER[n], row[n]) for verb, row in DECIDED.items() for n in range(5)]


@pytest.mark.parametrize(("verb", "status", "outcome"), PAIRS, ids=[f"{v} {s}" for v, s, _ in PAIRS])
def test_every_pair_of_status_and_verb_is_decided(verb: str, status: str, outcome: str) -> None:
    if " " not in outcome:
        assert INVOICE.after(verb, status) == outcome
        return
    if outcome == NEVER:
        with pytest.raises(AssertionError):
            INVOICE.after(verb, status)
        return
    with pytest.raises(ApiError) as refusal:
        INVOICE.after(verb, status)
    assert (refusal.value.status, refusal.value.message, refusal.value.param) == (400, outcome, None)


def test_no_verb_and_no_status_is_left_out() -> None:
    assert set(INVOICE.transitions) == set(DECIDED)
    assert sorted(INVOICE.statuses) == sorted(ORDER)


@pytest.mark.parametrize("verb", sorted(DECIDED.keys() - {"reopen"}))
def test_what_is_paid_or_void_stays_so(verb: str) -> None:
    for status in ("paid", "void"):
        with pytest.raises(ApiError):
            INVOICE.after(verb, status)


def test_only_what_needs_a_draft_carries_a_code() -> None:
    for verb, status, outcome in PAIRS:
        if " " in outcome and outcome != NEVER:
            with pytest.raises(ApiError) as refusal:
                INVOICE.after(verb, status)
            code = "invoice_not_editable" if verb in ("edit", "finalize") else None
            assert refusal.value.kind.code == code
