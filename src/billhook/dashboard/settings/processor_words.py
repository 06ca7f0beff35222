"""What processors offer, and how their keys and their news are set up, in words."""

from collections.abc import Mapping

from billhook.processors.gocardless.processor import NAME as GOCARDLESS
from billhook.processors.offers import Offers
from billhook.processors.stripe.checking import EVENTS
from billhook.processors.stripe.processor import NAME as STRIPE

KEY_HINTS: Mapping[str, str] = {
    STRIPE: "A restricted key is best. The guide lists the rights that it needs.",
    GOCARDLESS: "The access token has to be one that may write. A key of the sandbox goes to the sandbox.",
}
"""What to know of the key of a processor; nothing for those whose keys have every right."""

NEWS_TYPES: Mapping[str, tuple[str, ...]] = {STRIPE: EVENTS}
"""The types of events that a webhook endpoint which is made by hand has to send."""


def offered(offers: Offers) -> list[str]:
    """What a processor offers, a sentence each."""
    told = (
        (offers.redirects, "Payers pay on a page of its own"),
        (offers.takes_tokens, "Methods that customers agreed to keep are charged later"),
        (offers.takes_tokens and offers.authorizes, "An amount can be authorized now and captured later"),
    )
    return [words for is_offered, words in told if is_offered]
