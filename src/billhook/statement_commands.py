"""`billhook statements`: import files of the bank, list and show what was imported."""

import asyncio
import contextlib
import itertools
import stat
import sys
from collections.abc import Awaitable, Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from billhook.command_line import DATA_DIR, settings_of, tenant_in

if TYPE_CHECKING:
    from billhook.bank_statements.objects import BankMovement, BankStatement, CsvPreview, Import
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
    """Import CAMT, MT940 or CSV files, and book each certain match.

    The exit status is 0 if nothing is left to do, 3 if a person should look, and 1 if a file cannot be read.
    """

    async def bring(transactions: "Transactions", tenant: "Tenant") -> int:
        worst = 0
        for file in files:
            done, fault = await _import(transactions, tenant, file)
            if done is None:
                click.echo(f"{file}: {fault}", err=True)
                worst = _FAILED
                continue
            _print_import(file, done)
            worst = worst or (_TO_LOOK_AT if done.to_look_at or done.problems else 0)
        await _settle(transactions, tenant)
        return worst

    sys.exit(_run(data_dir, live, bring))


async def _import(transactions: "Transactions", tenant: "Tenant", file: Path) -> "tuple[Import | None, str]":
    """What came of a file; or None, and why."""
    from billhook.bank_statements.actions.import_statement import import_statement
    from billhook.bank_statements.params import ImportStatement
    from billhook.bank_statements.rules.values import BYTES_MAX
    from billhook.kernel.errors import ApiError
    from billhook.wire.forms import Upload

    try:
        about = await asyncio.to_thread(file.stat)
        if about.st_size > BYTES_MAX:
            return None, f"The file is larger than {BYTES_MAX // 1_000_000} MB."
        content = await asyncio.to_thread(file.read_bytes)
        async with transactions.begin(tenant) as tx:
            return await import_statement(tx, ImportStatement.of(file=Upload(file.name, content))), ""
    except OSError as error:
        return None, error.strerror or str(error)
    except ApiError as error:
        return None, error.message


async def _settle(transactions: "Transactions", tenant: "Tenant") -> None:
    """Book everything that is certain, each movement in a transaction of its own."""
    from billhook.bank_statements.actions.book import book, hold_return
    from billhook.bank_statements.store import waiting
    from billhook.kernel.errors import ApiError

    seen: set[str] = set()
    while True:
        async with transactions.read(tenant) as reader:
            found = [one for one in await waiting(reader, _PAGE) if one not in seen]
        if not found:
            return
        for movement in found:
            seen.add(movement)
            try:
                async with transactions.begin(tenant) as tx:
                    await book(tx, movement)
            except ApiError as error:
                async with transactions.begin(tenant) as tx:
                    await hold_return(tx, movement, error.message)


@statements.command("watch")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--every", default=5.0, type=click.FloatRange(0.1, 3_600), help="Seconds between two looks.")
@click.option("--once", is_flag=True, help="Take what is complete, and end.")
@_LIVE
@DATA_DIR
def statements_watch(folder: Path, every: float, once: bool, live: bool, data_dir: Path | None) -> None:
    """Import each file that is put into a folder, and move it to `done/` or `refused/` there.

    A file is complete if it did not change between two looks. Why a file was refused stands in a text beside it.
    """

    from billhook.db.tx import TenantChanged
    from billhook.db.unavailable import DatabaseUnavailable

    async def watch(transactions: "Transactions", tenant: "Tenant") -> None:
        before = _contents(folder)
        while True:
            await asyncio.sleep(every)
            now = _contents(folder)
            for file in [file for file, sign in now.items() if before.get(file) == sign]:
                try:
                    # Settings change while this process lives.
                    await _take(transactions, await _read_anew(transactions, tenant, live), file)
                except (TenantChanged, DatabaseUnavailable) as error:
                    if once:
                        raise
                    click.echo(f"{file}: not now, but at the next look: {error or type(error).__name__}", err=True)
            if once:
                return
            before = now

    with contextlib.suppress(KeyboardInterrupt):
        _run(data_dir, live, watch)


async def _read_anew(transactions: "Transactions", tenant: "Tenant", live: bool) -> "Tenant":
    """The tenant with its settings of now. Raises DatabaseUnavailable."""
    from billhook.db.unavailable import DRIVER_ERRORS, DatabaseUnavailable, is_unavailable

    try:
        async with transactions.pool.acquire() as conn:
            return await tenant_in(conn, tenant.account, live)  # type: ignore[arg-type]
    except DRIVER_ERRORS as error:
        if not is_unavailable(error):
            raise
        raise DatabaseUnavailable(error) from error


def _contents(folder: Path) -> dict[Path, tuple[int, int]]:
    """The size and the time of change of each file; hidden ones and links are left alone."""
    found: dict[Path, tuple[int, int]] = {}
    for file in sorted(folder.iterdir()):
        with contextlib.suppress(FileNotFoundError):
            about = file.lstat()
            if stat.S_ISREG(about.st_mode) and not file.name.startswith("."):
                found[file] = (about.st_size, about.st_mtime_ns)
    return found


async def _take(transactions: "Transactions", tenant: "Tenant", file: Path) -> None:
    """Import a file and move it away. A process that dies in between imports it again, which adds nothing."""
    done, fault = await _import(transactions, tenant, file)
    if done is None:
        click.echo(f"{file}: {fault}", err=True)
    else:
        await _settle(transactions, tenant)
        _print_import(file, done)
    await asyncio.to_thread(_put_away, file, fault)


