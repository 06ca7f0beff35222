"""Stop the reminders of an invoice or its late fees, and resume them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from starlette.responses import Response

from billhook.account_settings.settings import AccountSettings
from billhook.dashboard.asking import Place, act_on, ask_page
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.invoices.badges import named
from billhook.dashboard.invoices.reading import invoice_of
from billhook.dashboard.visiting import Visit
from billhook.db.verbs import Verb
from billhook.invoices import exemptions_store, verbs
from billhook.invoices.objects import Invoice
from billhook.invoices.rules.exemptions import LATE_FEES, REMINDERS, Exempted
from billhook.invoices.rules.lifecycle import DRAFT, OPEN
from billhook.kernel import errors


@dataclass(frozen=True, slots=True)
class Switch:
    """What somebody can be exempt from: the question that exempts, the one that ends it, and their verbs."""

    what: Exempted
    stop: Confirmation
    resume: Confirmation
    exempt: Verb
    end: Verb

    def question(self, *, is_exempt: bool) -> Confirmation:
        """The question that changes what is."""
        return self.resume if is_exempt else self.stop

    def verb(self, *, is_exempt: bool) -> Verb:
        """The verb behind that question."""
        return self.end if is_exempt else self.exempt


SWITCHES: Mapping[str, Switch] = {
    "reminders": Switch(
        REMINDERS,
        Confirmation(
            heading="Stop the reminders of this invoice?",
            sentences=("Its customer gets no mail that reminds of it. Other invoices are not affected.",),
            button="Stop reminders",
            notice="This invoice has no reminders.",
        ),
        Confirmation(
            heading="Resume the reminders of this invoice?",
            sentences=("Reminders whose day has passed meanwhile are not mailed.",),
            button="Resume reminders",
            notice="This invoice has reminders again.",
        ),
        verbs.STOP_REMINDERS,
        verbs.RESUME_REMINDERS,
    ),
    "late-fees": Switch(
        LATE_FEES,
        Confirmation(
            heading="No late fees for this invoice?",
            sentences=("It costs no more late fees. Fees that were charged already stay.",),
            button="No late fees",
            notice="This invoice costs no late fees.",
        ),
        Confirmation(
            heading="Charge late fees for this invoice again?",
            sentences=("Fees whose day has passed meanwhile are not charged.",),
            button="Charge late fees",
            notice="This invoice costs late fees again.",
        ),
        verbs.STOP_LATE_FEES,
        verbs.RESUME_LATE_FEES,
    ),
}
"""By the last part of the address."""


async def ask(visit: Visit) -> Response:
    """Say what changes, before it does."""
    switch = switch_of(visit, SWITCHES)
    invoice = (await invoice_of(visit)).invoice
    question = switch.question(is_exempt=await is_exempt(visit, switch.what, invoice.id))
    return ask_page(visit, _place(visit, invoice), question)


async def act(visit: Visit) -> Response:
    """Exempt the invoice; one that is exempt is so no longer."""
    switch = switch_of(visit, SWITCHES)
    invoice = (await invoice_of(visit)).invoice
    exempt = await is_exempt(visit, switch.what, invoice.id)
    question, verb = switch.question(is_exempt=exempt), switch.verb(is_exempt=exempt)
    return await act_on(visit, _place(visit, invoice), question, verb, invoice.id)


def switch_of(visit: Visit, switches: Mapping[str, Switch]) -> Switch:
    """The switch that the address names. Raises NO_SUCH_PATH."""
    slug = visit.named("exemption")
    if slug not in switches:
        raise errors.NO_SUCH_PATH(noun="page", id=slug)
    return switches[slug]


async def is_exempt(visit: Visit, what: Exempted, about: str) -> bool:
    """Whether an invoice or a customer is exempt."""
    async with visit.reader() as reader:
        return bool(await exemptions_store.exempt_among(reader, what, [about]))


def offered(
    account: AccountSettings, invoice: Invoice, exempt: Mapping[Exempted, frozenset[str]]
) -> Iterator[tuple[str, str]]:
    """The links that lead here: the last part of the address, and its words; none for what cannot happen anyway.

    `exempt` are those of the invoice and its customer that are exempt.
    """
    if invoice.status not in (DRAFT, OPEN) or invoice.collection_method != "send_invoice":
        return
    for slug, switch in SWITCHES.items():
        is_off = invoice.id in exempt[switch.what]
        if is_off or in_force(account, switch.what, invoice):
            yield slug, switch.question(is_exempt=is_off).button


def in_force(account: AccountSettings, what: Exempted, invoice: Invoice | None = None) -> bool:
    """Whether the account has reminders, or late fees, of which there are none for the invoice of a fee."""
    if what == REMINDERS:
        return bool(account.reminder_schedule)
    return account.late_fee_rule is not None and not (invoice is not None and invoice.late_fee_for)


def told(invoice: Invoice, exempt: Mapping[Exempted, frozenset[str]]) -> Iterator[str]:
    """Sentences about what the invoice is exempt from, itself or by its customer."""
    for what, ids in exempt.items():
        whose = "This invoice" if invoice.id in ids else "This customer" if ids else ""
        if whose and what == REMINDERS:
            yield f"{whose} gets no reminders."
        elif whose:
            yield f"{whose} {'costs' if invoice.id in ids else 'pays'} no late fees."


def _place(visit: Visit, invoice: Invoice) -> Place:
    here = visit.to(f"/invoices/{invoice.id}")
    return Place("invoices", [(visit.to("/invoices"), "Invoices"), (here, named(invoice))], here)
