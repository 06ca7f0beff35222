"""What pages tell of a payment on the page of a processor, and of methods that are kept there. Knows no request."""

from dataclasses import dataclass

from billhook.documents.method_words import NAMES
from billhook.hosted.parties import Monogram
from billhook.hosted.pay_forms import Field
from billhook.hosted.words.page_words import PageWords
from billhook.payments.objects import PaymentIntent
from billhook.payments.rules.lifecycle import PROCESSING, REQUIRES_ACTION
from billhook.setup_intents.objects import SetupIntent


@dataclass(frozen=True, slots=True)
class PayWay:
    """A button that leads to the processor's page: `method` is the type of payment method, or empty; `minor` the sum
    that the payer agrees to. `offers` and `keeps` as for a form (`pay_forms.PayForm`); `fields` are what nobody knows
    yet of the payer."""

    method: str
    title: str
    path: str
    amount: str
    minor: int
    keeps: str
    offers: str
    ticked: bool
    problem: str
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Awaited:
    """The page that waits for what became of a payment: it loads `next_path`, and has a link to `back_path`, which is
    called `action`."""

    locale: str
    business_name: str
    logo: str | None
    icon: str | None
    monogram: Monogram
    next_path: str
    back_path: str
    action: str


def awaited_session(intent: PaymentIntent | SetupIntent | None) -> str | None:
    """The session of which nobody knows yet what became of the payer's visit at the processor; None if all is known."""
    if intent is None or intent.status not in (REQUIRES_ACTION, PROCESSING):
        return None
    return intent.session


def title_of(type: str, words: PageWords, otherwise: str) -> str:
    """The heading above the button of a type; `otherwise` stands above one that leaves the choice to the processor."""
    known = words.forms.methods.get(type)
    return known.title if known is not None else NAMES.get(type, otherwise)
