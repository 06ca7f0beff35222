"""`billhook sepa`: write files for the bank, print them again, and read what the bank answers."""

import os
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from billhook.command_line import DATA_DIR, settings_of, with_transactions

if TYPE_CHECKING:
    from billhook.db.tenants import Tenant
    from billhook.db.tx import Reactions, Reader, Transactions
    from billhook.processor_accounts.sealing import Safe
    from billhook.sepa_files.actions.take_answer import Taken
    from billhook.sepa_files.objects import SepaBatch, SepaOrder
    from billhook.settings import Settings

    Listed = tuple[list[SepaBatch], dict[str, tuple[int, int]], list[SepaOrder]]

T = TypeVar("T")

_LISTED = 100
_NOTHING, _TO_LOOK_AT = 0, 3
_LIVE = click.option("--live", is_flag=True, help="In live mode.  [test mode]")
_OUT = click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False),
    help="Write into this file, which its owner alone may read.  [standard output]",
)  # fmt: skip


@click.group()
def sepa() -> None:
    """Debits and refunds as files for your bank: `write` makes one, `answer` reads what the bank says."""


@sepa.command("write")
@click.option("--refunds", is_flag=True, help="Refunds (pain.001).  [debits (pain.008)]")
@_OUT
@_LIVE
@DATA_DIR
def sepa_write(refunds: bool, out: Path | None, live: bool, data_dir: Path | None) -> None:
    """Write what waits into a file. Give the file to your bank, once.

    A file that was not handed out whole is printed again, with the same bytes, before another is made.
    """
    from billhook.sepa_files.actions.write_batch import (
        FileGone,
        content_of,
        lock_to_hand_out,
        note_fetched,
        write_batch,
    )
    from billhook.sepa_files.facts import creditor
    from billhook.sepa_files.rules.pain import DEBIT, TRANSFER

    async def work(transactions: "Transactions", tenant: "Tenant") -> "SepaBatch | None":
        safe = _safe(settings)
        async with transactions.begin(tenant) as tx:
            own = await creditor(tx, safe)
            if own is None:
                raise click.ClickException(
                    "SEPA files are not connected; see `billhook processors connect sepa --help`"
                )
            written = await write_batch(tx, safe, own, TRANSFER if refunds else DEBIT)
        if written is None:
            return None
        if written.is_older:
            click.echo(_may_have_left(written.batch), err=True)
        # The lock is held while the file leaves, so that no two commands hand it out.
        async with transactions.begin(tenant) as tx:
            _hand_out(content_of(tx, safe, await lock_to_hand_out(tx, written.batch.id)), out)
            return await note_fetched(tx, written.batch.id)

    settings = settings_of(data_dir=data_dir)
    try:
        made = _in_words(settings, work, live=live)
    except FileGone as error:
        raise click.ClickException(str(error)) from None
    click.echo("nothing waits" if made is None else _line(made), err=True)


@sepa.command("show")
@click.argument("id", metavar="BATCH")
@_OUT
@_LIVE
@DATA_DIR
def sepa_show(id: str, out: Path | None, live: bool, data_dir: Path | None) -> None:
    """Print a file again, with the same bytes. A bank that has it already must not get it twice."""
    from billhook.sepa_files import store
    from billhook.sepa_files.actions.write_batch import content_of, note_fetched

    async def work(transactions: "Transactions", tenant: "Tenant") -> None:
        async with transactions.begin(tenant) as tx:
            batch = await store.lock_batch(tx, id)
            if batch is None:
                raise click.ClickException(f"there is no file {id} in {'live' if live else 'test'} mode")
            if batch.discarded_at is not None:
                raise click.ClickException(f"{id} was discarded: its debits are collected anew, so no bank may get it")
            _hand_out(content_of(tx, _safe(settings), batch), out)
            await note_fetched(tx, id)

    settings = settings_of(data_dir=data_dir)
    _in_words(settings, work, live=live)


@sepa.command("list")
@click.argument("id", metavar="[BATCH]", required=False)
@_LIVE
@DATA_DIR
def sepa_list(id: str | None, live: bool, data_dir: Path | None) -> None:
    """Print what waits and the newest files; with BATCH, the debits or refunds in that file."""
    from billhook.sepa_files import store

    async def work(transactions: "Transactions", tenant: "Tenant") -> "Listed":
        async with transactions.read(tenant) as reader:
            if id is not None:
                return [], {}, await _orders(reader, id)
            return await store.batches(reader, _LISTED), await store.waiting_sums(reader), []

    batches, waiting, orders = _in_words(settings_of(data_dir=data_dir), work, live=live)
    for kind, (number, amount) in sorted(waiting.items()):
        click.echo(f"waiting  {kind}  {number}  {_euros(amount)} EUR")
    for batch in batches:
        click.echo(_line(batch))
    for one in orders:
        said = " ".join(part for part in (one.bank_status, one.reason) if part)
        click.echo(f"{one.end_to_end_id}  {one.sequence or one.kind}  {_euros(one.amount)} EUR  {one.status}  {said}")


