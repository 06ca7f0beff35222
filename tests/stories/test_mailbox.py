"""A mailbox is read for reports: by a worker of its own, which may be killed between reading and marking."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.mail.imap_server import FakeMailbox, serving
from tests.rooms.webhooks.receiver import eventually
from tests.rules.mail_returns.test_reports import block, report
from tests.stories.psql import query, settled_mail

from billhook.accounts.directory import Directory
from billhook.db.embedded.server import running_dsn
from billhook.db.pool import Connections, open_pool
from billhook.db.tx import Transactions
from billhook.doctor.findings import Finding, State
from billhook.doctor.incoming import examine_mailbox
from billhook.kernel.clock import WallClock
from billhook.mail_returns.mailbox import MailboxReader
from billhook.mail_returns.rules.mailbox_url import mailbox_of
from billhook.reactions import REACTIONS
from billhook.registry import registry
from billhook.settings import Settings
from billhook.worker import executor_for

_COUNTS = "SELECT uidvalidity, last_uid, reports, failure FROM return_mailboxes WHERE id = $1"


@pytest.fixture
def fake() -> Iterator[FakeMailbox]:
    """The mailbox to which mails come back."""
    with serving(FakeMailbox()) as running:
        yield running


@contextmanager
def working(server: Server, url: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker beside the server, which alone knows the mailbox."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("BILLHOOK_")}
    env |= {"BILLHOOK_DATABASE_URL": running_dsn(server.data_dir), "BILLHOOK_BOUNCES_URL": url}
    command = [sys.executable, "-m", "billhook", "work", "--data-dir", str(folder)]
    worker = subprocess.Popen(command, env=env, stderr=(folder / "worker.log").open("ab"))
    try:
        yield worker
    finally:
        worker.kill()
        worker.wait(10)


def look(server: Server, fake: FakeMailbox) -> bool:
    """One look, if one is due, as the worker takes it."""

    async def run() -> bool:
        settings = Settings(database_url=running_dsn(server.data_dir))
        async with await open_pool(str(settings.database_url), size=2) as pool:
            connections = Connections(pool, 1)
            transactions = Transactions(pool, WallClock(), connections, REACTIONS)
            directory = Directory(pool, server.url)
            executor = executor_for(settings, transactions, registry())
            try:
                return await MailboxReader(executor, directory, mailbox_of(fake.url())).look()
            finally:
                await connections.close()

    return asyncio.run(run())


def returned(server: Server, shop: Shop, to: str) -> tuple[str, bytes]:
    """A mail that left, and the report that it bounced."""
    invoice = shop.invoice("open", customer=shop.customer(email=to))
    shop.v1.invoices.send_invoice(invoice.id)
    mail = settled_mail(server, invoice.id, "sent")["id"]
    return mail, report(block(to=f"rfc822; {to}"), original=f"Message-ID: <{mail}@localhost>")


def news_of(server: Server, mail: str) -> str | None:
    (row,) = query(server, "SELECT news FROM invoice_mails WHERE id = $1", mail)
    return row["news"]  # type: ignore[no-any-return]


def counts(server: Server, fake: FakeMailbox) -> list[tuple[object, ...]]:
    return [tuple(row) for row in query(server, _COUNTS, mailbox_of(fake.url()).id)]


def due_now(server: Server) -> None:
    query(server, "UPDATE return_mailboxes SET next_look_at = 0")


def examined(server: Server, fake: FakeMailbox) -> list[Finding]:
    async def examine() -> list[Finding]:
        settings = Settings(bounces_url=fake.url())
        return [finding async for finding in examine_mailbox(settings, running_dsn(server.data_dir))]

    return asyncio.run(examine())


def hanging_at(verb: str, reached: list[str]) -> Callable[[str], bytes | None]:
    """A server that says nothing more from this command on."""

    def says(command: str) -> bytes | None:
        if command.startswith(verb):
            reached.append(command)
        return b"" if command.startswith(verb) else None

    return says


def test_a_worker_that_is_killed_before_it_marks_a_report_counts_it_once(
    server: Server, shop: Shop, fake: FakeMailbox, tmp_path: Path
) -> None:
    """What is no report about a mail of ours stays as it was, and is read once."""
    mail, bounce = returned(server, shop, "gone@mailbox.example")
    letter = fake.put(b"From: ada@example.com\r\nSubject: a question\r\n\r\nHello\r\n")
    others = fake.put(report(block(), original="Message-ID: <of-others@example.com>"))
    ours = fake.put(bounce)
    assert [each.state for each in examined(server, fake)] == [State.LATE]

    reached: list[str] = []
    fake.says = hanging_at("UID STORE", reached)
    with working(server, fake.url(), tmp_path) as worker:
        eventually(lambda: bool(reached), "the report to be marked")
        worker.kill()
    assert (news_of(server, mail), fake.seen()) == ("bounced", [])
    assert counts(server, fake) == [(0, 0, 0, None)]

    fake.says = lambda _command: None
    assert not look(server, fake), "the look of the worker that died is still claimed"
    due_now(server)
    assert look(server, fake)
    assert counts(server, fake) == [(7, ours, 1, None)]
    assert (news_of(server, mail), fake.seen()) == ("bounced", [ours])
    assert {letter, others} == {uid for uid, flags in fake.flags.items() if not flags}
    assert query(server, "SELECT count(*) AS n FROM mail_suppressions WHERE mail = $1", mail)[0]["n"] == 1
    (finding,) = examined(server, fake)
    assert (finding.state, "has brought 1 report about a mail of yours" in finding.sentence) == (State.OK, True)


def test_a_failure_is_told_by_the_doctor_and_in_the_log(
    server: Server, fake: FakeMailbox, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither shows the password."""
    fake.says = lambda command: b"TAG NO [AUTHENTICATIONFAILED] no\r\n" if command.startswith("AUTH") else None
    told = "the server answers AUTHENTICATE with NO [AUTHENTICATIONFAILED] no"
    assert look(server, fake)
    assert counts(server, fake) == [(0, 0, 0, told)]
    (finding,) = examined(server, fake)
    name = f"INBOX of bounces@example.com at 127.0.0.1:{fake.port}"
    assert finding.state is State.WRONG
    assert finding.sentence.startswith(f"The mailbox {name} could not be read")
    assert finding.sentence.endswith(f"ago: {told}. It was never read.")
    log = "".join(capsys.readouterr())
    assert log.count("the mailbox for returned mails cannot be read") == 1
    assert "cret" not in log + finding.sentence
