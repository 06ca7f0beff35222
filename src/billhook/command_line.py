"""What every command has in common: its settings, the data directory, and a connection to the account."""

import asyncio
import os
import re
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from pydantic import ValidationError

from billhook.settings import Settings

if TYPE_CHECKING:
    import asyncpg

    from billhook.db.tenants import Tenant
    from billhook.db.tx import Reactions, Transactions

T = TypeVar("T")

DATA_DIR = click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the data is (BILLHOOK_DATA_DIR).",
)

UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
"""The units of a duration, in seconds."""


class Duration(click.ParamType[int]):
    """A whole number and a unit, such as `24h`, of at most so many days; in seconds."""

    name = "duration"

    def __init__(self, days_max: int = 30) -> None:
        self._days_max = days_max

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        match = re.fullmatch("([0-9]{1,7})([smhd])|0", str(value), re.ASCII)
        seconds = int(match[1]) * UNITS[match[2]] if match is not None and match[1] else 0
        if match is None or seconds > self._days_max * UNITS["d"]:
            self.fail(
                f"write a number and a unit, such as 30m, 24h or 7d, at most {self._days_max}d; not {value!r}",
                param,
                ctx,
            )
        return seconds


def settings_of(**given: Any) -> Settings:
    """The settings, with what was given on the command line over the environment.

    Raises UsageError with a sentence for each wrong one, which names the option or the variable it came from.
    """
    given = {name: value for name, value in given.items() if value is not None}
    try:
        settings = Settings(**given)
    except ValidationError as error:
        raise click.UsageError("; ".join(_sentences(error, given))) from None
    if settings.smtp_url is not None:
        from billhook.mail.transport import SmtpTransport

        try:
            SmtpTransport(settings.smtp_url)
        except ValueError as error:
            raise click.UsageError(f"BILLHOOK_SMTP_URL: {error}") from None
    if settings.bounces_url is not None:
        from billhook.mail_returns.rules.mailbox_url import mailbox_of

        try:
            mailbox_of(settings.bounces_url)
        except ValueError as error:
            raise click.UsageError(f"BILLHOOK_BOUNCES_URL: {error}") from None
    if settings.dkim_domain or settings.dkim_selector or settings.dkim_key_file:
        from billhook.mail.signing import SigningUnusable, signer_of

        try:
            signer_of(settings)
        except SigningUnusable as error:
            raise click.UsageError(str(error)) from None
    for name in ("stripe_api_base", "mollie_api_base", "gocardless_api_base"):
        if name in settings.model_fields_set:
            from billhook.processors.http import BaseUnusable, checked_base

            try:
                checked_base(getattr(settings, name))
            except BaseUnusable as error:
                raise click.UsageError(f"BILLHOOK_{name.upper()}: {error}") from None
    if settings.fonts is not None:
        from billhook.documents.fonts import use_folder

        use_folder(settings.fonts)
    return settings


def _sentences(error: ValidationError, given: Mapping[str, object]) -> list[str]:
    from billhook.account_settings.faults import sentence

    found = []
    for fault in error.errors(include_url=False):
        if fault["type"] == "default_factory_not_called":  # only a consequence of another one
            continue
        name = str(fault["loc"][0])  # a field's name, or the variable of a field that has several
        field = Settings.model_fields.get(name, Settings.model_fields["database_url"])
        variable = f"BILLHOOK_{name.upper()}" if name in Settings.model_fields else name
        if variable not in os.environ and "DATABASE_URL" in variable:
            variable = "DATABASE_URL"
        source = f"--{name}".replace("_", "-") if name in given else variable
        found.append(f"{source} {sentence(field, fault)}")
    return found


def with_account(data_dir: Path | None, work: "Callable[[asyncpg.Connection[asyncpg.Record], str], Awaitable[T]]") -> T:
    """Do `work` with a connection and the id of the account, beside a running server or without one.

    The account is the one that `billhook --account` names, or else the first one. Raises ClickException if there is no
    account of this name, and DatabaseUnusable or EmbeddedPostgresError if there is no data, no database or another
    schema. Nothing is made.
    """
    from billhook.db.location import open_database
    from billhook.db.migrate import insist_on_our_schema
    from billhook.db.pool import open_pool

    configured = settings_of(data_dir=data_dir)

    async def run(dsn: str) -> T:
        await insist_on_our_schema(dsn)
        async with await open_pool(dsn, size=1) as pool, pool.acquire() as conn:
            return await work(conn, await chosen_account(conn, dsn))  # type: ignore[arg-type]

    with open_database(configured, share=True) as database:
        return asyncio.run(run(database.dsn))


async def chosen_account(conn: Any, dsn: str) -> str:
    """The id of the account that the command is about.

    Raises NoDataError if no account was opened yet, and ClickException for a name that is no account's.
    """
    from billhook.accounts import store
    from billhook.db.location import NoDataError
    from billhook.db.reach import place

    first = await store.first_account(conn)
    if first is None:
        raise NoDataError(f"there is no account at {place(dsn)}; `billhook serve` opens it")
    context = click.get_current_context(silent=True)
    named = context.find_root().params.get("account") if context is not None else None
    if named is None:
        return first
    if await store.account(conn, str(named)) is None:
        raise click.ClickException(f"there is no account {named}; `billhook accounts list` shows those that there are")
    return str(named)


def with_transactions(
    configured: Settings, work: "Callable[[Transactions, Tenant], Awaitable[T]]", *, live: bool,
    reactions: "Reactions | None" = None,
) -> T:  # fmt: skip
    """Do `work` in a mode of the account, with transactions, beside a running server or without one.

    Without `reactions` nothing follows from the facts that `work` announces; `reactions.py` has them all.
    Raises what `with_account` raises.
    """
    from billhook.db.location import open_database
    from billhook.db.migrate import insist_on_our_schema
    from billhook.db.pool import Connections, open_pool
    from billhook.db.tx import Transactions
    from billhook.kernel.clock import WallClock

    async def run(dsn: str) -> T:
        await insist_on_our_schema(dsn)
        async with await open_pool(dsn, size=2) as pool:
            async with pool.acquire() as conn:
                account = await chosen_account(conn, dsn)
                tenant = await tenant_in(conn, account, live, configured.public_url)  # type: ignore[arg-type]
            connections = Connections(pool, 1)
            try:
                return await work(Transactions(pool, WallClock(), connections, reactions or {}), tenant)
            finally:
                await connections.close()

    with open_database(configured, share=True) as database:
        return asyncio.run(run(database.dsn))


async def tenant_in(
    conn: "asyncpg.Connection[asyncpg.Record]", account: str, live: bool, public_url: str = ""
) -> "Tenant":
    """The account in one of its modes."""
    from billhook.accounts import store

    tenant = await store.tenant_of(conn, account, live, public_url)
    assert tenant is not None
    return tenant
