"""To whom a new link is mailed when the visitor of an expired one asks for it."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from billhook.invoices.rules.letters import LINK

MAILS_A_DAY = 3
"""So many new links are mailed for one invoice in 24 hours."""
_DAY_SECONDS = 86_400
_PAUSE_SECONDS = 300
_LEFT = ("sent", "unknown")


class AskedMail(Protocol):
    """A mail of the invoice, as `mails_store` gives it."""

    @property
    def created(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def recipient(self) -> str: ...
    @property
    def cc(self) -> Sequence[str]: ...
    @property
    def status(self) -> str: ...


def was_mailed(mails: Iterable[AskedMail]) -> bool:
    """Whether a mail of an invoice has left, or may have."""
    return any(mail.status in _LEFT for mail in mails)


def recipient_of_link(mails: Iterable[AskedMail], typed: str, now: int) -> str | None:
    """The address to mail a link to: the typed one, if an earlier mail or a copy of it went there.

    None also if enough links were mailed lately: at most three a day, five minutes apart.
    """
    mails = list(mails)
    lately = [mail.created for mail in mails if mail.kind == LINK and mail.created > now - _DAY_SECONDS]
    if len(lately) >= MAILS_A_DAY or any(created > now - _PAUSE_SECONDS for created in lately):
        return None
    wanted = typed.strip().casefold()
    reached = (address for mail in mails if mail.status in _LEFT for address in (mail.recipient, *mail.cc))
    return next((address for address in reached if address.casefold() == wanted), None)
