"""The command line: `billhook serve`, `work`, `migrate`, `doctor`, `mail`, `logs`, `settings`, `keys`, `accounts`,
`sandboxes`, `people`, `numbers`, `processors`, `sepa`, `statements`.

What takes long to load is imported by the command that needs it, so that `--help` answers at once.
"""

import asyncio
import contextlib
import importlib
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from billhook import tracing
from billhook.account_commands import accounts
from billhook.command_line import DATA_DIR, UNITS, Duration, settings_of, tenant_in, with_account
from billhook.db.embedded.process import EmbeddedPostgresError
from billhook.db.unusable import DatabaseUnusable
from billhook.listening import ListenError
from billhook.log_commands import logs
from billhook.mail_commands import mail
from billhook.number_commands import numbers
from billhook.processor_commands import processors
from billhook.sandbox_commands import sandboxes
from billhook.sepa_commands import sepa
from billhook.statement_commands import statements

if TYPE_CHECKING:
    import asyncpg

    from billhook.account_settings.settings import SettingValue

T = TypeVar("T")

# What is said in one sentence, whatever the command; everything else is a fault of ours and shows where it happened.
_SENTENCES = (DatabaseUnusable, EmbeddedPostgresError, ListenError, tracing.TracingError)

_LOOK_SECONDS = 0.2
_NAME_LENGTH_MAX = 100


def _spoken(seconds: int) -> str:
    unit = next(unit for unit in ("d", "h", "m", "s") if seconds % UNITS[unit] == 0)
    return f"{seconds // UNITS[unit]}{unit}"


def main() -> None:
    """The entry point."""
    try:
        cli(prog_name="billhook")
    except _SENTENCES as error:
        sys.exit(f"billhook: {error}")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--account",
    metavar="ACCOUNT",
    help="The account that the command is about, such as acct_1….  [the first one]",
)
def cli(account: str | None) -> None:
    """Invoicing you run yourself, speaking the API you already know."""


@cli.command()
@click.option("--host", help="Address to listen on (BILLHOOK_HOST); 0.0.0.0 for all.  [127.0.0.1]")
@click.option("--port", type=int, help="Port to listen on (BILLHOOK_PORT); 0 for any free one.  [8420]")
@click.option("--workers", type=int, help="HTTP processes (BILLHOOK_WORKERS).  [1]")
@DATA_DIR
def serve(host: str | None, port: int | None, workers: int | None, data_dir: Path | None) -> None:
    """Run the server, with a database of its own unless DATABASE_URL names one."""
    from billhook.serve import run

    sys.exit(run(settings_of(host=host, port=port, workers=workers, data_dir=data_dir)))


