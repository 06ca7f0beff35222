"""Every route of the API, room by room."""

from billhook.customers.routes import ROUTES as CUSTOMERS
from billhook.events.routes import ROUTES as EVENTS

ROUTES = [*CUSTOMERS, *EVENTS]
