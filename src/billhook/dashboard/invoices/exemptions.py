"""Stop the reminders of an invoice or its late fees, and resume them."""

from collections.abc import Iterator, Mapping

from starlette.responses import Response

from billhook.account_settings.settings import AccountSettings
from billhook.dashboard.asking import Place
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.exempting import Switch, in_force, switch_of
from billhook.dashboard.invoices.badges import named
from billhook.dashboard.invoices.reading import invoice_of
from billhook.dashboard.visiting import Visit
from billhook.invoices import verbs
from billhook.invoices.objects import Invoice
from billhook.invoices.rules.exemptions import LATE_FEES, REMINDERS, Exempted
from billhook.invoices.rules.lifecycle import DRAFT, OPEN

SWITCHES: Mapping[str, Switch] = {
    "stop-reminders": Switch(
        REMINDERS,
        True,
        Confirmation(
            heading="Stop the reminders of this invoice?",
            sentences=("Its customer gets no mail that reminds of it. Other invoices are not affected.",),
            button="Stop reminders",
            notice="This invoice has no reminders.",
        ),
        verbs.STOP_REMINDERS,
    ),
    "resume-reminders": Switch(
        REMINDERS,
        False,
        Confirmation(
            heading="Resume the reminders of this invoice?",
            sentences=("Reminders whose day has passed meanwhile are not mailed.",),
            button="Resume reminders",
            notice="This invoice has reminders again.",
        ),
        verbs.RESUME_REMINDERS,
    ),
    "stop-late-fees": Switch(
        LATE_FEES,
        True,
        Confirmation(
            heading="No late fees for this invoice?",
            sentences=("It costs no more late fees. Fees that were charged already stay.",),
            button="No late fees",
            notice="This invoice costs no late fees.",
        ),
        verbs.STOP_LATE_FEES,
    ),
    "resume-late-fees": Switch(
        LATE_FEES,
        False,
        Confirmation(
            heading="Charge late fees for this invoice again?",
            sentences=("Fees whose day has passed meanwhile are not charged.",),
            button="Charge late fees",
            notice="This invoice costs late fees again.",
        ),
        verbs.RESUME_LATE_FEES,
    ),
}
"""By the last part of the address."""


async def ask(visit: Visit) -> Response:
    """Say what changes, before it does."""
    invoice = (await invoice_of(visit)).invoice
    return switch_of(visit, SWITCHES).ask(visit, _place(visit, invoice))


async def act(visit: Visit) -> Response:
    """Exempt the invoice, or end it."""
    invoice = (await invoice_of(visit)).invoice
    return await switch_of(visit, SWITCHES).act(visit, invoice.id, _place(visit, invoice))


def offered(
    account: AccountSettings, invoice: Invoice, exempt: Mapping[Exempted, frozenset[str]]
) -> Iterator[tuple[str, str]]:
    """The links that lead here: the last part of the address, and its words; none for what cannot happen anyway.

    `exempt` are those of the invoice and its customer that are exempt.
    """
    if invoice.status not in (DRAFT, OPEN) or invoice.collection_method != "send_invoice":
        return
    for slug, switch in SWITCHES.items():
        is_exempt = invoice.id in exempt[switch.what]
        is_a_fee = switch.what == LATE_FEES and invoice.late_fee_for is not None
        happens = in_force(account, switch.what) and not is_a_fee
        if is_exempt != switch.exempts and (is_exempt or happens):
            yield slug, switch.question.button


def told(invoice: Invoice, exempt: Mapping[Exempted, frozenset[str]]) -> Iterator[str]:
    """Sentences about what the invoice is exempt from, itself or by its customer."""
    for what, ids in exempt.items():
        whose = "This invoice" if invoice.id in ids else "This customer" if ids else ""
        if whose and what == REMINDERS:
            yield f"{whose} gets no reminders."
        elif whose and what == LATE_FEES:
            yield f"{whose} {'costs' if invoice.id in ids else 'pays'} no late fees."


def _place(visit: Visit, invoice: Invoice) -> Place:
    here = visit.to(f"/invoices/{invoice.id}")
    return Place("invoices", [(visit.to("/invoices"), "Invoices"), (here, named(invoice))], here)
