"""Where the pages of customers are."""

from billhook.dashboard.csv_tables import BYTES_MAX
from billhook.dashboard.customers import (
    allowing,
    balance,
    changing,
    deleting,
    exemptions,
    export,
    importing,
    invoicing,
    mail_copies,
    mailing_again,
    merging,
    pages,
    portal_link,
    portal_mail,
    statement,
    tax_ids,
)
from billhook.dashboard.routing import PageRoute

_READ, _WRITE, _BALANCES, _DELETE = "customers:read", "customers:write", "balances:write", "customers:delete"
_ONE = "/customers/{customer}"

ROUTES = [
    PageRoute("/customers", pages.show_list, needs=_READ),
    PageRoute("/customers/new", changing.show_new, changing.create, needs=_WRITE),
    PageRoute("/customers/export.csv", export.download, needs="reports:read"),
    PageRoute("/customers/import", importing.show, importing.act, needs=_DELETE, uploads=BYTES_MAX),
    PageRoute(_ONE, pages.show, needs=_READ),
    PageRoute(f"{_ONE}/raw", pages.show_json, needs=_READ),
    PageRoute(f"{_ONE}/edit", changing.show_edit, changing.update, needs=_WRITE),
    PageRoute(f"{_ONE}/balance", balance.show, balance.adjust, needs=_READ, does=_BALANCES),
    PageRoute(f"{_ONE}/delete", deleting.ask, deleting.do, needs=_DELETE),
    PageRoute(f"{_ONE}/statement", statement.show, needs=_READ),
    PageRoute(f"{_ONE}/statement/export.csv", statement.download, needs="reports:read"),
    PageRoute(f"{_ONE}/statement/{{currency}}/paper", statement.paper, needs="reports:read"),
    PageRoute(f"{_ONE}/merge", merging.show, needs=_DELETE),
    PageRoute(f"{_ONE}/invoice-pending", invoicing.ask, invoicing.do, needs="invoices:write"),
    PageRoute(f"{_ONE}/allow-mails", allowing.ask, allowing.act, needs="mail:allow"),
    PageRoute(f"{_ONE}/portal-link", portal_link.ask, portal_link.create, needs=_WRITE),
    PageRoute(f"{_ONE}/portal-mail", portal_mail.ask, portal_mail.act, needs=_WRITE),
    PageRoute(f"{_ONE}/mail-copies", mail_copies.show, mail_copies.save, needs=_WRITE),
    PageRoute(f"{_ONE}/mails/{{mail}}/send-again", mailing_again.ask, mailing_again.act, needs="mail:resend"),
    PageRoute(f"{_ONE}/exemptions/{{exemption}}", exemptions.ask, exemptions.act, needs=_WRITE),
    PageRoute(f"{_ONE}/tax-ids/new", tax_ids.show_new, tax_ids.create, needs=_WRITE),
    PageRoute(f"{_ONE}/tax-ids/{{tax_id}}/delete", tax_ids.ask, tax_ids.delete, needs=_WRITE),
]