@cli.command()
@DATA_DIR
def work(data_dir: Path | None) -> None:
    """Run the jobs alone, beside servers on the same database."""
    from billhook.db.location import Database, open_database
    from billhook.log_lines import log_to_stderr

    settings = settings_of(data_dir=data_dir)
    log_to_stderr(settings)
    tracing.insist_on_what_it_needs()
    tracing.start()
    run = importlib.import_module("billhook.worker").run

    async def look_after(database: Database) -> None:
        while True:
            database.look_after()
            await asyncio.sleep(_LOOK_SECONDS)

    async def until_asked_to_stop(database: Database) -> None:
        task = asyncio.current_task()
        assert task is not None
        for sig in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(sig, task.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            async with asyncio.TaskGroup() as group:
                group.create_task(look_after(database))
                group.create_task(run(settings.model_copy(update={"database_url": database.dsn})))

    with open_database(settings, share=True) as database:
        try:
            asyncio.run(until_asked_to_stop(database))
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None


@cli.command()
@DATA_DIR
def migrate(data_dir: Path | None) -> None:
    """Bring the schema of the database up to date. `serve` does so by itself."""
    from billhook.db.location import open_database
    from billhook.db.migrate import migrate as apply

    with open_database(settings_of(data_dir=data_dir), share=True) as database:
        names = asyncio.run(apply(database.dsn))
    for name in names:
        click.echo(f"applied {name}")
    if not names:
        click.echo("nothing to do")


@cli.command()
@click.option("--quick", is_flag=True, help="Leave out the proofs, which take longer.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for programs that watch.")
@DATA_DIR
def doctor(quick: bool, as_json: bool, data_dir: Path | None) -> None:
    """Say what is wrong, late or stuck, and prove the books. Exit status 0: all is well, 1: wrong, 3: only late."""
    from billhook.db.location import open_database
    from billhook.doctor import examining, findings, printing

    configured = settings_of(data_dir=data_dir)
    try:
        with open_database(configured, share=True) as database:
            found = examining.examine(database.dsn, configured, quick=quick)
    except _SENTENCES as error:
        found = [findings.wrong(f"{error}.").of("database")]
    found += examining.examine_rest(configured)
    click.echo(printing.as_json(found) if as_json else "\n".join(printing.lines(found)))
    sys.exit(findings.EXIT_STATUS[findings.worst(found)])


cli.add_command(accounts)
cli.add_command(mail)
cli.add_command(logs)
cli.add_command(numbers)
cli.add_command(processors)
cli.add_command(sandboxes)
cli.add_command(sepa)
cli.add_command(statements)


@cli.group()
def settings() -> None:
    """Read and change the settings of the account."""


@settings.command("get")
@click.argument("name", required=False)
@DATA_DIR
def settings_get(name: str | None, data_dir: Path | None) -> None:
    """Print one setting, or all of them."""
    from billhook.account_settings.settings import insist_on_a_setting, printed
    from billhook.accounts import store

    async def read(conn: "asyncpg.Connection[asyncpg.Record]", account: str) -> "dict[str, SettingValue]":
        tenant = await store.tenant_of(conn, account, False)
        assert tenant is not None
        return dict(tenant.settings)

    if name is not None:
        _said(insist_on_a_setting, name)
    values = with_account(data_dir, read)
    for key in [name] if name is not None else values:
        click.echo(printed(values[key]) if name is not None else f"{key} = {printed(values[key])}")


# A value may begin with a minus: it is no option, and our own sentence says what is wrong with it.
@settings.command("set", context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, required=True, metavar="NAME VALUE | NAME=VALUE...")
@DATA_DIR
def settings_set(words: tuple[str, ...], data_dir: Path | None) -> None:
    """Change one setting or several at once; a running server takes them up within a second."""
    from billhook.account_settings.settings import checked
    from billhook.account_settings.together import insist_together
    from billhook.accounts import store
    from billhook.accounts.brand import check_pictures

    pairs = [words] if len(words) == 2 and "=" not in words[0] else [tuple(word.split("=", 1)) for word in words]
    if any(len(pair) != 2 for pair in pairs):
        raise click.UsageError("write NAME VALUE, or NAME=VALUE for each of several settings")
    new = {name: _said(checked, name, value) for name, value in pairs}

    async def change(conn: "asyncpg.Connection[asyncpg.Record]", account: str) -> None:
        try:
            together = {**await store.stored_values(conn, account), **new}
            insist_together(together)
            await _insist_on_own_numbers(conn, account, together)
            await check_pictures(conn, account, new)
        except ValueError as error:
            raise click.ClickException(str(error)) from None
        await store.set_values(conn, account, new)

    with_account(data_dir, change)


@settings.command("unset")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@DATA_DIR
def settings_unset(names: tuple[str, ...], data_dir: Path | None) -> None:
    """Give one setting or several their defaults again."""
    from billhook.account_settings.settings import insist_on_a_setting
    from billhook.account_settings.together import insist_together
    from billhook.accounts import store

    async def unset(conn: "asyncpg.Connection[asyncpg.Record]", account: str) -> None:
        stored = await store.stored_values(conn, account)
        for name in names:
            if name not in stored:  # what an older program left may go
                _said(insist_on_a_setting, name)
        together = {name: value for name, value in stored.items() if name not in names}
        _said(insist_together, together)
        try:
            await _insist_on_own_numbers(conn, account, together)
        except ValueError as error:
            raise click.ClickException(str(error)) from None
        await store.unset(conn, account, names)

    with_account(data_dir, unset)


async def _insist_on_own_numbers(
    conn: "asyncpg.Connection[asyncpg.Record]", account: str, values: "Mapping[str, SettingValue]"
) -> None:
    """Raise ValueError if a template of either mode can give the same numbers as the settings."""
    from billhook.account_settings.settings import from_stored
    from billhook.rendering_templates.rules.series import clash_with_settings
    from billhook.rendering_templates.store import units

    modes = [(await tenant_in(conn, account, live)).id for live in (False, True)]
    if (clash := clash_with_settings(await units(conn, *modes), from_stored(values))) is not None:
        raise ValueError(f"{clash.param} {clash.sentence}")


@settings.command("check")
@DATA_DIR
def settings_check(data_dir: Path | None) -> None:
    """Say which stored settings are wrong. The exit status is 1 if one is."""
    from billhook.account_settings.settings import faults
    from billhook.accounts import store

    found = faults(with_account(data_dir, store.stored_values))
    for sentence in found:
        click.echo(sentence)
    if found:
        sys.exit(1)
    click.echo("all settings are valid")


@cli.group(invoke_without_command=True)
@DATA_DIR
@click.pass_context
def keys(context: click.Context, data_dir: Path | None) -> None:
    """List the API keys; `create` makes one beside them, `roll` replaces the secret one."""
    from billhook.accounts import store
    from billhook.accounts.rules.permissions import written
    from billhook.kernel.clock import as_datetime, wall_now

    context.obj = data_dir
    if context.invoked_subcommand is not None:
        return
    for key in with_account(data_dir, store.keys):
        mode = "live" if key.livemode else "test"
        state = ""
        if key.expires_at is not None:
            ends = f"ends {as_datetime(key.expires_at):%Y-%m-%d %H:%M} UTC"
            state = f"  ({ends if key.expires_at > wall_now() else 'ended'})"
        may = f"  may {' '.join(written(key.permissions))}" if key.is_restricted else ""
        where = f"  from {' '.join(key.networks)}" if key.networks else ""
        click.echo(f"{mode}  {key.kind:<11}  {key.clear or key.masked}{may}{where}{state}")


@keys.command("create")
@click.option("--live", is_flag=True, help="A key of live mode instead of test mode.")
@click.option("--name", help="Where the key is used.")
@click.option(
    "--may",
    "permissions",
    multiple=True,
    metavar="RESOURCE=ACCESS",
    help="What a restricted key may do, such as invoice=write or customer=read; may be given several times.",
)
@click.option(
    "--from",
    "networks",
    multiple=True,
    metavar="NETWORK",
    help="Where the key may be used, such as 203.0.113.0/24; may be given several times. Without it, everywhere.",
)
@click.option("--ends-in", type=Duration(366), default="0", help="After how long the key ends, such as 90d.")
@DATA_DIR
@click.pass_context
def keys_create(
    context: click.Context,
    live: bool,
    name: str | None,
    permissions: tuple[str, ...],
    networks: tuple[str, ...],
    ends_in: int,
    data_dir: Path | None,
) -> None:
    """Make a key beside the others and print it: a secret key, or with --may a restricted one."""
    from billhook.accounts.opening import add_beside
    from billhook.accounts.rules.networks import networks_of
    from billhook.accounts.rules.permissions import permissions_from
    from billhook.kernel.errors import ApiError

    data_dir = data_dir or context.obj
    if len(name or "") > _NAME_LENGTH_MAX:
        raise click.BadParameter(f"a name has at most {_NAME_LENGTH_MAX} characters", param_hint="--name")
    chosen = _said(permissions_from, permissions, _known_permissions()) if permissions else None
    try:
        allowed = networks_of(networks)
    except ApiError as error:
        raise click.ClickException(error.message) from None

    def add(conn: "asyncpg.Connection[asyncpg.Record]", account: str) -> Awaitable[str]:
        return add_beside(
            conn, account, chosen, livemode=live, name=name or None, networks=allowed, lifetime_seconds=ends_in
        )

    click.echo(with_account(data_dir, add))


def _known_permissions() -> tuple[str, ...]:
    from billhook.wire.restrictions import PERMISSIONS

    return PERMISSIONS


@keys.command("roll")
@click.option("--live", is_flag=True, help="The live secret key instead of the test one.")
@click.option(
    "--keep-old",
    type=Duration(),
    default="0",
    help="How long the old keys go on, such as 30m, 24h or 7d; without it they end at once.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@DATA_DIR
@click.pass_context
def keys_roll(context: click.Context, live: bool, keep_old: int, yes: bool, data_dir: Path | None) -> None:
    """Make a new secret key, print it, and end the old ones. A live key is never shown again."""
    from billhook.accounts.opening import roll_secret

    data_dir = data_dir or context.obj
    mode = "live" if live else "test"
    when = "at once" if keep_old == 0 else f"after {_spoken(keep_old)}"
    if not yes:
        question = f"A program that uses the present {mode} secret key stops working {when}. Make a new one?"
        click.confirm(question, abort=True, err=True)
    click.echo(
        with_account(data_dir, lambda conn, account: roll_secret(conn, account, livemode=live, keep_seconds=keep_old))
    )


@cli.group(invoke_without_command=True)
@DATA_DIR
@click.pass_context
def people(context: click.Context, data_dir: Path | None) -> None:
    """List the people who use the Dashboard; `invite` and `reset` print a link for somebody."""
    from billhook.people import store

    context.obj = data_dir
    if context.invoked_subcommand is not None:
        return
    for person in with_account(data_dir, store.of_account):
        click.echo(f"{person.email:<32}  {person.role:<13}  {person.status:<11}  {person.name}".rstrip())


@people.command("invite")
@click.argument("email")
@click.option(
    "--role",
    type=click.Choice(["owner", "administrator", "developer", "support", "analyst"]),
    default="administrator",
    help="What they may do.",
)
@DATA_DIR
@click.pass_context
def people_invite(context: click.Context, email: str, role: str, data_dir: Path | None) -> None:
    """Invite somebody and print the link; no mail is sent."""
    from billhook.people.actions.operate import invite_by_hand

    data_dir = data_dir or context.obj
    path = _on_paths(data_dir, lambda conn, account: invite_by_hand(conn, account, email, role))
    click.echo(f"{settings_of(data_dir=data_dir).dashboard_url}{path}")


@people.command("reset")
@click.argument("email")
@click.option("--factors", is_flag=True, help="Remove their authenticator app and recovery codes as well.")
@DATA_DIR
@click.pass_context
def people_reset(context: click.Context, email: str, factors: bool, data_dir: Path | None) -> None:
    """Print a link by which somebody chooses a new password, for those who locked themselves out."""
    from billhook.people.actions.operate import reset_by_hand

    data_dir = data_dir or context.obj
    path = _on_paths(data_dir, lambda conn, account: reset_by_hand(conn, account, email, factors=factors))
    click.echo(f"{settings_of(data_dir=data_dir).dashboard_url}{path}")


def _on_paths(
    data_dir: Path | None, work: "Callable[[asyncpg.Connection[asyncpg.Record], str], Awaitable[str]]"
) -> str:
    """The path of a page that `work` made a link to; a fault is a sentence for the person who typed."""
    from billhook.people.faults import PersonFault

    try:
        return with_account(data_dir, work)
    except PersonFault as fault:
        raise click.ClickException(" ".join([fault.sentence, *fault.fields.values()]).strip()) from None


def _said(check: Callable[..., T], *values: Any) -> T:
    """The result of a check; the ValueError that it raises is what the person reads."""
    try:
        return check(*values)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
