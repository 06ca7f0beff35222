"""Deliver a mail to a payer: write it, claim, call, settle.

The mail is written first, which takes longest and harms nobody. Then `sending` is committed with the papers that the
mail brings, and the mail server is asked. The commit that settles the mail keeps its papers or forgets them. A mail
found in `sending` after a crash is not sent again, nor is one whose content got no answer: nobody can know whether the
server had taken it, and a bill that comes twice does more harm than one that a person has to send again. Writing into
the outbox can be repeated, because the same mail is the same file there.

A mail server that takes the mail for some of its recipients took it: the others are asked for again alone, so nobody
gets it twice, and nobody's refusal stops the others.
"""

from collections.abc import Sequence
from email.errors import MessageError
from email.utils import parseaddr

import structlog

from billhook import tracing
from billhook.db.jobs import JobContext
from billhook.db.tx import Tx
from billhook.invoices import mails_store, sent_papers_store
from billhook.invoices.mails_store import Mail
from billhook.invoices.rules.letters import PORTAL
from billhook.invoices.rules.mailing import HAND_OVER_SECONDS, NO_ANSWER, Answer, next_attempt, settled
from billhook.invoices.sent_papers_store import PaperToSend
from billhook.kernel.clock import as_datetime
from billhook.kernel.replacing import replace
from billhook.mail.transport import MailDeferred, MailRefused, MailUncertain, NotTaken, OutboxTransport, Taken
from billhook.mail_returns import store as mail_returns
from billhook.mail_returns.rules.notices import comparable
from billhook.measuring import MAILS
from billhook.payer_mails.loading import Loaded, load
from billhook.payer_mails.mail_composing import message_of
from billhook.payer_mails.papers import papers_of
from billhook.portal.actions.open_by_mail import open_by_mail
from billhook.wire import addresses

log = structlog.get_logger(__name__)


async def deliver(context: JobContext, tenant_id: int, mail_id: str) -> None:
    """Send one mail if it is due; safe to call at any time and from anywhere."""
    async with context.writing.one():
        due = await _due(context, tenant_id, mail_id)
        if due is None:
            return
        mail, sender = due.mail, context.settings.mail_from
        try:
            papers = await papers_of(due)
            message = message_of(due, papers, mail_from=sender)
        except Exception as error:
            log.debug("mail cannot be written", mail=mail_id, exc_info=True)
            await _settle(context, tenant_id, mail, "failed", f"the mail cannot be written: {error}")
            return
    if not await _claim(context, tenant_id, mail, papers):
        return
    try:
        with tracing.span("mail", "client"):
            outcome = await context.mail.send(message, sender=parseaddr(sender)[1], recipients=mail.waiting)
    except NotTaken as error:
        outcome = error
    except MailUncertain as error:
        await _settle(context, tenant_id, mail, "unknown", str(error))
        return
    except (MessageError, ValueError) as error:
        await _settle(context, tenant_id, mail, "failed", str(error))
        return
    await _answer(context, tenant_id, mail, _answer_in(mail.waiting, outcome))


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
            await _finish(tx, mail, "unknown", outcome)
            _tell(mail, "unknown", outcome)
            return None
        if not tx.tenant.settings.mail_enabled:
            await _finish(tx, mail, "failed", "mail is switched off (setting mail_enabled)")
            return None
        reachable = await _refuse_suppressed(tx, mail)
        if reachable is None:
            return None
        loaded = await load(tx, reachable)
        if (reason := loaded.pointless) is not None:
            await _finish(tx, mail, "failed", reason)
            _tell(mail, "failed", reason)
            return None
        if mail.kind == PORTAL and loaded.account is not None:
            # Made now and told to nobody else: the table of sessions has the digest alone.
            token = await open_by_mail(tx, loaded.account.customer.id)
            return replace(loaded, page=addresses.portal(tx.tenant, token))
        return loaded


