"""What callers may send about sessions of the portal."""

from typing import Annotated

from billhook.kernel.languages import LANGUAGES
from billhook.payments.params import ReturnUrl
from billhook.wire.params import Expand, Id, Params, choice

# Those of Stripe. For a language that has no words here, the customer's own or the browser's is taken.
_OF_STRIPE = (
    "auto", "bg", "cs", "da", "de", "el", "en", "en-AU", "en-CA", "en-GB", "en-IE", "en-IN", "en-NZ", "en-SG", "es",
    "es-419", "et", "fi", "fil", "fr", "fr-CA", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl",
    "pl", "pt", "pt-BR", "ro", "ru", "sk", "sl", "sv", "th", "tr", "vi", "zh", "zh-HK", "zh-TW",
)  # fmt: skip
LOCALES = (*_OF_STRIPE, *(tag for tag in LANGUAGES if tag not in _OF_STRIPE))


class CreatePortalSession(Params):
    not_offered = frozenset({"after_expiration", "configuration", "customer_account", "flow_data", "on_behalf_of"})
    customer: Id
    expand: Expand = []
    locale: Annotated[str | None, choice(*LOCALES)] = None
    return_url: ReturnUrl | None = None
