"""Every table of statuses: what each verb makes of each status, and how it is refused elsewhere.

Sources: platform.md §7.1, §7.4, §7.6, §7.8; invoicing.md §3.10, §7. Invoices have a page of their own
(`invoices/test_lifecycle.py`).
"""

import pytest
from tests.tidy.lifecycles import LIFECYCLES

from billhook.kernel.errors import ApiError

# By table: a letter for each status, and the status that each verb leads to by the one it starts from. A dot: refused
# to a caller, or impossible.
DECIDED = {
    "BANK_MOVEMENT": (
        {"M": "matched", "B": "booked", "Y": "partly_booked", "P": "proposed", "U": "unassigned", "N": "noted",
         "R": "returned", "D": "dismissed"},
        {
            # from     MBYPUNRD
            "note_own": "N..NN...",
            "propose_payout":  "...PP...",
            "take_for_payout": "...NN..N",
            "undo_payout":     ".....U..",
            "assign":  "..BBB..B",
            "split":   "..YYY..Y",
            "dismiss": "...DD...",
            "undo":    ".UU....U",
            "propose_again": ".......P",
            "book":    "B.......",
            "hold":    "U..UUU..",
            "return":  "RRR.....",
        },
    ),
    # What was paid may come back for five days.
    "PAYOUT": (
        {"E": "pending", "I": "in_transit", "P": "paid", "F": "failed", "C": "canceled"},
        {"send": "I....", "arrive": ".P...", "fail": ".FF..", "cancel": "CCC.."},
    ),
    "PAYMENT_INTENT": (
        {"M": "requires_payment_method", "C": "requires_confirmation", "A": "requires_action", "P": "processing",
         "H": "requires_capture", "S": "succeeded", "E": "canceled"},
        {
            # from                   MCAPHSE
            "update":               "MCA....",
            "confirm":              "PPP....",
            "authenticate":         "..P....",
            "verify_microdeposits": "..P....",
            "apply_customer_balance": "AAA....",
            "capture":              "....P..",
            "increment":            "....P..",
            "cancel":               "EEE.P..",
            "name_method":          "CCC....",
            "drop_method":          "MMM....",
            "await_transfer":       "AAA....",
            "fund":                 "..S....",
            "begin":                "PPP....",
            "return":               "..PP...",
            "refuse":               "..M....",
            "lapse":                "...EE..",
            "approve":              "...S...",
            "authorize":            "...H...",
            "ask_holder":           "...A...",
            "fail":                 "...M...",
            "release":              "...E...",
        },
    ),
    "PERSON": (
        {"I": "invited", "A": "active", "D": "deactivated"},
        {"accept_invitation": "A..", "deactivate": ".D.", "reactivate": "..A"},
    ),
    "CHARGE": (
        {"P": "pending", "S": "succeeded", "F": "failed"},
        {"succeed": "S..", "fail": "F.."},
    ),
    # What succeeded may still come back, and an answer may be repeated.
    "REFUND": (
        {"P": "pending", "S": "succeeded", "F": "failed"},
        {"succeed": "SS.", "fail": "FF.", "cancel": "...", "expire": "..."},
    ),
    "SETUP_INTENT": (
        {"M": "requires_payment_method", "C": "requires_confirmation", "A": "requires_action", "P": "processing",
         "S": "succeeded", "E": "canceled"},
        {
            # from                   MCAPSE
            "update":               "MCA...",
            "confirm":              "PPP...",
            "authenticate":         "..P...",
            "verify_microdeposits": "..P...",
            "cancel":               "EEE...",
            "name_method":          "CCC...",
            "drop_method":          "MMM...",
            "begin":                "PPP...",
            "return":               "..PP..",
            "refuse":               "..M...",
            "approve":              "...S..",
            "ask_holder":           "...A..",
            "fail":                 "...M..",
        },
    ),
    "CHECKOUT_SESSION": (
        {"O": "open", "C": "complete", "E": "expired"},
        {"expire": "E..", "complete": "C.."},
    ),
    "SETUP_ATTEMPT": (
        {"P": "processing", "A": "requires_action", "S": "succeeded", "F": "failed", "E": "abandoned"},
        {"ask_holder": "A....", "go_on": ".P...", "succeed": "S....", "fail": "FF...", "abandon": ".E..."},
    ),
    "DISPUTE": (
        {"n": "warning_needs_response", "u": "warning_under_review", "c": "warning_closed", "N": "needs_response",
         "U": "under_review", "W": "won", "L": "lost"},
        {
            # from           nucNUWL
            "update":       "nu.NU..",
            "answer":       "u..U...",
            "expire":       "c..L...",
            "win":          "....W..",
            "lose":         "....L..",
            "drop_inquiry": ".c.....",
            "escalate":     ".N.....",
        },
    ),
    "CREDIT_NOTE": ({"I": "issued", "V": "void"}, {"void": "V."}),
    "MANDATE": ({"A": "active", "I": "inactive"}, {"withdraw": "I."}),
    "TEST_CLOCK": (
        {"R": "ready", "A": "advancing", "F": "internal_failure"},
        {"advance": "A..", "arrive": ".R.", "fail": ".F."},
    ),
    # What a bank has ended never goes on; what counts as paid can still come back.
    "SEPA_ORDER": (
        {"W": "waiting", "S": "sent", "D": "settled", "J": "rejected", "R": "returned"},
        {"send": "S....", "settle": ".D...", "reject": "JJ...", "return": ".RR.."},
    ),
    "METER": (
        {"A": "active", "I": "inactive"},
        {"deactivate": "I.", "reactivate": ".A"},
    ),
    "SUBSCRIPTION": (
        {"I": "incomplete", "X": "incomplete_expired", "T": "trialing", "A": "active", "P": "past_due",
         "U": "unpaid", "C": "canceled"},
        {
            # from              IXTAPUC
            "change":          "..TAPU.",
            "await_payment":   "..II...",
            "cancel":          "C.CCCC.",
            "begin_trial":     "T.TTTT.",
            "end_trial":       "..A....",
            "become_paid":     "A.TAAA.",
            "fall_behind":     "...PP..",
            "stop_collecting": "...UUU.",
            "expire":          "X......",
        },
    ),
    "INVOICE_PAYMENT": (
        {"O": "open", "P": "paid", "E": "canceled"}, {"pay": "P..", "cancel": "E..", "take_back": ".E."},
    ),
}  # fmt: skip

