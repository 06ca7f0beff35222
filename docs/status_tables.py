"""The tables of statuses, from the lifecycles that the code reads. `print_tables.py` prints them."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from tables import Row, code, table

from billhook.bank_statements.rules.lifecycle import BANK_MOVEMENT
from billhook.checkout.rules.lifecycle import CHECKOUT_SESSION
from billhook.credit_notes.rules.lifecycle import CREDIT_NOTE
from billhook.disputes.rules.lifecycle import DISPUTE
from billhook.invoices.rules.lifecycle import INVOICE, INVOICE_PAYMENT
from billhook.kernel.errors import ErrorKind
from billhook.kernel.lifecycle import Lifecycle, Transition
from billhook.meters.rules.lifecycle import METER
from billhook.payment_methods.rules.lifecycle import MANDATE
from billhook.payments.rules.lifecycle import CHARGE, PAYMENT_INTENT, REFUND
from billhook.payouts.rules.lifecycle import PAYOUT
from billhook.people.rules.lifecycle import PERSON
from billhook.sepa_files.rules.lifecycle import SEPA_ORDER
from billhook.setup_intents.rules.lifecycle import SETUP_ATTEMPT, SETUP_INTENT
from billhook.subscriptions.rules.lifecycle import SUBSCRIPTION
from billhook.test_clocks.rules.lifecycle import TEST_CLOCK


def lifecycle(of: Lifecycle) -> str:
    """A table of transitions: from which statuses a verb leads to which, and how it is refused elsewhere."""
    rows: list[Row] = [(code(verb), "new", code(status), "–") for verb, status in of.starts.items()]
    for verb, transition in of.transitions.items():
        refused = "<br>".join(_refusals(of, transition)) or "–"
        for becomes, allowed in _results(of, verb, transition):
            rows.append((code(verb), _either(allowed) or "never", becomes, refused))
            refused = "–" if refused == "–" else "as above"
    return table(("Verb", "From", "To", "Refused elsewhere with"), rows)


def _results(of: Lifecycle, verb: str, transition: Transition) -> Iterable[tuple[str, list[str]]]:
    """The statuses from which a verb starts, by what comes of it."""
    if not transition.leads:
        return [("–", [])]
    if all(status == becomes for status, becomes in transition.leads.items()):
        return [("stays", list(of.allowed(verb)))]
    results: dict[str, list[str]] = {}
    for status in of.allowed(verb):
        results.setdefault(code(transition.leads[status]), []).append(status)
    return results.items()


def _refusals(of: Lifecycle, transition: Transition) -> Iterator[str]:
    """Each error with the statuses that bring it. One whose message depends on the request is named by its code."""
    statuses: dict[ErrorKind, list[str]] = {}
    for status in (*of.statuses, "*"):
        if status in transition.refusals:
            statuses.setdefault(transition.refusals[status], []).append(status)
    for kind, those in statuses.items():
        is_named = kind.code is not None and "{" in kind.message
        shown = code(kind.code or "") if is_named else f"“{kind.message.replace('{done}', transition.done)}”"
        yield f"{'otherwise' if '*' in those else _either(those)}: {shown}"


def _either(statuses: Iterable[str]) -> str:
    return " or ".join(map(code, statuses))


PARTS: dict[str, Callable[[], str]] = {
    "states-bank-movement": partial(lifecycle, BANK_MOVEMENT),
    "states-charge": partial(lifecycle, CHARGE),
    "states-checkout-session": partial(lifecycle, CHECKOUT_SESSION),
    "states-credit-note": partial(lifecycle, CREDIT_NOTE),
    "states-dispute": partial(lifecycle, DISPUTE),
    "states-invoice": partial(lifecycle, INVOICE),
    "states-invoice-payment": partial(lifecycle, INVOICE_PAYMENT),
    "states-mandate": partial(lifecycle, MANDATE),
    "states-meter": partial(lifecycle, METER),
    "states-payment-intent": partial(lifecycle, PAYMENT_INTENT),
    "states-payout": partial(lifecycle, PAYOUT),
    "states-person": partial(lifecycle, PERSON),
    "states-refund": partial(lifecycle, REFUND),
    "states-sepa-order": partial(lifecycle, SEPA_ORDER),
    "states-setup-attempt": partial(lifecycle, SETUP_ATTEMPT),
    "states-setup-intent": partial(lifecycle, SETUP_INTENT),
    "states-subscription": partial(lifecycle, SUBSCRIPTION),
    "states-test-clock": partial(lifecycle, TEST_CLOCK),
}
