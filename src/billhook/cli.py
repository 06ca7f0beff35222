"""The command line: `billhook serve`, `work`, `migrate`, `settings`, `keys`.

What takes long to load is imported by the command that needs it, so that `--help` answers at once.
"""

import asyncio
import contextlib
import importlib
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from pydantic import ValidationError

from billhook.db.embedded.process import EmbeddedPostgresError
from billhook.listening import ListenError
from billhook.settings import Settings

if TYPE_CHECKING:
    import asyncpg

T = TypeVar("T")

_DATA_DIR = click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the data is (BILLHOOK_DATA_DIR).",
)


def main() -> None:
    """The entry point."""
    try:
        cli(prog_name="billhook")
    except (EmbeddedPostgresError, ListenError) as error:
        sys.exit(f"billhook: {error}")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Invoicing you run yourself, speaking the API you already know."""


@cli.command()
@click.option("--host", help="Address to listen on (BILLHOOK_HOST); 0.0.0.0 for all.  [127.0.0.1]")
@click.option("--port", type=int, help="Port to listen on (BILLHOOK_PORT); 0 for any free one.  [8420]")
@click.option("--workers", type=int, help="HTTP processes (BILLHOOK_WORKERS).  [1]")
@_DATA_DIR
def serve(host: str | None, port: int | None, workers: int | None, data_dir: Path | None) -> None:
    """Run the server, with a database of its own unless DATABASE_URL names one."""
    from billhook.serve import run

    sys.exit(run(_settings(host=host, port=port, workers=workers, data_dir=data_dir)))


@cli.command()
@_DATA_DIR
def work(data_dir: Path | None) -> None:
    """Run the jobs alone, beside servers on the same database."""
    from billhook.db.location import open_database
    from billhook.serve_process import log_to_stderr

    settings = _settings(data_dir=data_dir)
    log_to_stderr()
    run = importlib.import_module("billhook.worker").run

    async def until_asked_to_stop(settings: Settings) -> None:
        task = asyncio.current_task()
        assert task is not None
        for sig in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(sig, task.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await run(settings)

    with open_database(settings, share=True) as database:
        asyncio.run(until_asked_to_stop(settings.model_copy(update={"database_url": database.dsn})))


@cli.command()
@_DATA_DIR
def migrate(data_dir: Path | None) -> None:
    """Bring the schema of the database up to date. `serve` does so by itself."""
    from billhook.db.location import open_database
    from billhook.db.migrate import migrate as apply

    with open_database(_settings(data_dir=data_dir), share=True) as database:
        names = asyncio.run(apply(database.dsn))
    for name in names:
        click.echo(f"applied {name}")
    if not names:
        click.echo("nothing to do")


@cli.group()
def settings() -> None:
    """Read and change the settings of the account."""


@settings.command("get")
@click.argument("name", required=False)
@_DATA_DIR
def settings_get(name: str | None, data_dir: Path | None) -> None:
    """Print one setting, or all of them."""
    from billhook.accounts import store

    async def read(conn: "asyncpg.Connection[asyncpg.Record]", account: str) -> dict[str, Any]:
        tenant = await store.tenant_of(conn, account, False)
        assert tenant is not None
        return dict(tenant.settings)

    values = _with_account(data_dir, read)
    if name is not None and name not in values:
        raise click.ClickException(f"there is no setting {name}; `billhook settings get` lists them")
    for key in [name] if name is not None else values:
        click.echo(values[key] if name is not None else f"{key} = {values[key]}")


@settings.command("set")
@click.argument("name")
@click.argument("value")
@_DATA_DIR
def settings_set(name: str, value: str, data_dir: Path | None) -> None:
    """Change one setting; a running server takes it up with its next request."""
    from billhook.accounts import store
    from billhook.accounts.settings import checked

    try:
        new = checked(name, value)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    _with_account(data_dir, lambda conn, account: store.set_value(conn, account, name, new))


@cli.group(invoke_without_command=True)
@_DATA_DIR
@click.pass_context
def keys(context: click.Context, data_dir: Path | None) -> None:
    """List the API keys; `roll` makes a new one."""
    from billhook.accounts import store

    context.obj = data_dir
    if context.invoked_subcommand is not None:
        return
    for key in _with_account(data_dir, store.keys):
        mode = "live" if key.livemode else "test"
        prefix = "pk" if key.kind == "publishable" else "sk"
        state = "" if key.expires_at is None else "  (ended)"
        click.echo(f"{mode}  {key.kind:<11}  {key.clear or f'{prefix}_{mode}_…{key.last4}'}{state}")


@keys.command("roll")
@click.option("--live", is_flag=True, help="The live secret key instead of the test one.")
@click.pass_context
def keys_roll(context: click.Context, live: bool) -> None:
    """Make a new secret key, print it, and end the old ones. A live key is never shown again."""
    from billhook.accounts.opening import roll_secret

    click.echo(_with_account(context.obj, lambda conn, account: roll_secret(conn, account, livemode=live)))


def _settings(**given: Any) -> Settings:
    """The settings, with what was given on the command line over the environment."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        sentences = [
            f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"
            for fault in error.errors(include_url=False)
            if fault["type"] != "default_factory_not_called"  # only a consequence of another one
        ]
        raise click.UsageError("; ".join(sentences)) from None


def _with_account(
    data_dir: Path | None, work: "Callable[[asyncpg.Connection[asyncpg.Record], str], Awaitable[T]]"
) -> T:
    """Do `work` with a connection and the id of the account, beside a running server or without one."""
    from billhook.bootstrap import prepare
    from billhook.db.location import open_database
    from billhook.db.pool import open_pool

    configured = _settings(data_dir=data_dir)

    async def run(dsn: str) -> T:
        account = (await prepare(dsn, configured)).account
        async with await open_pool(dsn, size=1) as pool, pool.acquire() as conn:
            return await work(conn, account)  # type: ignore[arg-type]

    with open_database(configured, share=True) as database:
        return asyncio.run(run(database.dsn))
