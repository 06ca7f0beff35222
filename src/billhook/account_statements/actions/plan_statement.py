"""Plan the first statement of account of a customer, in the customer's own time."""

from billhook.account_statements.rules.months import first_moment
from billhook.customers import statements_store
from billhook.customers import store as customers
from billhook.customers.facts import CustomerCreated
from billhook.db.tx import Tx


async def plan_statement(tx: Tx, customer_id: str) -> None:
    """Plan it for a customer who was there when the account began to mail statements. Safe to run twice."""
    customer = await customers.lock(tx, customer_id)
    if customer is not None and await statements_store.moment_of(tx, customer_id) is None:
        await _plan(tx, customer_id)


async def plan_for_new(tx: Tx, created: CustomerCreated) -> None:
    """Plan it for a customer who was just created."""
    await _plan(tx, created.customer)


async def _plan(tx: Tx, customer_id: str) -> None:
    settings = tx.tenant.settings
    if settings.mails_statements:
        await statements_store.plan(tx, customer_id, first_moment(tx.now, settings.time_zone))
