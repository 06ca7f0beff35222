"""Where the pages of invoices are."""

from billhook.dashboard.invoices import (
    archive,
    bulk,
    crediting,
    editor,
    exemptions,
    export,
    listing,
    mailing_again,
    noting,
    pages,
    pasting,
    previewing,
    recording,
    review,
    sending,
    sent_papers,
)
from billhook.dashboard.routing import PageRoute

_READ, _WRITE = "invoices:read", "invoices:write"

ROUTES = [
    PageRoute("/invoices", listing.show, needs=_READ),
    PageRoute("/invoices/columns", act=listing.choose_columns, needs=_READ),
    PageRoute("/invoices/new", editor.show_new, editor.save_new, needs=_WRITE),
    PageRoute("/invoices/export.csv", export.download, needs="reports:read"),
    PageRoute("/invoices/bulk", act=bulk.ask, needs=_READ),
    PageRoute("/invoices/bulk/start", act=bulk.start, needs=_READ),
    PageRoute("/invoices/bulk/{run}", bulk.show, needs=_READ),
    PageRoute("/invoices/pdfs.zip", act=archive.download, needs=_READ),
    PageRoute("/invoices/{invoice}", pages.show, needs=_READ),
    PageRoute("/invoices/{invoice}/edit", editor.show, editor.save, needs=_WRITE),
    PageRoute("/invoices/{invoice}/paste", pasting.show, pasting.act, needs=_WRITE),
    PageRoute("/invoices/{invoice}/review", review.show, review.act, needs="invoices:issue"),
    PageRoute("/invoices/{invoice}/send", sending.ask, sending.act, needs="invoices:issue"),
    PageRoute("/invoices/{invoice}/preview/{look}", previewing.show, needs=_READ),
    PageRoute("/invoices/{invoice}/raw", pages.show_json, needs=_READ),
    PageRoute("/invoices/{invoice}/credit", crediting.show, crediting.act, needs="credit_notes:write"),
    PageRoute("/invoices/{invoice}/record-payment", recording.show, recording.act, needs="invoices:collect"),
    PageRoute("/invoices/{invoice}/exemptions/{exemption}", exemptions.ask, exemptions.act, needs=_WRITE),
    PageRoute("/invoices/{invoice}/note", noting.show, noting.act, needs=_WRITE),
    PageRoute("/invoices/{invoice}/mails/{mail}/send-again", mailing_again.ask, mailing_again.act, needs="mail:resend"),
    PageRoute("/invoices/{invoice}/mails/{mail}/papers/{paper}", sent_papers.download, needs=_READ),
    PageRoute("/invoices/{invoice}/{verb}", pages.ask, pages.do, needs=_READ),
]
