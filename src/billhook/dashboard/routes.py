"""Every page of the Dashboard, area by area."""

from billhook.dashboard.accounts.routes import ROUTES as ACCOUNTS
from billhook.dashboard.bank.routes import ROUTES as BANK
from billhook.dashboard.credit_notes.routes import ROUTES as CREDIT_NOTES
from billhook.dashboard.customers.routes import ROUTES as CUSTOMERS
from billhook.dashboard.developers.routes import ROUTES as DEVELOPERS
from billhook.dashboard.disputes.routes import ROUTES as DISPUTES
from billhook.dashboard.home.routes import ROUTES as HOME
from billhook.dashboard.invoices.routes import ROUTES as INVOICES
from billhook.dashboard.ledger.routes import ROUTES as LEDGER
from billhook.dashboard.me.routes import ROUTES as ME
from billhook.dashboard.payments.routes import ROUTES as PAYMENTS
from billhook.dashboard.payouts.routes import ROUTES as PAYOUTS
from billhook.dashboard.products.routes import ROUTES as PRODUCTS
from billhook.dashboard.rendering_templates.routes import ROUTES as RENDERING_TEMPLATES
from billhook.dashboard.reports.routes import ROUTES as REPORTS
from billhook.dashboard.search.routes import ROUTES as SEARCH
from billhook.dashboard.settings.routes import ROUTES as SETTINGS
from billhook.dashboard.signing_in.routes import ROUTES as SIGNING_IN
from billhook.dashboard.subscriptions.routes import ROUTES as SUBSCRIPTIONS

ROUTES = [
    *HOME,
    *SEARCH,
    *INVOICES,
    *SUBSCRIPTIONS,
    *CUSTOMERS,
    *PRODUCTS,
    *PAYMENTS,
    *DISPUTES,
    *CREDIT_NOTES,
    *LEDGER,
    *PAYOUTS,
    *BANK,
    *REPORTS,
    *DEVELOPERS,
    *RENDERING_TEMPLATES,
    *SETTINGS,
    *SIGNING_IN,
    *ME,
    *ACCOUNTS,
]
