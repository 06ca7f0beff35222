"""Suppressed addresses as stored: frozen, in Unix seconds."""

from dataclasses import dataclass

from billhook.mail_returns.rules import following


@dataclass(frozen=True, slots=True)
class Suppression:
    """An address that gets no mails, or got none until it was allowed. The order of the fields is that of the columns.

    `address` is as `comparable` gives it; `reason` is `bounced` or `complained`, with the `words` of the server and
    the `mail` that caused it. Since `allowed_at` it is over; mails with ids below `allowed_above` cause nothing anew.
    """

    address: str
    reason: str
    words: str
    mail: str
    suppressed_at: int
    allowed_at: int | None
    allowed_above: str | None

    @property
    def id(self) -> str:
        return self.address

    @property
    def is_in_force(self) -> bool:
        return self.allowed_at is None

    @property
    def why(self) -> str:
        """Why a mail to the address is not sent."""
        return following.why(self.reason, self.words)


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A new secret of the address for relays. Nobody can tell the `token` afterwards."""

    id: str
    token: str
