"""An event destination as it is shown: an endpoint, and what the caller asked to be included."""

from collections.abc import Sequence
from dataclasses import dataclass

from billhook.webhooks.objects import Endpoint

URL, SECRET = "webhook_endpoint.url", "webhook_endpoint.signing_secret"


@dataclass(frozen=True, slots=True)
class Destination:
    """An endpoint; `included` are the fields that stay empty unless somebody names them."""

    endpoint: Endpoint
    included: Sequence[str] = ()
