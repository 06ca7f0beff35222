"""`billhook processors`: connect, list and disconnect the accounts by which money moves."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeVar

import click

from billhook.command_line import DATA_DIR, settings_of, with_transactions

if TYPE_CHECKING:
    from billhook.db.tenants import Tenant
    from billhook.db.tx import Transactions
    from billhook.db.verbs import Verb
    from billhook.processor_accounts.actions.connect import Connected
    from billhook.processor_accounts.objects import ProcessorAccount
    from billhook.settings import Settings

T = TypeVar("T")

_SEPA = "sepa"
_LIVE = click.option("--live", is_flag=True, help="In live mode.  [test mode]")
_NAME = click.argument("name", metavar="PROCESSOR", type=click.Choice(("stripe", "mollie", "gocardless", _SEPA)))


@click.group()
def processors() -> None:
    """Connect an account at Stripe, Mollie or GoCardless, by which live money moves; `list` shows what is connected."""


@processors.command("connect")
@_NAME
@click.option(
    "--key-file", type=click.File("r"), default="-",
    help="A file with the key.  [standard input]",
)  # fmt: skip
@click.option(
    "--news-secret-file", type=click.File("r"),
    help="A file with the signing secret of a webhook endpoint that you made at Stripe or GoCardless.",
)  # fmt: skip
@click.option("--creditor-id", help="sepa: your creditor identifier, such as DE98ZZZ09999999999.")
@click.option("--iban", help="sepa: your account.")
@click.option("--bic", help="sepa: the BIC of your bank, if it asks for it.")
@click.option("--name", "holder", help="sepa: the holder of the account.")
@click.option("--lead-days", type=int, default=2, help="sepa: bank days between a file and its debits.  [2]")
@_LIVE
@DATA_DIR
def processors_connect(
    name: str, key_file: TextIO, news_secret_file: TextIO | None, creditor_id: str | None, iban: str | None,
    bic: str | None, holder: str | None, lead_days: int, live: bool, data_dir: Path | None,
) -> None:  # fmt: skip
    """Check the key, store it encrypted, and have the processor tell us what happens if BILLHOOK_PUBLIC_URL is public.

    New payments are asked of it from then on. Connect again to change the key. With `sepa` debits go to your bank as
    files (`billhook sepa`); no key is needed then.
    """
    if name == _SEPA:
        if creditor_id is None or iban is None or holder is None:
            raise click.UsageError("sepa needs --creditor-id, --iban and --name")
        _connect_sepa(settings_of(data_dir=data_dir), creditor_id, iban, holder, bic, lead_days, live=live)
        return
    if creditor_id is not None or iban is not None or holder is not None or bic is not None:
        raise click.UsageError("--creditor-id, --iban, --bic and --name are for sepa")
    from billhook.processor_accounts import verbs
    from billhook.processor_accounts.actions.connect import connect
    from billhook.processor_accounts.sealing import safe_of
    from billhook.processors.known import CONNECTABLE, OFFERS

    settings, there = settings_of(data_dir=data_dir), CONNECTABLE[name]
    if news_secret_file is not None and not there.signs_news:
        raise click.UsageError(f"{there.label} does not sign its news: leave --news-secret-file out")
    key = _secret_of(key_file, "the key")
    secret = None if news_secret_file is None else _secret_of(news_secret_file, "the signing secret")

    async def work(transactions: "Transactions", tenant: "Tenant") -> "Connected":
        safe = safe_of(settings)

        async def keep(account: "ProcessorAccount") -> None:
            await _run(transactions, tenant, verbs.CONNECT, name, account)

        return await connect(
            transactions, tenant, safe, there, key, base=there.base_of(settings), keep=keep, secret=secret
        )  # fmt: skip

    done = _in_words(settings, work, live=live, label=there.label)
    click.echo(f"connected {name} in {'live' if live else 'test'} mode, key …{done.account.ending}")
    if done.has_news:
        click.echo(f"{there.label} sends news to {done.news_url}")
        return
    if not there.signs_news:
        click.echo(
            f"{there.label} sends no news, so payments are looked at once an hour. To know sooner, set "
            "BILLHOOK_PUBLIC_URL to an address that can be reached from outside."
        )
        return
    meanwhile = "it is asked for them every minute" if OFFERS[name].follows else "payments are looked at once an hour"
    click.echo(
        f"{there.label} sends no news, so {meanwhile}. To know sooner, make a webhook endpoint at {there.label} for "
        f"{done.news_url} and connect again with --news-secret-file."
    )


@processors.command("list")
@_LIVE
@DATA_DIR
def processors_list(live: bool, data_dir: Path | None) -> None:
    """Print what is connected. No key is shown."""
    from billhook.processor_accounts import queries

    async def work(transactions: "Transactions", tenant: "Tenant") -> "list[ProcessorAccount]":
        async with transactions.read(tenant) as reader:
            return await queries.accounts(reader)

    for account in _in_words(settings_of(data_dir=data_dir), work, live=live):
        click.echo(_line(account))


@processors.command("disconnect")
@_NAME
@_LIVE
@DATA_DIR
def processors_disconnect(name: str, live: bool, data_dir: Path | None) -> None:
    """Forget the key, and close the webhook endpoint that was made with it. Nothing can be paid by it any more."""
    from billhook.processor_accounts import verbs
    from billhook.processor_accounts.actions.disconnect import disconnect
    from billhook.processor_accounts.sealing import SecretsLocked, safe_of
    from billhook.processors.known import CONNECTABLE

    if name == _SEPA:
        _disconnect_sepa(settings_of(data_dir=data_dir), live=live)
        return
    settings, there = settings_of(data_dir=data_dir), CONNECTABLE[name]

    async def work(transactions: "Transactions", tenant: "Tenant") -> bool | None:
        try:
            safe = safe_of(settings)
        except SecretsLocked:
            safe = None

        async def forgotten() -> None:
            await _run(transactions, tenant, verbs.DISCONNECT, name)

        return await disconnect(
            transactions, tenant, safe, there, base=there.base_of(settings), forgotten=forgotten
        )  # fmt: skip

    is_closed = _in_words(settings, work, live=live, label=there.label)
    if is_closed is None:
        raise click.ClickException(f"{name} is not connected in {'live' if live else 'test'} mode")
    click.echo(f"disconnected {name}")
    if not is_closed:
        click.echo(f"The webhook endpoint at {there.label} could not be closed; delete it there.")


@processors.command("reseal")
@_LIVE
@DATA_DIR
def processors_reseal(live: bool, data_dir: Path | None) -> None:
    """Encrypt the keys anew with BILLHOOK_SEALING_KEY, while BILLHOOK_SEALING_KEY_BEFORE is the former one."""
    from billhook.payment_methods.actions.seal import reseal_ibans
    from billhook.processor_accounts.actions.reseal import reseal
    from billhook.processor_accounts.sealing import safe_of
    from billhook.sepa_files.actions.write_batch import reseal_batches

    settings = settings_of(data_dir=data_dir)

    async def work(transactions: "Transactions", tenant: "Tenant") -> int:
        safe = safe_of(settings)
        async with transactions.begin(tenant) as tx:
            return await reseal(tx, safe) + await reseal_ibans(tx, safe) + await reseal_batches(tx, safe)

    count = _in_words(settings, work, live=live)
    click.echo(f"encrypted anew: {count}")


async def _run(transactions: "Transactions", tenant: "Tenant", verb: "Verb", *arguments: object) -> None:
    """Run a verb in a transaction of its own, as the operator."""
    async with transactions.begin(tenant) as tx:
        await verb.function(tx, *arguments)


def _connect_sepa(
    settings: "Settings", creditor_id: str, iban: str, holder: str, bic: str | None, lead_days: int, *, live: bool
) -> None:  # fmt: skip
    from billhook.processor_accounts.sealing import safe_of
    from billhook.sepa_files.actions.connect import connect
    from billhook.sepa_files.rules.creditor import CreditorUnusable, checked_creditor

    try:
        creditor = checked_creditor(creditor_id, iban, holder, bic, lead_days)
    except CreditorUnusable as error:
        raise click.UsageError(str(error)) from None

    async def work(transactions: "Transactions", tenant: "Tenant") -> None:
        safe = safe_of(settings)
        async with transactions.begin(tenant) as tx:
            await connect(tx, safe, creditor)

    _in_words(settings, work, live=live)
    click.echo(f"connected sepa in {'live' if live else 'test'} mode, account …{creditor.iban[-4:]}")
    click.echo("Debits wait until `billhook sepa write` puts them into a file for your bank.")


def _disconnect_sepa(settings: "Settings", *, live: bool) -> None:
    from billhook.sepa_files.actions.connect import disconnect

    async def work(transactions: "Transactions", tenant: "Tenant") -> bool:
        async with transactions.begin(tenant) as tx:
            return await disconnect(tx)

    if not _in_words(settings, work, live=live):
        raise click.ClickException(f"sepa is not connected in {'live' if live else 'test'} mode")
    click.echo("disconnected sepa")


def _in_words(
    settings: "Settings", work: "Callable[[Transactions, Tenant], Awaitable[T]]", *, live: bool, label: str = ""
) -> T:
    """Do `work`. Raises ClickException with the sentence of what went wrong, and what `with_account` raises."""
    from billhook.processor_accounts.sealing import SecretsLocked
    from billhook.processors.connecting import KeyUnusable
    from billhook.processors.interface import ProcessorSilent

    try:
        return with_transactions(settings, work, live=live)
    except (KeyUnusable, SecretsLocked) as error:
        raise click.ClickException(str(error)) from None
    except ProcessorSilent as silence:
        raise click.ClickException(f"{label} does not answer as it should ({silence}); try again later") from None


def _secret_of(file: TextIO, what: str) -> str:
    """What is in a file, on one line. Raises UsageError, which does not show it."""
    from billhook.processor_accounts.actions.connect import SECRET_LENGTH_MAX, is_one_line

    given = file.read(SECRET_LENGTH_MAX + 1).strip()
    if not is_one_line(given):
        raise click.UsageError(f"{what} has to be one line of letters, digits and signs")
    return given


def _line(account: "ProcessorAccount") -> str:
    from billhook.kernel.clock import as_datetime

    heard = (
        "no news yet" if account.last_news_at is None
        else f"last news {as_datetime(account.last_news_at):%Y-%m-%d %H:%M} UTC"
    )  # fmt: skip
    problem = "" if account.problem is None else f"  {account.problem}"
    connected = f"{as_datetime(account.connected_at):%Y-%m-%d %H:%M} UTC"
    return f"{account.processor}  key …{account.ending}  connected {connected}  {heard}{problem}"
