"""People and their sessions, as stored."""

from dataclasses import dataclass

from billhook.kernel.stored import VERSION, Json
from billhook.people.rules import sessions


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may use the Dashboard. `role` is a value of `rules/roles.py`; moments are Unix seconds.

    `single_keys`: whether shortcuts of a single key work for them. `short_password`: their password lets nobody in
    without a second factor. `locale`: the language whose numbers and days they read, or nothing for their browser's.
    `invoice_columns` are the columns that they chose for the list of invoices, with commas between them.
    """

    id: str
    account: str
    created: int
    name: str
    email: str
    role: str
    status: str
    password: str | None
    theme: str
    invited_by: str | None = None
    single_keys: bool = True
    invoice_columns: str = ""
    short_password: bool = False
    locale: str = ""

    @property
    def label(self) -> str:
        """What the person is called: the name, or the e-mail of somebody who never came."""
        return self.name or self.email


@dataclass(frozen=True, slots=True)
class Session:
    """One device on which a person is signed in. `confirmed_at`: when they last proved who they are.

    `remembered`: they asked for it to last a month, used or not.
    """

    id: str
    person: str
    created: int
    last_seen: int
    expires_at: int
    confirmed_at: int
    address: str
    device: str
    remembered: bool = False

    def is_over(self, now: int) -> bool:
        """Whether it has ended."""
        return sessions.is_over(
            last_seen=self.last_seen, expires_at=self.expires_at, now=now, remembered=self.remembered
        )


@dataclass(frozen=True, slots=True)
class Link:
    """What a link leads to: `kind` is first_run, invitation, reset or second_factor; nobody yet for the first run."""

    kind: str
    account: str
    person: str | None


@dataclass(frozen=True, slots=True)
class Authenticator:
    """The authenticator app of a person: its sealed secret, and the last step whose code was used."""

    person: str
    sealed: bytes
    confirmed_at: int | None
    last_step: int

    @property
    def counts(self) -> bool:
        """Whether signing in asks for its code."""
        return self.confirmed_at is not None


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey: what its device calls it, its public key (COSE), and how often it signed."""

    id: str
    person: str
    credential: bytes
    public_key: bytes
    sign_count: int
    device: str
    created: int
    last_used: int | None


@dataclass(frozen=True, slots=True)
class EndpointTrouble:
    """A webhook endpoint that fails `since` a moment, and what was wrong with the last attempt.

    `disabled_at` is when Billhook disabled it, or the moment from which it will.
    """

    endpoint: str
    url: str
    livemode: bool
    since: int
    disabled_at: int
    problem: str

    def to_stored(self) -> Json:
        """As a column keeps it."""
        return {
            "version": VERSION, "endpoint": self.endpoint, "url": self.url, "livemode": self.livemode,
            "since": self.since, "disabled_at": self.disabled_at, "problem": self.problem,
        }  # fmt: skip

    @classmethod
    def from_stored(cls, stored: Json) -> "EndpointTrouble":
        """As it was kept."""
        return cls(
            stored["endpoint"], stored["url"], stored["livemode"], stored["since"], stored["disabled_at"],
            stored["problem"],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonMail:
    """A mail to somebody about their own way in or about a webhook endpoint, to the recipient as typed.

    `kind` is reset, invitation, recovery, attempts, test, endpoint_failing or endpoint_disabled. The last two are
    `about` an endpoint.
    """

    id: str
    kind: str
    recipient: str
    asked_by: str | None
    created: int
    attempts: int
    about: EndpointTrouble | None = None
