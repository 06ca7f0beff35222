"""`billhook accounts`: list, add and show the accounts of the installation."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
import orjson

from billhook.command_line import DATA_DIR, settings_of, with_account

if TYPE_CHECKING:
    from billhook.accounts.objects import Account
    from billhook.accounts.opening import Keys
    from billhook.accounts.store import Connection


@click.group()
def accounts() -> None:
    """Add accounts to the installation; `list` shows those that there are, the first one at the top."""


@accounts.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print each account on a line, as one JSON object.")
@DATA_DIR
def accounts_list(as_json: bool, data_dir: Path | None) -> None:
    """Print the accounts, the first one and then the oldest."""
    from billhook.accounts import store

    async def look(conn: "Connection", _: str) -> "list[Account]":
        return await store.all_accounts(conn)

    for account in with_account(data_dir, look):
        click.echo(_as_json(account) if as_json else _line(account))


@accounts.command("add")
@click.argument("name")
@click.option("--country", help="Two-letter country of the business, such as DE.")
@click.option("--currency", help="Currency of an invoice whose customer has none yet, such as eur.")
@click.option("--email", help="Where payers can ask.")
@DATA_DIR
def accounts_add(
    name: str, country: str | None, currency: str | None, email: str | None, data_dir: Path | None
) -> None:
    """Add an account; print its keys, and a link that makes its owner."""
    from billhook.accounts.founding import found_account
    from billhook.accounts.founding import settings_of as new_settings
    from billhook.accounts.opening import keys_of
    from billhook.kernel.clock import wall_now
    from billhook.people.actions.create_owner import first_link_of

    given = {
        "business_name": name,
        "business_country": country.upper() if country is not None else None,
        "default_currency": currency.lower() if currency is not None else None,
        "business_email": email,
    }
    try:
        settings = new_settings(given)
    except ValueError as error:
        raise click.ClickException(str(error)) from None

    async def add(conn: "Connection", _: str) -> "tuple[Keys, str]":
        async with conn.transaction():
            account = await found_account(conn, settings, wall_now())
            return await keys_of(conn, account), await first_link_of(conn, account, wall_now())

    keys, link = with_account(data_dir, add)
    _print_keys(keys)
    click.echo(f"Dashboard        {settings_of(data_dir=data_dir).dashboard_url}/dashboard/welcome/{link}")
    click.echo("                 (works once: make yourself the owner)")


@accounts.command("show")
@click.argument("id", metavar="ACCOUNT")
@DATA_DIR
def accounts_show(id: str, data_dir: Path | None) -> None:
    """Print an account and its keys of test mode. `billhook --account ACCOUNT keys` lists all its keys."""
    from billhook.accounts import store
    from billhook.accounts.opening import keys_of

    async def look(conn: "Connection", _: str) -> "tuple[Account | None, Keys]":
        return await store.account(conn, id), await keys_of(conn, id)

    account, keys = with_account(data_dir, look)
    if account is None:
        raise click.ClickException(f"there is no account {id}; `billhook accounts list` shows those that there are")
    click.echo(f"Name             {account.settings.business_name}")
    click.echo(f"Country          {account.settings.business_country}")
    _print_keys(keys)


def _print_keys(keys: "Keys") -> None:
    click.echo(f"Account          {keys.account}")
    click.echo(f"Secret key       {keys.test_secret or '(none shown; see billhook keys)'}")
    click.echo(f"Publishable key  {keys.test_publishable}")


def _line(account: "Account") -> str:
    from billhook.kernel.clock import as_datetime

    return f"{account.id}  made {as_datetime(account.created):%Y-%m-%d %H:%M} UTC  {account.settings.business_name}"


def _as_json(account: "Account") -> str:
    shown = {
        "id": account.id, "created": account.created, "name": account.settings.business_name,
        "country": account.settings.business_country,
    }  # fmt: skip
    return orjson.dumps(shown).decode()
