"""A mail that came back, handed over by the mail server of this machine: `billhook mail returned`."""

import asyncio
import os
from typing import BinaryIO

import click

from billhook.accounts import store
from billhook.accounts.directory import Directory
from billhook.db.cause import Actor, By, Cause
from billhook.db.location import open_database
from billhook.db.migrate import insist_on_our_schema
from billhook.db.pool import Connections, borrowed, open_pool
from billhook.db.tx import Transactions
from billhook.db.unavailable import DatabaseUnavailable
from billhook.db.unusable import DatabaseUnusable
from billhook.kernel.clock import WallClock
from billhook.mail_returns.rules.notices import Notice
from billhook.mail_returns.rules.reports import READ_BYTES_MAX, read_report
from billhook.mail_returns.taking import count
from billhook.reactions import REACTIONS
from billhook.registry import registry
from billhook.settings import Settings
from billhook.worker import executor_for


def status_of(settings: Settings, stream: BinaryIO) -> int:
    """Note what the mail on `stream` reports; the exit status for the mail server (sysexits.h), and a sentence."""
    content = stream.read(READ_BYTES_MAX)
    while stream.read(1 << 16):
        pass  # A server whose mail is not read to its end takes that for a failure.
    notices = read_report(content)
    if notices is None:
        click.echo("this mail is no report about another mail", err=True)
        return os.EX_DATAERR
    try:
        with open_database(settings, share=True) as database:
            counted = asyncio.run(_take(settings, database.dsn, notices))
    except (DatabaseUnusable, DatabaseUnavailable) as error:
        click.echo(f"the mail is to be tried again: {error}", err=True)
        return os.EX_TEMPFAIL
    click.echo(f"Notices about mails that left here: {counted} of {len(notices)}")
    return os.EX_OK


async def _take(settings: Settings, dsn: str, notices: list[Notice]) -> int:
    """How many of the notices count in one of the modes of an account."""
    await insist_on_our_schema(dsn)
    async with await open_pool(dsn, size=2) as pool:
        connections = Connections(pool, 1)
        directory = Directory(pool, settings.public_url)
        executor = executor_for(settings, Transactions(pool, WallClock(), connections, REACTIONS), registry())
        async with borrowed(pool) as conn:
            accounts = await store.accounts(conn)
        found = [
            await directory.tenant_named(account, livemode=livemode)
            for account in accounts
            for livemode in (True, False)
        ]
        tenants = [tenant for tenant in found if tenant is not None]
        counted = await count(executor, directory, tenants, Cause(actor=Actor(By.OPERATOR)), notices)
        await connections.close()
    return counted
