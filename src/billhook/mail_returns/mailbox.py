"""Reading a mailbox for reports, as the mail server of this machine hands them over.

The row of the mailbox says when the next look is due. A worker claims that look before it calls, so one looks at a
time; if it dies, the claim ends, and another one reads the same mails again. A notice that is told twice counts once.
"""

import asyncio

import asyncpg
import structlog

from billhook.accounts import store as accounts
from billhook.db.cause import Actor, By, Cause
from billhook.db.executor import Executor
from billhook.db.pausing import pause
from billhook.db.pool import borrowed
from billhook.db.tenants import Tenant, Tenants
from billhook.db.unavailable import DatabaseUnavailable, log_outage
from billhook.mail_returns import calling, mailbox_store
from billhook.mail_returns.rules.mailbox_url import Mailbox
from billhook.mail_returns.rules.reports import read_report
from billhook.mail_returns.taking import count

log = structlog.get_logger(__name__)

LOOK_SECONDS = 180
"""From one look to the next. If mails are left, the next look follows at once."""
# Longer than a look can take, so nobody else looks meanwhile.
_CLAIM_SECONDS = 600
_POLL_SECONDS = 30.0
_CAUSE = Cause(actor=Actor(By.JOB, "mailbox"))


class MailboxReader:
    """Reads one mailbox until it is stopped."""

    def __init__(self, executor: Executor, directory: Tenants, mailbox: Mailbox) -> None:
        self._executor = executor
        self._directory = directory
        self._mailbox = mailbox
        self._transactions = executor.transactions

    async def run(self, stopped: asyncio.Event) -> None:
        """Work until the event. What fails is logged and tried again."""
        while not stopped.is_set():
            try:
                while not stopped.is_set() and await self.look():
                    pass
            except DatabaseUnavailable as error:
                log_outage(error)
            except asyncpg.PostgresError as error:
                log.warning("reading the mailbox for returned mails failed", error=str(error))
            except Exception:
                log.exception("reading the mailbox for returned mails failed")
            await pause(stopped, _POLL_SECONDS)

    async def look(self) -> bool:
        """Look once if a look is due; whether one was."""
        now = self._transactions.clock.now()
        async with borrowed(self._transactions.pool) as conn:
            known = await mailbox_store.claim(conn, self._mailbox.id, now, now + _CLAIM_SECONDS)
        if known is None:
            return False
        try:
            found = await calling.read(self._mailbox, known)
            reports = await self._taken(found.mails)
            if reports:
                await calling.mark(self._mailbox, found.reached.uidvalidity, reports)
        except calling.MailboxUnreachable as error:
            log.warning("the mailbox for returned mails cannot be read", mailbox=self._mailbox.name, error=str(error))
            await self._failed(str(error))
            return True
        if reports:
            log.info("reports about mails were read", mailbox=self._mailbox.name, reports=len(reports))
        now = self._transactions.clock.now()
        following = now + (LOOK_SECONDS if found.is_all else 0)
        async with borrowed(self._transactions.pool) as conn:
            await mailbox_store.succeeded(conn, self._mailbox.id, now, following, found.reached, len(reports))
        return True

    async def _failed(self, failure: str) -> None:
        now = self._transactions.clock.now()
        async with borrowed(self._transactions.pool) as conn:
            await mailbox_store.failed(conn, self._mailbox.id, now, now + LOOK_SECONDS, failure)

    async def _taken(self, mails: calling.Mails) -> list[int]:
        """The uids of the mails that are reports about mails of ours, once their notices are taken."""
        tenants = await self._tenants() if mails else []
        reports = []
        for uid, content in mails:
            try:
                # Reading a mail that is made to be slow takes a while, and others want to go on.
                notices = await asyncio.to_thread(read_report, content)
                if notices and await count(self._executor, self._directory, tenants, _CAUSE, notices):
                    reports.append(uid)
            except (DatabaseUnavailable, asyncpg.PostgresError):
                raise
            except Exception:
                # One mail must not hold up those behind it. It stays as it is, for a person.
                log.exception("a mail of the mailbox cannot be read", mailbox=self._mailbox.name, uid=uid)
        return reports

    async def _tenants(self) -> list[Tenant]:
        """Both modes of every account, live mode first."""
        async with borrowed(self._transactions.pool) as conn:
            found = [
                await accounts.tenant_of(conn, account, livemode)
                for account in await accounts.accounts(conn)
                for livemode in (True, False)
            ]
        return [await self._directory.tenant(tenant.id) for tenant in found if tenant is not None]
