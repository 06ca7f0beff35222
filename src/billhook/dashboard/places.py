"""Where the page of an object is, by its id."""

_PAGES = {
    "in": "/invoices/",
    "bulk": "/invoices/bulk/",
    "cus": "/customers/",
    "sub": "/subscriptions/",
    "prod": "/products/",
    "pi": "/payments/",
    "du": "/disputes/",
    "po": "/payouts/",
    "cn": "/credit-notes/",
    "bst": "/bank-statements/",
    "bmv": "/unmatched-money/",
    "evt": "/developers/events/",
    "req": "/developers/logs/",
    "we": "/developers/webhooks/",
    "clock": "/developers/test-clocks/",
}


def page_of(object_id: str) -> str:
    """The path of the page below the mode, or an empty text if objects of this kind have none."""
    prefix, mark, _ = object_id.partition("_")
    return f"{_PAGES[prefix]}{object_id}" if mark and prefix in _PAGES else ""
