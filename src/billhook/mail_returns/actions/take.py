"""Take a notice: write down what became of the mail, and stop mails to its address if that follows."""

import structlog

from billhook.db.tx import Tx
from billhook.invoices import mail_log_store
from billhook.invoices.mails_store import AskedMail
from billhook.kernel.clock import DAY_SECONDS
from billhook.mail_returns import store
from billhook.mail_returns.objects import Suppression
from billhook.mail_returns.rules import following
from billhook.mail_returns.rules.notices import BOUNCED, COMPLAINED, Notice, comparable

log = structlog.get_logger(__name__)

# A notice that names the address alone is about its newest mail, if that is no older.
_BACK_SECONDS = 30 * DAY_SECONDS


async def take(tx: Tx, notice: Notice) -> bool:
    """Whether the notice counts: it is about a mail that left here, and about an address to which that mail went."""
    mail_id = notice.mail
    if mail_id is None:
        mail_id = await mail_log_store.newest_to(tx, notice.recipient, since=tx.now - _BACK_SECONDS)
    mail = await mail_log_store.lock(tx, mail_id) if mail_id is not None else None
    if mail is None:
        return False
    address = following.address_of(notice, [comparable(each) for each in mail.everybody])
    if address is None:
        return False
    if address == comparable(mail.recipient):
        # A mail is what became of it for its recipient. Of a copy only the address is marked.
        news = following.becomes(mail.news, notice.outcome)
        if news != mail.news:
            await mail_log_store.tell(tx, mail.id, news, notice.words)
    if notice.outcome in (BOUNCED, COMPLAINED):
        await _suppress(tx, mail, address, notice)
    return True


async def _suppress(tx: Tx, mail: AskedMail, address: str, notice: Notice) -> None:
    """Stop mails to the address, unless the notice is about a mail of before it was allowed again."""
    former = await store.lock(tx, address)
    above = ""
    if former is not None:
        above = former.allowed_above or ""
        if former.is_in_force or mail.id < above:
            return
    written = next(each for each in mail.everybody if comparable(each) == address)
    last = await mail_log_store.last_to(tx, written, above=above, limit=following.SOFT_BOUNCES_MAX)
    if following.suppresses(notice, last):
        await store.write(tx, Suppression(address, notice.outcome, notice.words, mail.id, tx.now, None, None))
        log.warning("an address gets no more mails", mail=mail.id, invoice=mail.invoice, reason=notice.outcome)