@sepa.command("answer")
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path, dir_okay=False))
@_LIVE
@DATA_DIR
def sepa_answer(files: tuple[Path, ...], live: bool, data_dir: Path | None) -> None:
    """Read answers of the bank (pain.002). What it refuses is declined; the rest is noted.

    A debit that it refuses after it was paid becomes a dispute. The exit status is 3 if a person has to look: the bank
    refused a refund after it had counted as paid, or something as a duplicate, or says something that names no debit.
    """
    from billhook.reactions import REACTIONS
    from billhook.sepa_files.actions.take_answer import take_answer
    from billhook.sepa_files.rules.answers import AnswerUnreadable, read_answer

    async def work(transactions: "Transactions", tenant: "Tenant") -> "list[Taken]":
        done = []
        for file in files:
            try:
                answer = read_answer(file.read_bytes())
                async with transactions.begin(tenant) as tx:
                    done.append(await take_answer(tx, answer))
            except OSError as error:
                raise click.ClickException(f"{file}: {error.strerror}") from None
            except AnswerUnreadable as error:
                raise click.ClickException(f"{file}: {error}") from None
        return done

    status = _NOTHING
    # What comes back after it was paid is disputed, by rooms that this one does not know.
    for taken in _in_words(settings_of(data_dir=data_dir), work, live=live, reactions=REACTIONS):
        late = f", {taken.disputed} disputed" if taken.disputed else ""
        click.echo(f"{taken.batch}: {taken.refused} refused, {taken.noted} noted{late}")
        for doubt in _doubts(taken):
            status = _TO_LOOK_AT
            click.echo(f"{taken.batch}: {doubt}", err=True)
    sys.exit(status)


def _doubts(taken: "Taken") -> list[str]:
    """What a person has to see to, in sentences."""
    found = []
    if taken.too_late:
        found.append(f"{taken.too_late} refunds refused after they had counted as paid; see to them")
    if taken.duplicates:
        found.append(
            f"{taken.duplicates} refused as a duplicate; nothing is declined, for the bank has had them before"
        )
    if taken.unnamed:
        found.append(f"{taken.unnamed} of its words name no debit or refund; they were skipped, ask your bank")
    return found


@sepa.command("discard")
@click.argument("id", metavar="BATCH")
@_LIVE
@DATA_DIR
def sepa_discard(id: str, live: bool, data_dir: Path | None) -> None:
    """Say that the bank did not take a file: what is in it is declined, and collected anew by its schedule.

    Never discard a file that the bank has: its payers would be debited twice.
    """
    from billhook.sepa_files.actions.take_answer import FileTaken, discard

    async def work(transactions: "Transactions", tenant: "Tenant") -> int | None:
        try:
            async with transactions.begin(tenant) as tx:
                return await discard(tx, id)
        except FileTaken as error:
            raise click.ClickException(str(error)) from None

    count = _in_words(settings_of(data_dir=data_dir), work, live=live)
    if count is None:
        raise click.ClickException(f"there is no file {id} in {'live' if live else 'test'} mode")
    click.echo(f"{id}: {count} declined")


async def _orders(reader: "Reader", id: str) -> "list[SepaOrder]":
    from billhook.sepa_files import store

    if await store.find_batch(reader, id) is None:
        raise click.ClickException(f"there is no file {id}")
    return await store.of_batch(reader, id)


def _hand_out(content: bytes, out: Path | None) -> None:
    """All of it, or an error: a file is whole or is not there, and no other file is lost."""
    if out is None:
        click.echo(content.decode(), nl=False)
        return
    try:
        _insist_on_free(out, content)
        _put(content, out)
    except OSError as error:
        raise click.ClickException(f"{out}: {error.strerror}") from None


def _insist_on_free(out: Path, content: bytes) -> None:
    """Raises ClickException if another file has that name. Raises OSError."""
    if out.exists() and not (out.is_file() and out.read_bytes() == content):
        raise click.ClickException(f"{out} is there already, with other content; choose another name")


def _put(content: bytes, out: Path) -> None:
    """Raises OSError, and leaves nothing then."""
    handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(out)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _may_have_left(batch: "SepaBatch") -> str:
    return (
        f"{batch.id} was made before and may have left already. Its day is {batch.execute_on}: look whether your bank "
        "has it, before you give it the file"
    )


def _line(batch: "SepaBatch") -> str:
    fetched = (
        "  discarded" if batch.discarded_at is not None else "" if batch.fetched_at is not None else "  not fetched"
    )
    orders = f"{batch.orders} {batch.kind}{'s' if batch.orders > 1 else ''}"
    return f"{batch.id}  {orders}  {_euros(batch.amount)} EUR  on {batch.execute_on}  {batch.sha256}{fetched}"


def _euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def _safe(settings: "Settings") -> "Safe":
    from billhook.processor_accounts.sealing import safe_of

    return safe_of(settings)


def _in_words(
    settings: "Settings", work: "Callable[[Transactions, Tenant], Awaitable[T]]", *, live: bool,
    reactions: "Reactions | None" = None,
) -> T:  # fmt: skip
    """Do `work`. Raises ClickException with the sentence of what went wrong, and what `with_account` raises."""
    from billhook.processor_accounts.sealing import SecretsLocked

    try:
        return with_transactions(settings, work, live=live, reactions=reactions)
    except SecretsLocked as error:
        raise click.ClickException(str(error)) from None
