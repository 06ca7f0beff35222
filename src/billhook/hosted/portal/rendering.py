"""The pages of the portal as bytes: HTML in UTF-8. The headers are those of `hosted/pages.py`."""

from billhook.documents.receipt_words import receipt_words_for
from billhook.documents.sum_words import sum_words_for
from billhook.hosted.pages import environment, rendered
from billhook.hosted.portal.details import DetailsPage
from billhook.hosted.portal.frame import Frame
from billhook.hosted.portal.listing import InvoicesPage, PaymentsPage
from billhook.hosted.words.catalogue import words_for

_invoices = environment.get_template("portal_invoices.html")
_payments = environment.get_template("portal_payments.html")
_details = environment.get_template("portal_details.html")
_over = environment.get_template("portal_over.html")


def invoices_page(frame: Frame, shown: InvoicesPage) -> bytes:
    """The first page of the portal. Answer 200 with PAGE_HEADERS."""
    status = words_for(frame.locale).invoice.status.strip(" \u00a0:：")
    return rendered(_invoices, frame.locale, portal=frame, shown=shown, status_name=status)


def payments_page(frame: Frame, shown: PaymentsPage) -> bytes:
    """Payments and credit notes. Answer 200 with PAGE_HEADERS."""
    names = {"receipt": receipt_words_for(frame.locale), "sums": sum_words_for(frame.locale)}
    return rendered(_payments, frame.locale, portal=frame, shown=shown, **names)


def details_page(frame: Frame, shown: DetailsPage) -> bytes:
    """The details of the customer. Answer 200, or 422 with what is wrong, with FORM_HEADERS."""
    return rendered(_details, frame.locale, portal=frame, shown=shown)


def over_page(business: str, locale: str) -> bytes:
    """The page for a session that is over. Answer 410 with PAGE_HEADERS."""
    return rendered(_over, locale, business=business)