def _put_away(file: Path, fault: str) -> None:
    """Move a file to `done/`; with a fault to `refused/`, where a text says it."""
    kept = _free_name(file.parent / ("refused" if fault else "done"), file.name)
    if fault:
        kept.with_name(f"{kept.name}.txt").write_text(f"{fault}\n", "utf-8")
    file.replace(kept)


def _free_name(folder: Path, name: str) -> Path:
    """A path there that no file has yet."""
    folder.mkdir(exist_ok=True)
    names = itertools.chain([name], (f"{number}-{name}" for number in itertools.count(2)))
    return next(path for each in names if not (path := folder / each).exists())


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


@statements.command("preview")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--account", default="", help="The number of the bank account; IBAN if there is one.")
@click.option("--currency", help="The currency of the account. [default: eur]")
@click.option(
    "--column", "columns", multiple=True, metavar="NAME=TITLE", help="Where the file has it; may be repeated."
)
@click.option("--encoding", type=click.Choice(["utf-8-sig", "cp1252"]), help="The encoding of the text.")
@click.option("--separator", type=click.Choice(["semicolon", "comma", "tab"]), help="What stands between columns.")
@click.option("--skip-lines", type=click.IntRange(0, 100), help="How many lines stand above the titles.")
@click.option("--decimal-comma/--decimal-point", default=None, help="How amounts are written.")
@click.option("--date-form", help="How days are written, such as DD.MM.YYYY.")
@click.option("--save", is_flag=True, help="Keep the mapping for the next files with these titles.")
@_LIVE
@DATA_DIR
def statements_preview(
    file: Path,
    columns: tuple[str, ...],
    save: bool,
    live: bool,
    data_dir: Path | None,
    **said: "str | int | bool | None",
) -> None:
    """Print the first lines of a CSV file as a mapping understands them. What you do not say is guessed.

    The exit status is 0 if all lines can be read, 3 if some cannot, and 1 if none can.
    """
    from billhook.bank_statements.actions.csv_mappings import preview
    from billhook.bank_statements.actions.csv_mappings import save as keep
    from billhook.bank_statements.objects import CsvPreview
    from billhook.bank_statements.params import SaveCsvMapping
    from billhook.kernel.errors import ApiError
    from billhook.wire.forms import Upload
    from billhook.wire.params import parse

    given: dict[str, str | dict[str, object]] = {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in said.items()
        if value not in (None, "")
    }
    if columns:
        given["columns"] = _columns(columns)
    if save and not said["account"]:
        raise click.ClickException("--save needs --account: movements are known again by the number of the account")
    upload = Upload(file.name, file.read_bytes())

    async def look(transactions: "Transactions", tenant: "Tenant") -> CsvPreview:
        try:
            checked = parse(SaveCsvMapping, {"account": "-", **given, "file": upload})  # type: ignore[dict-item]
            async with transactions.begin(tenant) as tx:
                if save:
                    await keep(tx, checked)
                return await preview(tx, checked)
        except ApiError as error:
            raise click.ClickException(error.message) from None

    sys.exit(_print_preview(_run(data_dir, live, look)))


def _columns(given: tuple[str, ...]) -> dict[str, object]:
    found: dict[str, object] = {}
    purposes: list[str] = []
    for one in given:
        name, mark, title = one.partition("=")
        if not mark:
            raise click.ClickException(f"--column {one}: write it as NAME=TITLE, such as date=Buchungstag")
        if name == "purpose":
            purposes.append(title)
        else:
            found[name] = title
    return {**found, **({"purpose": purposes} if purposes else {})}


def _print_preview(shown: "CsvPreview") -> int:
    click.echo(f"Titles: {', '.join(shown.titles)}")
    used = [(name, getattr(shown.mapping.columns, name)) for name in sorted(shown.mapping.columns.__dataclass_fields__)]
    for name, title in used:
        if title:
            click.echo(f"{name}: {title if isinstance(title, str) else ', '.join(title)}")
    for one in shown.movements:
        amount = _major(one.signed, one.currency)
        click.echo(f"{one.booked_on}  {amount:>14f} {one.currency.upper()}  {one.name}  {one.purpose}")
    click.echo(f"{shown.count} movements, {len(shown.problems)} lines that cannot be read")
    for problem in shown.problems:
        click.echo(f"{problem.place}: {problem.text}", err=True)
    if shown.fault:
        click.echo(shown.fault, err=True)
        return _FAILED
    return _TO_LOOK_AT if shown.problems else 0


def _major(amount: int, currency: str) -> Decimal:
    from billhook.kernel.money import minor_digits

    return Decimal(amount).scaleb(-minor_digits(currency))


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
    amount = _major(one.amount, one.currency)
    about = one.reason or " ".join(one.invoices) or one.customer or ""
    return f"{one.id}  {one.booked_on}  {amount:>14f} {one.currency.upper()}  {one.status:<10}  {one.name}  {about}"


def _print_import(file: Path, done: "Import") -> None:
    returned = f", {done.returned} returned" if done.returned else ""
    click.echo(
        f"{file}: {done.new} new, {done.known} known already, {done.booked} booked, {done.to_look_at} to look at"
        f"{returned}"
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
