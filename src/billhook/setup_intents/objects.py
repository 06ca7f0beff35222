"""Setup intents as stored: frozen, in Unix seconds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from billhook.kernel.api_error import ShownError
from billhook.kernel.stored import Json
from billhook.payments.objects import AutomaticMethods


@dataclass(frozen=True, slots=True)
class SetupIntent:
    """Which payment method is to be set up for whom, and how far that has come. The order of the fields is that of the
    columns.

    `usage`: for payments in the holder's absence (`off_session`) or presence. `mandate` is the one that was given with
    it. `secret` is the unguessable part of the client secret. `method_options`, `deposits_arrive_at` and all of
    the `session` are as those of a payment intent.
    """

    id: str
    created: int
    customer: str | None
    status: str
    usage: str
    payment_method: str | None
    allowed_payment_method_types: Sequence[str] | None
    automatic_payment_methods: AutomaticMethods | None
    description: str | None
    metadata: dict[str, str]
    last_setup_error: ShownError | None
    mandate: str | None
    return_url: str | None
    cancellation_reason: str | None
    secret: str
    latest_attempt: str | None = None
    deposits_arrive_at: int | None = None
    method_options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    session: str | None = None
    session_url: str | None = None
    session_expires_at: int | None = None

    @property
    def awaits_deposits(self) -> bool:
        """Whether it waits for the holder of an account to tell what arrived there."""
        return self.status == "requires_action" and self.deposits_arrive_at is not None

    @property
    def asks_holder(self) -> bool:
        """Whether its payer is asked something on a page of ours."""
        return self.status == "requires_action" and self.session is None

    @property
    def client_secret(self) -> str:
        return f"{self.id}_secret_{self.secret}"


@dataclass(frozen=True, slots=True)
class SetupAttempt:
    """One attempt to set up a payment method, with what it was as it was then. The order of the fields is that of the
    columns. `setup_error` says why it failed, as the intent says it.
    """

    id: str
    created: int
    setup_intent: str
    customer: str | None
    payment_method: str
    payment_method_details: Json
    usage: str
    status: str
    setup_error: ShownError | None = None
