"""Pages for people: the hosted invoice page that a payer opens, the page of a Checkout Session, the receipt, the portal
of a customer, the page of a bank in test mode, the landing page of the server, public file links; the addresses for
news of mails and of processors, `/healthz` and `/readyz`.

Owns    what these pages say in each language and how they look: words, templates, style sheets, the mark, the response
        headers; the forms on them, and what a payer typed.
Leaves  paying to `invoices`, `payments` and `checkout`, what a customer changes to `customers`, the accounts for bank
        transfers to `cash_balances`, the figures to `invoices`, the PDF and the words that paper has too to
        `documents`.
Always  a page is a function of stored values: every amount on it is a figure of the statement, formatted; a form
        that was sent leads back to such a page; nothing is fetched from elsewhere, nothing needs the one script, no
        cookie is set, and foreign text stays text. Numbers of cards and accounts are never shown again.
"""
