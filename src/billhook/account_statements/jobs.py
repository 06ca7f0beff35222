"""What the worker does for statements of account: each customer is a transaction of their own."""

from billhook.account_statements.verbs import PLAN, SEND
from billhook.accounts.store import is_set_sql
from billhook.customers import statements_store
from billhook.db.due import Due, Waiting
from billhook.db.jobs import JobContext, Run

_AT_ONCE = 500


async def _send(context: JobContext, payload: str) -> None:
    tenant, customer = payload.split("/")
    await context.run(SEND, int(tenant), customer)


async def _plan(context: JobContext, payload: str) -> None:
    """Plan the first statement of some customers; the sweep finds the rest."""
    tenant = int(payload)
    async with context.read(tenant) as reader:
        unplanned = await statements_store.unplanned(reader, _AT_ONCE)
    for customer in unplanned:
        await context.run(PLAN, tenant, customer)


JOBS: dict[str, Run] = {"account_statements.send": _send, "account_statements.plan": _plan}

DUE = (
    Due(
        "account_statements.send", "customers", "statement_at", statements_store.IS_THERE, has_clocks=True,
        customer="d.id",
    ),
    Waiting(
        "account_statements.plan", "customers",
        f"{statements_store.IS_UNPLANNED} AND {is_set_sql('t.account', 'statement_mails', 'monthly')}",
    ),
)  # fmt: skip
"""Statements whose moment has come, and customers of accounts that mail statements without such a moment."""
