"""`billhook sandboxes`: list, make and throw away the sandboxes of the account."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click
import orjson

from billhook.command_line import DATA_DIR, Duration, settings_of, with_transactions

if TYPE_CHECKING:
    from billhook.db.tenants import Tenant
    from billhook.db.tx import Transactions
    from billhook.sandboxes.objects import Opened
    from billhook.wire.forms import Form

T = TypeVar("T")

_PAGE = 100
_YEAR_DAYS = 366
_JSON = click.option("--json", "as_json", is_flag=True, help="Print each sandbox as the API shows it, on a line.")


@click.group()
def sandboxes() -> None:
    """Make test accounts and throw them away; `list` shows those that there are."""


@sandboxes.command("list")
@_JSON
@DATA_DIR
def sandboxes_list(as_json: bool, data_dir: Path | None) -> None:
    """Print the sandboxes, the newest first."""
    from billhook.sandboxes.params import ListSandboxes
    from billhook.sandboxes.queries import page

    async def look(transactions: "Transactions", tenant: "Tenant") -> "list[Opened]":
        found: list[Opened] = []
        has_more = True
        async with transactions.read(tenant) as reader:
            while has_more:
                after = found[-1].id if found else None
                some, has_more = await page(reader, ListSandboxes.of(limit=_PAGE, starting_after=after))
                found += some
        return found

    for opened in _in_test_mode(data_dir, look):
        click.echo(_as_json(opened) if as_json else _line(opened))


@sandboxes.command("create")
@click.option("--name", help="What the sandbox is for.")
@click.option("--expires-in", type=Duration(_YEAR_DAYS), help="After how long the sandbox ends by itself, such as 1d.")
@_JSON
@DATA_DIR
def sandboxes_create(name: str | None, expires_in: int | None, as_json: bool, data_dir: Path | None) -> None:
    """Make a sandbox and print its id and its keys."""
    from billhook.kernel.clock import wall_now
    from billhook.sandboxes.actions.create import create
    from billhook.sandboxes.params import CreateSandbox
    from billhook.wire.params import parse

    given: Form = {} if name is None else {"name": name}
    if expires_in is not None:
        given["expires_at"] = str(wall_now() + expires_in)

    async def make(transactions: "Transactions", tenant: "Tenant") -> "Opened":
        async with transactions.begin(tenant) as tx:
            return await create(tx, parse(CreateSandbox, given))

    opened = _in_test_mode(data_dir, make)
    if as_json:
        click.echo(_as_json(opened))
        return
    click.echo(f"Sandbox          {opened.id}")
    click.echo(f"Secret key       {opened.secret_key}")
    click.echo(f"Publishable key  {opened.publishable_key}")


@sandboxes.command("delete")
@click.argument("id", metavar="SANDBOX")
@DATA_DIR
def sandboxes_delete(id: str, data_dir: Path | None) -> None:
    """End a sandbox at once. A running server deletes what is in it."""
    from billhook.sandboxes.actions.delete import delete

    async def end(transactions: "Transactions", tenant: "Tenant") -> None:
        async with transactions.begin(tenant) as tx:
            await delete(tx, id)

    _in_test_mode(data_dir, end)


def _in_test_mode(data_dir: Path | None, work: "Callable[[Transactions, Tenant], Awaitable[T]]") -> T:
    """Do `work` in the test mode of the account, beside a running server or without one.

    Raises ClickException with the sentence of a refusal, and what `with_account` raises.
    """
    from billhook.kernel.errors import ApiError

    try:
        return with_transactions(settings_of(data_dir=data_dir), work, live=False)
    except ApiError as error:
        raise click.ClickException(error.message) from None


def _line(opened: "Opened") -> str:
    from billhook.kernel.clock import as_datetime

    sandbox = opened.sandbox
    ends = f"  ends {as_datetime(sandbox.expires_at):%Y-%m-%d %H:%M} UTC" if sandbox.expires_at is not None else ""
    name = f"  {sandbox.name}" if sandbox.name is not None else ""
    return f"{sandbox.id}  made {as_datetime(sandbox.created):%Y-%m-%d %H:%M} UTC{ends}{name}"


def _as_json(opened: "Opened") -> str:
    from billhook.sandboxes.view import shown

    return orjson.dumps(shown(opened)).decode()
