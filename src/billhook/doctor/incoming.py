"""Mails that come back: when their mailbox was last read, and what failed."""

from collections.abc import AsyncIterator

from billhook.doctor.findings import Finding, counted, fine, late, span, wrong
from billhook.doctor.looking import connected, looking
from billhook.kernel.clock import wall_now
from billhook.mail_returns import mailbox_store
from billhook.mail_returns.objects import Looks
from billhook.mail_returns.rules.mailbox_url import mailbox_of
from billhook.settings import Settings

# Ten looks were missed by then.
_PATIENCE_SECONDS = 1_800


async def examine_mailbox(settings: Settings, dsn: str) -> AsyncIterator[Finding]:
    """What the worker wrote down of its looks. The mailbox itself is not asked."""
    if settings.bounces_url is None:
        yield fine("No mailbox is read for mails that come back; BILLHOOK_BOUNCES_URL is not set.")
        return
    mailbox = mailbox_of(settings.bounces_url)
    async with connected(dsn) as conn:
        if conn is None:
            return
        async with looking(conn):
            looks = await mailbox_store.looks(conn, mailbox.id)
    yield told(mailbox.name, looks, wall_now())


def told(name: str, looks: Looks | None, now: int) -> Finding:
    """What the looks at a mailbox come to. `now` is in Unix seconds."""
    if looks is None or (looks.looked_at is None and looks.failed_at is None):
        return late(f"The mailbox {name} was never read. Start a worker with BILLHOOK_BOUNCES_URL.")
    last = f"it was last read {span(now - looks.looked_at)} ago" if looks.looked_at is not None else "it was never read"
    if looks.failed_at is not None:
        return wrong(
            f"The mailbox {name} could not be read {span(now - looks.failed_at)} ago: {looks.failure}. "
            f"{last[0].upper()}{last[1:]}."
        )
    if looks.looked_at is not None and now - looks.looked_at > _PATIENCE_SECONDS:
        return late(f"No worker reads the mailbox {name}: {last}.")
    reports = counted(looks.reports, "report about a mail of yours", "reports about mails of yours")
    return fine(f"The mailbox {name} is read: {last}, and it has brought {reports} so far.")
