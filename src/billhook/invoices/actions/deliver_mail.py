"""Deliver a mail that an invoice asked for: claim, call, settle.

`sending` is committed before the mail server is asked, and a mail found in it after a crash is not sent
again: nobody can know whether the server had taken it, and a bill that comes twice does more harm than one
that a person has to send again. Writing into the outbox can be repeated, because the same mail is the
same file there.
"""

from email.message import EmailMessage
from email.utils import parseaddr

from billhook.accounts import settings
from billhook.db.jobs import JobContext
from billhook.documents.invoice_pdf import render_async
from billhook.invoices import documents, mails_store, store
from billhook.invoices.mails_store import Mail
from billhook.invoices.objects import Sheet
from billhook.invoices.rules.mailing import HAND_OVER_SECONDS, next_attempt
from billhook.mail.message import InvoiceMail, Mailbox, MailLine, compose
from billhook.mail.transport import MailDeferred, MailRefused, OutboxTransport

_LINES_IN_MAIL = 10


async def deliver_mail(context: JobContext, tenant_id: int, mail_id: str) -> None:
    """Send one mail if it is due; safe to call at any time and from anywhere."""
    claimed = await _claim(context, tenant_id, mail_id)
    if claimed is None:
        return
    mail, sheet = claimed
    try:
        message = await _message(context, mail, sheet)
        sender = parseaddr(context.settings.mail_from)[1]
        outcome = await context.mail.send(message, sender=sender, recipient=mail.recipient)
    except MailDeferred as error:
        async with context.begin(tenant_id) as tx:
            again = next_attempt(mail.attempts + 1, tx.now)
            await mails_store.settle(
                tx, mail_id, "queued" if again is not None else "failed", str(error), next_attempt_at=again
            )
    except (MailRefused, ValueError) as error:
        async with context.begin(tenant_id) as tx:
            await mails_store.settle(tx, mail_id, "failed", str(error))
    else:
        async with context.begin(tenant_id) as tx:
            await mails_store.settle(tx, mail_id, "sent", outcome)


async def _claim(context: JobContext, tenant_id: int, mail_id: str) -> tuple[Mail, Sheet] | None:
    async with context.begin(tenant_id) as tx:
        mail = await mails_store.lock_due(tx, mail_id)
        if mail is None:
            return None
        if mail.status == "sending" and not isinstance(context.mail, OutboxTransport):
            outcome = "the server stopped while this mail was being handed over; it may have left or not"
            await mails_store.settle(tx, mail_id, "unknown", outcome)
            return None
        if not settings.of(tx.tenant).mail_enabled:
            await mails_store.settle(tx, mail_id, "failed", "mail is switched off (setting mail_enabled)")
            return None
        sheet = await store.find_whole(tx, mail.invoice)
        assert sheet is not None
        await mails_store.hand_over(tx, mail_id, tx.now + HAND_OVER_SECONDS)
        return mail, sheet


async def _message(context: JobContext, mail: Mail, sheet: Sheet) -> EmailMessage:
    invoice, issuer = sheet.invoice, sheet.invoice.account_facts
    assert invoice.number is not None
    assert issuer is not None
    name, address = parseaddr(context.settings.mail_from)
    domain = address.rpartition("@")[2] or "localhost"
    return compose(
        InvoiceMail(
            message_id=f"<{mail.id}@{domain}>",
            date=mail.created,
            sender=Mailbox(issuer["name"] or name, address),
            recipient=Mailbox(sheet.facts["name"] or "", mail.recipient),
            reply_to=Mailbox(issuer["name"], issuer["email"]) if issuer.get("email") else None,
            business_name=issuer["name"],
            number=invoice.number,
            currency=invoice.currency,
            amount_due=invoice.amount_remaining,
            due_at=invoice.due_date,
            memo=invoice.description,
            lines=tuple(MailLine(i.description or "", i.amount) for i in sheet.lines[:_LINES_IN_MAIL]),
            more_lines=max(0, len(sheet.lines) - _LINES_IN_MAIL),
            payment_instructions=issuer.get("payment_instructions"),
            hosted_invoice_url=documents.hosted_address(sheet),
            pdf=await render_async(documents.document(sheet)),
            pdf_filename=f"Invoice-{invoice.number}.pdf",
            locale=documents.locale_of_document(sheet),
            time_zone=issuer["time_zone"],
            paid=mail.says_paid,
            pays_online=False,
        )
    )
