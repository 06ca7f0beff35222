"""`billhook numbers`: the sequences of numbers that the account and its business units count."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from billhook.command_line import DATA_DIR, tenant_in, with_account

if TYPE_CHECKING:
    import asyncpg

_SEQUENCES_SHOWN = 50


@click.group(invoke_without_command=True)
@click.option("--live", is_flag=True, help="The numbers of live mode instead of test mode.")
@DATA_DIR
@click.pass_context
def numbers(context: click.Context, live: bool, data_dir: Path | None) -> None:
    """Show each sequence of numbers that the account counts, with its next number; `next` raises one."""
    from billhook.invoices.rules.numbering import kind_of, next_numbers, unit_of
    from billhook.invoices.sequences_store import sequences
    from billhook.kernel.clock import wall_now
    from billhook.rendering_templates.store import units

    context.obj = (data_dir, live)
    if context.invoked_subcommand is not None:
        return

    async def look(conn: "asyncpg.Connection[asyncpg.Record]", account: str) -> list[str]:
        tenant = await tenant_in(conn, account, live)
        own = await units(conn, tenant.id)
        counted = await sequences(conn, tenant.id, limit=_SEQUENCES_SHOWN)
        names = {unit.id: f"{unit.id}  {unit.nickname or ''}".rstrip() for unit in own}
        lines = []
        for one, number in next_numbers(tenant.settings, own, counted, wall_now()):
            unit = unit_of(one.series)
            line = f"{kind_of(one.series):<12}  {one.period or '-':<8}  {number}"
            lines.append(f"{line}  {names.get(unit, unit)}" if unit else line)
        return lines

    for line in with_account(data_dir, look):
        click.echo(line)


@numbers.command("next")
@click.argument("number", type=click.IntRange(1, 1_000_000_000), metavar="N")
@click.option("--credit-notes", is_flag=True, help="The sequence of credit notes instead of that of invoices.")
@click.option("--template", metavar="ID", default="", help="The sequence of the business unit with this template.")
@click.option("--live", is_flag=True, help="The numbers of live mode instead of test mode.")
@DATA_DIR
@click.pass_context
def numbers_next(
    context: click.Context, number: int, credit_notes: bool, template: str, live: bool, data_dir: Path | None
) -> None:
    """Let the sequence of the present period go on with N, which must be higher than every number used before."""
    from billhook.invoices.actions.raise_number import raise_number
    from billhook.invoices.rules.numbering import CREDIT_NOTES, INVOICES, series_of_unit
    from billhook.kernel.clock import wall_now
    from billhook.kernel.errors import ApiError

    parent_dir, is_live = context.obj
    kind = CREDIT_NOTES if credit_notes else INVOICES
    series = series_of_unit(kind, template) if template else kind

    async def change(conn: "asyncpg.Connection[asyncpg.Record]", account: str) -> None:
        tenant = await tenant_in(conn, account, live or is_live)
        try:
            async with conn.transaction():
                await raise_number(conn, tenant, series, number, now=wall_now())
        except ApiError as error:
            raise click.ClickException(error.message) from None

    with_account(data_dir or parent_dir, change)