# With which statuses objects begin, and from which nothing leads on.
BEGINS = {
    "CHARGE": {"pending", "succeeded", "failed"}, "CREDIT_NOTE": {"issued"}, "INVOICE": {"draft"},
    "DISPUTE": {"warning_needs_response", "needs_response", "lost"}, "INVOICE_PAYMENT": {"open", "paid"},
    "MANDATE": {"active"}, "PAYMENT_INTENT": {"requires_payment_method", "requires_confirmation", "processing"},
    "CHECKOUT_SESSION": {"open"},
    "PERSON": {"active", "invited"}, "REFUND": {"pending", "succeeded"}, "SETUP_ATTEMPT": {"processing"},
    "SEPA_ORDER": {"waiting"},
    "BANK_MOVEMENT": {"matched", "proposed", "unassigned", "noted"},
    "SETUP_INTENT": {"requires_payment_method", "requires_confirmation"}, "TEST_CLOCK": {"ready"},
    "METER": {"active"}, "PAYOUT": {"pending"}, "SUBSCRIPTION": {"active", "trialing"},
}  # fmt: skip
FINAL = {
    "BANK_MOVEMENT": {"returned"},
    "CHARGE": {"succeeded", "failed"}, "CREDIT_NOTE": {"void"}, "DISPUTE": {"won", "lost", "warning_closed"},
    "INVOICE": {"void"}, "INVOICE_PAYMENT": {"canceled"}, "MANDATE": {"inactive"}, "METER": set(),
    "PAYMENT_INTENT": {"succeeded", "canceled"}, "PERSON": set(), "REFUND": {"failed"},
    "CHECKOUT_SESSION": {"complete", "expired"}, "SEPA_ORDER": {"rejected", "returned"},
    "SETUP_ATTEMPT": {"succeeded", "failed", "abandoned"}, "SETUP_INTENT": {"succeeded", "canceled"},
    "SUBSCRIPTION": {"incomplete_expired", "canceled"}, "TEST_CLOCK": {"internal_failure"},
    "PAYOUT": {"failed", "canceled"},
}  # fmt: skip


@pytest.mark.parametrize("name", DECIDED)
def test_every_pair_of_verb_and_status_is_decided(name: str) -> None:
    lifecycle, (letters, rows) = LIFECYCLES[name], DECIDED[name]
    assert tuple(letters.values()) == lifecycle.statuses
    assert set(rows) == set(lifecycle.transitions)
    for verb, row in rows.items():
        for status, outcome in zip(letters.values(), row, strict=True):
            if outcome != ".":
                assert lifecycle.after(verb, status) == letters[outcome], (verb, status)
            else:
                with pytest.raises((ApiError, AssertionError)):
                    lifecycle.after(verb, status)


def test_no_table_is_left_out() -> None:
    assert set(LIFECYCLES) == {*DECIDED, "INVOICE"} == set(BEGINS) == set(FINAL)


@pytest.mark.parametrize("name", LIFECYCLES)
def test_a_table_names_its_own_statuses_and_no_others(name: str) -> None:
    lifecycle = LIFECYCLES[name]
    named = set(lifecycle.starts.values())
    for transition in lifecycle.transitions.values():
        named |= {*transition.leads, *transition.leads.values(), *transition.refusals} - {"*"}
    assert named == set(lifecycle.statuses)
    assert len(lifecycle.statuses) == len(set(lifecycle.statuses))


