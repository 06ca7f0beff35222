"""Deliver a mail to a payer: write it, claim, call, settle.

The mail is written first, which takes longest and harms nobody. Then `sending` is committed and the mail
server is asked. A mail found in `sending` after a crash is not sent again, nor is one whose content got no
answer: nobody can know whether the server had taken it, and a bill that comes twice does more harm than one
that a person has to send again. Writing into the outbox can be repeated, because the same mail is the same
file there.
"""

from email.errors import MessageError
from email.utils import parseaddr

import structlog

from billhook.db.jobs import JobContext
from billhook.invoices import mails_store
from billhook.invoices.mails_store import Mail
from billhook.invoices.rules.mailing import HAND_OVER_SECONDS, next_attempt
from billhook.kernel.clock import as_datetime
from billhook.mail.transport import MailDeferred, MailRefused, MailUncertain, OutboxTransport
from billhook.payer_mails.loading import Loaded, load
from billhook.payer_mails.mail_composing import message_of

log = structlog.get_logger(__name__)


async def deliver(context: JobContext, tenant_id: int, mail_id: str) -> None:
    """Send one mail if it is due; safe to call at any time and from anywhere."""
    due = await _due(context, tenant_id, mail_id)
    if due is None:
        return
    mail, sender = due.mail, context.settings.mail_from
    try:
        message = await message_of(due, mail_from=sender)
    except Exception as error:
        log.debug("mail cannot be written", mail=mail_id, exc_info=True)
        await _settle(context, tenant_id, mail, "failed", f"the mail cannot be written: {error}")
        return
    if not await _claim(context, tenant_id, mail):
        return
    try:
        outcome = await context.mail.send(message, sender=parseaddr(sender)[1], recipient=mail.recipient)
    except MailDeferred as error:
        async with context.begin(tenant_id) as tx:
            again = next_attempt(mail.attempts + 1, tx.now)
            status = "queued" if again is not None else "failed"
            await mails_store.finish(tx, mail_id, status, str(error), next_attempt_at=again)
        _tell(mail, status, str(error), again)
    except MailUncertain as error:
        await _settle(context, tenant_id, mail, "unknown", str(error))
    except (MailRefused, MessageError, ValueError) as error:
        await _settle(context, tenant_id, mail, "failed", str(error))
    else:
        await _settle(context, tenant_id, mail, "sent", outcome)


async def _due(context: JobContext, tenant_id: int, mail_id: str) -> Loaded | None:
    """The mail with all that is needed to write it, if it is to be sent now.

    What is not to be sent at all is settled.
    """
    async with context.begin(tenant_id) as tx:
        mail = await mails_store.lock_due(tx, mail_id)
        if mail is None:
            return None
        if mail.status == "sending" and not isinstance(context.mail, OutboxTransport):
            outcome = "the server stopped while this mail was being handed over; it may have left or not"
            await mails_store.finish(tx, mail_id, "unknown", outcome)
            _tell(mail, "unknown", outcome)
            return None
        if not tx.tenant.settings.mail_enabled:
            await mails_store.finish(tx, mail_id, "failed", "mail is switched off (setting mail_enabled)")
            return None
        loaded = await load(tx, mail)
        if (reason := loaded.pointless) is not None:
            await mails_store.finish(tx, mail_id, "failed", reason)
            _tell(mail, "failed", reason)
            return None
        return loaded


async def _claim(context: JobContext, tenant_id: int, mail: Mail) -> bool:
    """Whether the mail is this job's to send; another may have taken it while it was being written."""
    async with context.begin(tenant_id) as tx:
        if await mails_store.lock_due(tx, mail.id) != mail:
            return False
        await mails_store.hand_over(tx, mail.id, tx.now + HAND_OVER_SECONDS)
        return True


async def _settle(context: JobContext, tenant_id: int, mail: Mail, status: str, outcome: str) -> None:
    async with context.begin(tenant_id) as tx:
        await mails_store.finish(tx, mail.id, status, outcome)
    _tell(mail, status, outcome)


def _tell(mail: Mail, status: str, outcome: str, again_at: int | None = None) -> None:
    """One line in the log for each attempt that failed, so that somebody learns of it."""
    if status != "sent":
        again = as_datetime(again_at).isoformat() if again_at is not None else None
        log.warning(
            "mail not sent", mail=mail.id, invoice=mail.invoice, status=status, reason=outcome, next_attempt=again
        )
