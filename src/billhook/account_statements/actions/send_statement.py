"""Mail a customer the statement of account for the month that is over.

The next moment is written down with the mail, under the lock of the customer. So a month is mailed once, even
if a worker dies, and however many work.
"""

from billhook.account_statements.loading import accounts_of
from billhook.account_statements.rules.account import Account
from billhook.account_statements.rules.months import Period, latest_moment, moment_after, month_before
from billhook.customers import statements_store
from billhook.customers import store as customers
from billhook.customers.objects import Customer
from billhook.db.tx import Tx
from billhook.invoices import exemptions_store
from billhook.invoices.actions.mailing import ask_for_letter_alone
from billhook.invoices.rules.exemptions import STATEMENTS
from billhook.invoices.rules.letters import STATEMENT, Said


async def send_statement(tx: Tx, customer_id: str) -> None:
    """Ask for the mail if its moment has come, there is something to tell, and the customer gets one."""
    customer = await customers.lock(tx, customer_id)
    planned = await statements_store.moment_of(tx, customer_id)
    if customer is None or planned is None or planned > tx.now:
        return
    if not tx.tenant.settings.mails_statements:
        await statements_store.plan(tx, customer.id, None)
        return
    zone = tx.tenant.settings.time_zone
    moment = latest_moment(planned, tx.now, zone)
    await statements_store.plan(tx, customer.id, moment_after(moment, zone))
    month = month_before(moment, zone)
    accounts = await _to_mail(tx, customer, month)
    if customer.email and accounts:
        said = Said(
            0, since=month.since, until=month.until, balances={each.currency: each.closing for each in accounts}
        )
        await ask_for_letter_alone(tx, customer.id, STATEMENT, customer.id, said, to=customer.email)


async def _to_mail(tx: Tx, customer: Customer, month: Period) -> list[Account]:
    """The accounts that the mail brings; none for a customer who gets no mail."""
    if not customer.email or await exemptions_store.exempt_among(tx, STATEMENTS, [customer.id]):
        return []
    found = await accounts_of(tx, customer.id, month.since, month.until)
    return found.to_mail if found is not None else []
