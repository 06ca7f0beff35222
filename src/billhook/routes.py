"""Every route of the API, room by room."""

from billhook.accounts.routes import ROUTES as ACCOUNTS
from billhook.bank_statements.routes import ROUTES as BANK_STATEMENTS
from billhook.cash_balances.routes import ROUTES as CASH_BALANCES
from billhook.catalog.routes import ROUTES as CATALOG
from billhook.checkout.routes import ROUTES as CHECKOUT
from billhook.cli_sessions.routes import ROUTES as CLI_SESSIONS
from billhook.credit_notes.routes import ROUTES as CREDIT_NOTES
from billhook.customers.routes import ROUTES as CUSTOMERS
from billhook.discounts.routes import ROUTES as DISCOUNTS
from billhook.disputes.routes import ROUTES as DISPUTES
from billhook.event_destinations.routes import ROUTES as EVENT_DESTINATIONS
from billhook.events.routes import ROUTES as EVENTS
from billhook.files.routes import ROUTES as FILES
from billhook.invoices.routes import ROUTES as INVOICES
from billhook.ledger.routes import ROUTES as LEDGER
from billhook.meters.routes import ROUTES as METERS
from billhook.payment_methods.routes import ROUTES as PAYMENT_METHODS
from billhook.payments.routes import ROUTES as PAYMENTS
from billhook.payouts.routes import ROUTES as PAYOUTS
from billhook.portal.routes import ROUTES as PORTAL
from billhook.rendering_templates.routes import ROUTES as RENDERING_TEMPLATES
from billhook.sandboxes.routes import ROUTES as SANDBOXES
from billhook.setup_intents.routes import ROUTES as SETUP_INTENTS
from billhook.subscriptions.routes import ROUTES as SUBSCRIPTIONS
from billhook.tax.routes import ROUTES as TAX
from billhook.test_clocks.routes import ROUTES as TEST_CLOCKS
from billhook.webhooks.routes import ROUTES as WEBHOOKS

ROUTES = [
    *CATALOG, *CHECKOUT, *CLI_SESSIONS, *CREDIT_NOTES, *CUSTOMERS, *CASH_BALANCES, *DISCOUNTS, *DISPUTES, *EVENTS,
    *FILES, *INVOICES, *LEDGER, *METERS, *PAYMENT_METHODS, *PAYMENTS, *PAYOUTS, *PORTAL, *RENDERING_TEMPLATES,
    *SETUP_INTENTS, *SUBSCRIPTIONS, *TAX, *TEST_CLOCKS, *WEBHOOKS, *ACCOUNTS, *SANDBOXES, *BANK_STATEMENTS,
    *EVENT_DESTINATIONS,
]  # fmt: skip