@pytest.mark.parametrize("name", LIFECYCLES)
def test_whoever_may_ask_is_refused_by_an_error_and_nobody_else_is(name: str) -> None:
    """A row has an error for each other status, or for none: then only a bug can get there."""
    lifecycle = LIFECYCLES[name]
    for verb, transition in lifecycle.transitions.items():
        for status in set(lifecycle.statuses) - set(transition.leads):
            with pytest.raises(ApiError if transition.refusals else AssertionError) as refusal:
                lifecycle.after(verb, status)
            if isinstance(refusal.value, ApiError):
                assert refusal.value.kind in transition.refusals.values()
                assert (refusal.value.status, refusal.value.param) == (400, None)


@pytest.mark.parametrize("name", LIFECYCLES)
def test_every_status_can_be_reached(name: str) -> None:
    lifecycle = LIFECYCLES[name]
    reached = set(lifecycle.starts.values())
    assert reached == BEGINS[name]
    while grown := {t.leads[s] for t in lifecycle.transitions.values() for s in reached & set(t.leads)} - reached:
        reached |= grown
    assert reached == set(lifecycle.statuses)


@pytest.mark.parametrize("name", LIFECYCLES)
def test_from_a_final_status_nothing_leads_on(name: str) -> None:
    lifecycle = LIFECYCLES[name]
    left = {status for t in lifecycle.transitions.values() for status, becomes in t.leads.items() if status != becomes}
    assert set(lifecycle.statuses) - left == FINAL[name]


INTENT = (
    "You cannot {} this PaymentIntent because it has a status of {}. Only a PaymentIntent with one of the following "
    "statuses may be {}: {}."
)
WAITING = "requires_payment_method, requires_confirmation, requires_action"
SETUP = "You cannot {} this SetupIntent because it has a status of {}; it would need one of: {}."
DEPOSITS = "This {} does not wait for its microdeposits to be verified; it is {}."
SUCCEEDED = "You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed."
CLOSED = "This dispute is already closed"
ANSWERED = "This dispute was answered already, and the bank is looking at it."
REFUND = "Only refunds that require an action can be {}; this one is {}."


@pytest.mark.parametrize(
    ("name", "verb", "status", "message"),
    [
        ("PAYMENT_INTENT", "update", "succeeded", INTENT.format("update", "succeeded", "updated", WAITING)),
        ("PAYMENT_INTENT", "confirm", "processing", INTENT.format("confirm", "processing", "confirmed", WAITING)),
        ("PAYMENT_INTENT", "confirm", "succeeded", SUCCEEDED),
        ("PAYMENT_INTENT", "authenticate", "canceled",
         INTENT.format("authenticate", "canceled", "authenticated", "requires_action")),
        ("PAYMENT_INTENT", "verify_microdeposits", "processing", DEPOSITS.format("PaymentIntent", "processing")),
        ("PAYMENT_INTENT", "apply_customer_balance", "canceled",
         INTENT.format("apply_customer_balance", "canceled", "paid from a customer balance", WAITING)),
        ("PAYMENT_INTENT", "capture", "processing",
         INTENT.format("capture", "processing", "captured", "requires_capture")),
        ("PAYMENT_INTENT", "increment", "succeeded",
         INTENT.format("increment", "succeeded", "incremented", "requires_capture")),
        ("PAYMENT_INTENT", "cancel", "canceled",
         INTENT.format("cancel", "canceled", "canceled", f"{WAITING}, requires_capture")),
        ("SETUP_INTENT", "update", "succeeded", SETUP.format("update", "succeeded", WAITING)),
        ("SETUP_INTENT", "confirm", "succeeded", SETUP.format("confirm", "succeeded", WAITING)),
        ("SETUP_INTENT", "authenticate", "processing", SETUP.format("authenticate", "processing", "requires_action")),
        ("SETUP_INTENT", "verify_microdeposits", "canceled", DEPOSITS.format("SetupIntent", "canceled")),
        ("SETUP_INTENT", "cancel", "canceled", SETUP.format("cancel", "canceled", WAITING)),
        ("REFUND", "cancel", "succeeded", REFUND.format("canceled", "succeeded")),
        ("REFUND", "expire", "pending", REFUND.format("expired", "pending")),
        ("DISPUTE", "update", "won", CLOSED),
        ("DISPUTE", "answer", "won", CLOSED),
        ("DISPUTE", "answer", "lost", CLOSED),
        ("DISPUTE", "answer", "warning_closed", CLOSED),
        ("DISPUTE", "answer", "under_review", ANSWERED),
        ("DISPUTE", "answer", "warning_under_review", ANSWERED),
        ("CREDIT_NOTE", "void", "void", "This credit note is already void."),
    ],
)  # fmt: skip
def test_a_caller_reads_why(name: str, verb: str, status: str, message: str) -> None:
    with pytest.raises(ApiError) as refusal:
        LIFECYCLES[name].after(verb, status)
    assert refusal.value.message == message
