"""What a merchant's account at a processor needs to be connected, whichever processor it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from billhook.processors.http import SECONDS, is_loopback
from billhook.processors.interface import News, Processor
from billhook.processors.references import References
from billhook.settings import Settings


class KeyUnusable(Exception):
    """The key cannot move this account's money; says why in a sentence without the key."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A webhook endpoint that was made there: its id, and the secret that signs its news."""

    id: str
    secret: str

    def __repr__(self) -> str:
        return f"Endpoint({self.id!r})"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an adapter is told beside its key: the `base` address of the API, where it writes ids down (`kept`), the
    address for news (`news_url`, None if nobody can send them), and the merchant's `name`, which payers know."""

    base: str
    kept: References
    news_url: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class NewsStatuses:
    """How news are answered, by HTTP statuses: what was `taken`, and what is `refused` because it is forged or comes to
    no door. If both are the same, strangers are not told whether they guessed right."""

    taken: int = 200
    refused: int = 400


class Adapter(Processor, Protocol):
    """A processor with connections."""

    async def close(self) -> None:
        """Close its connections."""
        ...


class Connectable(Protocol):
    """A processor at which merchants have accounts of their own."""

    @property
    def name(self) -> str:
        """Its name in commands, addresses and tables."""
        ...

    @property
    def label(self) -> str:
        """Its name in sentences."""
        ...

    @property
    def signs_news(self) -> bool:
        """Whether news are signed with a secret. Without one only their address is secret: who guesses it may wake a
        call, and strangers are not told whether they guessed right."""
        ...

    @property
    def news_statuses(self) -> NewsStatuses:
        """How its news are answered."""
        ...

    def base_of(self, settings: Settings) -> str:
        """Where its API is asked."""
        ...

    def insist_on_mode(self, key: str, *, live: bool, base: str) -> None:
        """The key is one of the wanted mode; on this machine any mode will do, for tests. Raises KeyUnusable."""
        ...

    async def insist_on_rights(self, key: str, *, base: str, seconds: float = SECONDS) -> None:
        """The key may read what the adapter needs. Raises KeyUnusable, ProcessorSilent, BaseUnusable."""
        ...

    async def open_endpoint(self, key: str, *, base: str, url: str, asked_as: str) -> Endpoint | None:
        """A webhook endpoint there for this address, made once for the idempotency key `asked_as`; None if the key may
        not make one, or if none is needed. Raises ProcessorSilent."""
        ...

    async def close_endpoint(self, key: str, *, base: str, id: str) -> bool:
        """Delete a webhook endpoint there; whether it is gone. Raises ProcessorSilent."""
        ...

    def adapter(self, key: str, around: Surroundings) -> Adapter:
        """The adapter of one account."""
        ...

    def news(self, headers: Mapping[str, str], body: bytes, *, secret: str, now: int) -> tuple[News, ...]:
        """Whom news are about, if they are real; `body` as it came, `now` in Unix seconds. Raises Forged."""
        ...


def is_of_this_machine(base: str) -> bool:
    """Whether an address is one of this machine."""
    return is_loopback(urlsplit(base).hostname or "")
