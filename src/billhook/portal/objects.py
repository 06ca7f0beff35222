"""Sessions of the portal as stored: frozen, in Unix seconds of the machine's time, not of a test clock."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PortalSession:
    """Who may look and change, and since when. The order of the fields is that of the columns.

    `digest` is that of the secret in the address (`rules/secret.py`), `used_at` about when its page was last opened.
    That of a mailed link lies ahead (`rules/lasting.py`).
    """

    id: str
    created: int
    customer: str
    digest: str
    return_url: str | None
    locale: str | None
    used_at: int


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A new session with the `token` that opens it, which nobody can tell afterwards."""

    session: PortalSession
    token: str

    @property
    def id(self) -> str:
        return self.session.id