async def _refuse_suppressed(tx: Tx, mail: Mail) -> Mail | None:
    """The mail without the addresses that get no more mails; None if nobody is left, and then it is settled."""
    refused = dict(mail.refusals)
    for address in mail.waiting:
        if (suppression := await mail_returns.in_force(tx, comparable(address))) is not None:
            refused[address] = suppression.why
    if len(refused) == len(mail.refused):
        return mail
    became = settled(mail.recipient, mail.taken, refused, NO_ANSWER, None)
    if any(address not in refused for address in mail.waiting):
        await mails_store.refuse(tx, mail.id, refused)
        return await mails_store.lock_due(tx, mail.id)
    await mails_store.answer(tx, mail.id, became)
    await _settle_papers(tx, mail, became.status, has_left=bool(became.taken))
    _tell(mail, became.status, became.outcome, is_whole=False)
    return None


async def _claim(context: JobContext, tenant_id: int, mail: Mail, papers: Sequence[PaperToSend]) -> bool:
    """Whether the mail is this job's to send; another may have taken it while it was being written.

    What is about to leave is written down here, so that it is known even if nobody lives to settle the mail.
    """
    async with context.begin(tenant_id) as tx:
        if await mails_store.lock_due(tx, mail.id) != mail:
            return False
        await mails_store.hand_over(tx, mail.id, tx.now + HAND_OVER_SECONDS)
        for paper in papers if tx.tenant.settings.keep_sent_papers else ():
            await sent_papers_store.hand_over(tx, mail.papers, mail.id, paper)
        return True


def _answer_in(asked: Sequence[str], outcome: Taken | NotTaken) -> Answer:
    """What the mail server said of each of the addresses for which it was asked."""
    if isinstance(outcome, Taken):
        not_taken, reply = outcome.refused, outcome.reply
    else:
        not_taken, reply = outcome.each or dict.fromkeys(asked, outcome), ""
    return Answer(
        taken=[address for address in asked if address not in not_taken],
        refused={address: str(error) for address, error in not_taken.items() if isinstance(error, MailRefused)},
        deferred={address: str(error) for address, error in not_taken.items() if isinstance(error, MailDeferred)},
        reply=reply,
    )


async def _answer(context: JobContext, tenant_id: int, mail: Mail, answer: Answer) -> None:
    """Write down what the mail server said, and when the rest is tried again."""
    async with context.begin(tenant_id) as tx:
        again_at = next_attempt(mail.attempts + 1, tx.now)
        became = settled(mail.recipient, mail.taken, mail.refusals, answer, again_at)
        await mails_store.answer(tx, mail.id, became)
        await _settle_papers(tx, mail, became.status, has_left=bool(became.taken))
    _tell(mail, became.status, became.outcome, became.next_attempt_at, is_whole=not became.refused)


async def _settle(context: JobContext, tenant_id: int, mail: Mail, status: str, outcome: str) -> None:
    async with context.begin(tenant_id) as tx:
        await _finish(tx, mail, status, outcome)
    _tell(mail, status, outcome)


async def _finish(tx: Tx, mail: Mail, status: str, outcome: str) -> None:
    """Write down what came of a mail. One that its recipient has is sent, whatever becomes of the copies."""
    ended = "sent" if mail.recipient in mail.taken else status
    await mails_store.finish(tx, mail.id, ended, outcome)
    await _settle_papers(tx, mail, ended, has_left=bool(mail.taken))


async def _settle_papers(tx: Tx, mail: Mail, status: str, *, has_left: bool) -> None:
    """Keep the papers of a mail that left, or may have, to anybody; forget those of one that did not."""
    if has_left or status in ("sent", "unknown"):
        is_certain = has_left or status == "sent"
        await sent_papers_store.keep(tx, mail.papers, mail.id, is_certain=is_certain)
    elif status == "failed":
        await sent_papers_store.drop(tx, mail.papers, mail.id)


def _tell(mail: Mail, status: str, outcome: str, again_at: int | None = None, *, is_whole: bool = True) -> None:
    """Count each attempt. One that failed, also for a copy alone, is a line in the log."""
    MAILS.labels("payers", status).inc()
    if status != "sent" or not is_whole:
        again = as_datetime(again_at).isoformat() if again_at is not None else None
        log.warning(
            "mail not sent", mail=mail.id, invoice=mail.invoice, status=status, reason=outcome, next_attempt=again
        )
