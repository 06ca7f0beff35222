"""`billhook statements`: import files of the bank, list and show what was imported."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from billhook.command_line import DATA_DIR, settings_of, tenant_in

if TYPE_CHECKING:
    from billhook.bank_statements.objects import BankMovement, BankStatement, Import
    from billhook.db.tenants import Tenant
    from billhook.db.tx import Reader, Transactions

T = TypeVar("T")

_PAGE = 100
_TO_LOOK_AT, _FAILED = 3, 1
_LIVE = click.option("--live", is_flag=True, help="Live mode instead of test mode.")


@click.group()
def statements() -> None:
    """Import bank statements; `list` and `show` print what was imported."""


@statements.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path, dir_okay=False))
@_LIVE
@DATA_DIR
def statements_import(files: tuple[Path, ...], live: bool, data_dir: Path | None) -> None:
    """Import CAMT or MT940 files, and book each certain match.

    The exit status is 0 if nothing is left to do, 3 if a person should look, and 1 if a file cannot be read.
    """
    from billhook.bank_statements.actions.book import book
    from billhook.bank_statements.actions.import_statement import import_statement
    from billhook.bank_statements.params import ImportStatement
    from billhook.bank_statements.store import waiting
    from billhook.kernel.errors import ApiError
    from billhook.wire.forms import Upload

    async def bring(transactions: "Transactions", tenant: "Tenant") -> int:
        worst = 0
        for file in files:
            try:
                content = await asyncio.to_thread(file.read_bytes)
                async with transactions.begin(tenant) as tx:
                    done = await import_statement(tx, ImportStatement.of(file=Upload(file.name, content)))
            except OSError as error:
                click.echo(f"{file}: {error.strerror}", err=True)
                worst = _FAILED
                continue
            except ApiError as error:
                click.echo(f"{file}: {error.message}", err=True)
                worst = _FAILED
                continue
            _print_import(file, done)
            worst = worst or (_TO_LOOK_AT if done.to_look_at or done.problems else 0)
        await settle(transactions, tenant)
        return worst

    async def settle(transactions: "Transactions", tenant: "Tenant") -> None:
        seen: set[str] = set()
        while True:
            async with transactions.read(tenant) as reader:
                found = [one for one in await waiting(reader, _PAGE) if one not in seen]
            if not found:
                return
            for movement in found:
                seen.add(movement)
                async with transactions.begin(tenant) as tx:
                    await book(tx, movement)

    sys.exit(_run(data_dir, live, bring))


@statements.command("list")
@_LIVE
@DATA_DIR
def statements_list(live: bool, data_dir: Path | None) -> None:
    """Print the statements, the newest first."""
    from billhook.bank_statements.params import ListStatements
    from billhook.bank_statements.store import page_of_statements

    async def look(transactions: "Transactions", tenant: "Tenant") -> "list[BankStatement]":
        async with transactions.read(tenant) as reader:
            found, _ = await page_of_statements(reader, ListStatements.of(limit=_PAGE))
        return found

    for one in _run(data_dir, live, look):
        gap = "  a statement is missing before it" if one.follows_gap else ""
        click.echo(f"{one.id}  {one.account}  {one.sequence or '-'}  {one.movements} movements  {one.filename}{gap}")


@statements.command("show")
@click.argument("id", metavar="STATEMENT")
@_LIVE
@DATA_DIR
def statements_show(id: str, live: bool, data_dir: Path | None) -> None:
    """Print the movements of a statement, in their order."""
    from billhook.bank_statements.queries import statement
    from billhook.kernel.errors import ApiError

    async def look(transactions: "Transactions", tenant: "Tenant") -> "list[BankMovement]":
        async with transactions.read(tenant) as reader:
            try:
                await statement(reader, id)
            except ApiError as error:
                raise click.ClickException(error.message) from None
            return await _movements(reader, id)

    for one in _run(data_dir, live, look):
        click.echo(_line(one))


async def _movements(reader: "Reader", statement: str) -> "list[BankMovement]":
    from billhook.bank_statements.params import ListMovements
    from billhook.bank_statements.store import page

    found: list[BankMovement] = []
    has_more = True
    while has_more:
        after = found[-1].id if found else None
        some, has_more = await page(reader, ListMovements.of(statement=statement, limit=_PAGE, starting_after=after))
        found += some
    return found[::-1]


def _line(one: "BankMovement") -> str:
    from billhook.kernel.money import minor_digits

    amount = Decimal(one.amount).scaleb(-minor_digits(one.currency))
    about = one.reason or " ".join(one.invoices) or one.customer or ""
    return f"{one.id}  {one.booked_on}  {amount:>14f} {one.currency.upper()}  {one.status:<10}  {one.name}  {about}"


def _print_import(file: Path, done: "Import") -> None:
    click.echo(
        f"{file}: {done.new} new, {done.known} known already, {done.booked} booked, {done.to_look_at} to look at"
    )
    for one in done.problems:
        click.echo(f"{file}: {one.place}: {one.text}", err=True)


def _run(data_dir: Path | None, live: bool, work: "Callable[[Transactions, Tenant], Awaitable[T]]") -> T:
    """Do `work` for the account, beside a running server or without one."""
    from billhook.accounts import store
    from billhook.db.location import NoDataError, open_database
    from billhook.db.migrate import insist_on_our_schema
    from billhook.db.pool import Connections, open_pool
    from billhook.db.reach import place
    from billhook.db.tx import Transactions
    from billhook.kernel.clock import WallClock
    from billhook.reactions import REACTIONS

    async def run(dsn: str) -> T:
        await insist_on_our_schema(dsn)
        async with await open_pool(dsn, size=2) as pool:
            async with pool.acquire() as conn:
                account = await store.first_account(conn)
                if account is None:
                    raise NoDataError(f"there is no account at {place(dsn)}; `billhook serve` opens it")
                tenant = await tenant_in(conn, account, live)  # type: ignore[arg-type]
            connections = Connections(pool, 1)
            try:
                return await work(Transactions(pool, WallClock(), connections, REACTIONS), tenant)
            finally:
                await connections.close()

    with open_database(settings_of(data_dir=data_dir), share=True) as database:
        return asyncio.run(run(database.dsn))
