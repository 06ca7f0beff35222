"""What pages tell of a payment on the page of a processor. Knows no request."""

from dataclasses import dataclass

from billhook.documents.method_words import NAMES
from billhook.hosted.parties import Monogram
from billhook.hosted.words.page_words import PageWords


@dataclass(frozen=True, slots=True)
class PayWay:
    """A button that leads to the processor's page: `method` is the type of payment method, or empty; `minor` the sum
    that the payer agrees to. `offers` and `keeps` as for a form (`pay_forms.PayForm`)."""

    method: str
    title: str
    path: str
    amount: str
    minor: int
    keeps: str
    offers: str
    ticked: bool
    problem: str


@dataclass(frozen=True, slots=True)
class Awaited:
    """The page that waits for what became of a payment: it loads `next_path`."""

    locale: str
    business_name: str
    logo: str | None
    icon: str | None
    monogram: Monogram
    next_path: str
    invoice_path: str


def title_of(type: str, words: PageWords, otherwise: str) -> str:
    """The heading above the button of a type; `otherwise` stands above one that leaves the choice to the processor."""
    known = words.forms.methods.get(type)
    return known.title if known is not None else NAMES.get(type, otherwise)
