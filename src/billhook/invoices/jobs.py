"""What the worker does for invoices; each job is one call of an action, and safe to run twice."""

from billhook.db.due import Due
from billhook.db.jobs import JobContext, Run
from billhook.db.verbs import Verb
from billhook.invoices import verbs
from billhook.invoices.actions.work_off_bulk import work_off_bulk
from billhook.kernel.errors import ApiError


def _each(verb: Verb) -> Run:
    """A job that runs one verb; its payload names the tenant and the object."""

    async def run(context: JobContext, payload: str) -> None:
        tenant, about = payload.split("/")
        await context.run(verb, int(tenant), about)

    return run


async def _advance(context: JobContext, payload: str) -> None:
    """Finalize a draft whose moment has come; one that cannot be finalized says why.

    Drafts that are due at once take turns: more of them would only stand in line at the account's next number, and keep
    the one that has it from its commit.
    """
    tenant, invoice = payload.split("/")
    try:
        async with context.finalizing:
            await context.run(verbs.ADVANCE, int(tenant), invoice)
    except ApiError as error:
        await context.run(verbs.RECORD_FINALIZATION_FAILURE, int(tenant), invoice, error)


async def _bulk(context: JobContext, payload: str) -> None:
    tenant, run = payload.split("/")
    await work_off_bulk(context, int(tenant), run)


JOBS: dict[str, Run] = {
    "invoices.advance": _advance,
    "invoices.collect": _each(verbs.COLLECT),
    "invoices.due_steps": _each(verbs.TAKE_DUE_STEPS),
    "invoices.reconcile": _each(verbs.RECONCILE),
    "invoices.bulk": _bulk,
}

DUE = (
    Due("invoices.mail", "invoice_mails", "next_attempt_at"),
    Due("invoices.advance", "invoices", "automatically_finalizes_at", has_clocks=True),
    Due(
        "invoices.collect", "invoices", "next_payment_attempt", "d.status = 'open' AND d.auto_advance", has_clocks=True
    ),
    Due("invoices.due_steps", "invoices", "next_due_step_at", "d.status = 'open'", has_clocks=True),
    Due("invoices.reconcile", "customers", "reconciles_at", has_clocks=True, customer="d.id"),
    Due("invoices.bulk", "bulk_runs", "due_at"),
)
"""Mails (delivered by `payer_mails/`), drafts, attempts to collect, steps around a due date, cash to be matched, and
bulk runs."""
