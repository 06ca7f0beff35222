"""Where search is."""

from billhook.dashboard.routing import PageRoute
from billhook.dashboard.search import commands, pages, picking

ROUTES = [
    PageRoute("/search", pages.show, needs="invoices:read"),
    PageRoute("/commands", commands.show, needs="invoices:read"),
    PageRoute("/pick/customers", picking.customers, needs="customers:read"),
    PageRoute("/pick/products", picking.products, needs="catalog:read"),
]
