"""The catalogue: what is sold, and for how much; what it costs to ship.

Owns    products and their prices, tiers and currency options; plans, which are recurring prices in older words; the
        amount that a quantity of a price comes to; shipping rates.
Leaves  what is put on an invoice to `invoices`, taxes to `tax`.
Always  a price is never deleted, only hidden when its plan is; its amounts in its own currency never change; a
        lookup key names at most one active price; the default price of a product is an active price of that product.
"""
