"""Every mail to customers on an invented invoice, in every language; and one of them as a mail to oneself."""

from email.message import EmailMessage

from starlette.responses import Response

from billhook.dashboard.headers import MAIL_HEADERS
from billhook.dashboard.mail_bodies import html_of, text_of
from billhook.dashboard.settings.choices import languages
from billhook.dashboard.settings.framing import framed
from billhook.dashboard.settings.pages import may_change
from billhook.dashboard.visiting import Visit
from billhook.invoices.rules import letters
from billhook.kernel.ids import new_id
from billhook.kernel.languages import is_supported
from billhook.payer_mails.actions.send_sample import ask_for_sample
from billhook.payer_mails.sampling import sample_mail
from billhook.people.faults import PersonFault

PATH = "/settings/mails/samples"
"""Where they are."""

KINDS = (
    (letters.INVOICE_ITSELF, "Invoice"),
    (letters.RECEIPT, "Receipt"),
    (letters.PAYMENT_FAILED, "Failed payment"),
    (letters.ACTION_REQUIRED, "Payment to confirm"),
    (letters.REFUND, "Refund"),
    (letters.CREDIT_NOTE, "Credit note"),
    (letters.LINK, "Link to an invoice"),
    (letters.REMINDER_BEFORE, "Reminder before the due date"),
    (letters.REMINDER_DUE, "Reminder on the due date"),
    (letters.REMINDER_OVERDUE, "Reminder of an overdue invoice"),
    (letters.STATEMENT, "Statement of account"),
    (letters.PORTAL, "Link to the portal"),
)
"""Each kind of mail with its words."""


async def show(visit: Visit) -> Response:
    """One mail: its head, its plain text, and a frame with what its reader sees."""
    kind, locale = _chosen(visit)
    message = await _message(visit, kind, locale)
    return framed(
        visit,
        "settings/mail_samples.html",
        here="mails",
        title="Samples of mails",
        up=[(visit.to("/settings/mails"), "Mails")],
        kinds=KINDS,
        kind=kind,
        languages=languages(),
        locale=locale,
        head=[(name, str(message[name])) for name in ("Subject", "From", "Reply-To") if message[name] is not None],
        attachments=[str(part.get_filename()) for part in message.iter_attachments()],
        text=text_of(message, "plain"),
        body=visit.to(f"{PATH}/body", kind=kind, locale=locale),
        may_send=may_change(visit),
    )


async def show_body(visit: Visit) -> Response:
    """The mail as its reader sees it: a document of its own, in which no script runs and which fetches nothing."""
    message = await _message(visit, *_chosen(visit))
    return Response(html_of(message), media_type="text/html; charset=utf-8", headers=dict(MAIL_HEADERS))


async def send(visit: Visit) -> Response:
    """Send it to the person themselves, and to nobody else."""
    kind, locale = _chosen(visit)
    page = visit.to(PATH, kind=kind, locale=locale)
    desk, person = visit.parts.desk, visit.person
    try:
        await ask_for_sample(desk, person, visit.tenant.id, kind, locale, visit.origin)
    except PersonFault as fault:
        return visit.back(page, fault.sentence)
    return visit.back(page, f"A sample to {person.email} is on its way.")


def _chosen(visit: Visit) -> tuple[str, str]:
    """The kind and the language that are asked for; what is none is the first kind, and the account's language."""
    kind = visit.form.text("kind") or visit.asked("kind")
    locale = visit.form.text("locale") or visit.asked("locale")
    return (
        kind if kind in dict(KINDS) else letters.INVOICE_ITSELF,
        locale if locale in dict(languages()) and is_supported(locale) else visit.tenant.settings.locale,
    )


async def _message(visit: Visit, kind: str, locale: str) -> EmailMessage:
    async with visit.reader() as reader:
        return await sample_mail(
            reader, kind, locale, "jenny@example.com", mail_id=new_id("inmail"),
            mail_from=visit.parts.settings.mail_from, now=visit.formats.now, is_test=not visit.tenant.livemode,
        )  # fmt: skip
