"""A visit: one request of a signed-in person, and the caller of the verbs that it runs."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from jinja2 import Template
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from billhook.accounts.directory import Directory
from billhook.dashboard.assets import Assets
from billhook.dashboard.clock_time import ClockTime, clock_time
from billhook.dashboard.cookies import NOTICE, Cookies, form_token
from billhook.dashboard.form_bodies import FormBody
from billhook.dashboard.formatting import Formats
from billhook.dashboard.headers import PAGE_HEADERS
from billhook.db.cause import Actor, By, Cause, Origin
from billhook.db.executor import Executor
from billhook.db.idempotency import find as find_answer
from billhook.db.outbox import StoredResponse
from billhook.db.tenants import Tenant
from billhook.db.tx import KeyKnown, Reader, Tx
from billhook.db.verbs import Verb
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.kernel.ids import new_id, new_token
from billhook.kernel.replacing import replace
from billhook.people.desk import Desk
from billhook.people.objects import Person, Session
from billhook.people.rules import permissions, sessions
from billhook.people.rules.roles import Role
from billhook.settings import Settings

_KEY_LENGTH = 24
_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Parts:
    """What pages need of the process."""

    settings: Settings
    executor: Executor
    directory: Directory
    desk: Desk
    cookies: Cookies
    assets: Assets
    templates: Mapping[str, Template]


@dataclass(frozen=True, slots=True)
class Done:
    """The form was sent before, and this is the id that its verb was about."""

    id: str


@dataclass(slots=True)
class Visit:
    """One request of a person. `tenant` is the account in the mode of the address; pages outside modes have test.

    `kept` is what was typed into the form of this page when a session ended; `notice` is what the page says of it.
    `clock` is the test clock of what the page shows, in whose time `formats` tell how late something is. `sandbox` is
    the title of the sandbox in which the person is, if they are in one. `home` is the person's own account. `person` is
    as they are here: in another account that they entered, `person.account` is that one.
    """

    parts: Parts
    request: Request
    person: Person
    session: Session
    token: str
    tenant: Tenant
    origin: Origin
    formats: Formats
    is_outside: bool = False
    form: FormBody = field(default_factory=FormBody)
    kept: FormBody | None = None
    notice: str = ""
    clock: ClockTime | None = None
    sandbox: str = ""
    home: str = ""
    request_id: str = field(default_factory=lambda: new_id("req"))

    # ── Where we are ────────────────────────────────────────────────────────────────────────────
    @property
    def mode(self) -> str:
        """ "test" or "live"."""
        return "live" if self.tenant.livemode else "test"

    @property
    def place(self) -> str:
        """What stands for the mode in addresses: the mode, in a sandbox its id, in another account `place_of`."""
        return self.tenant.account if self.sandbox else self.place_of(self.mode)

    @property
    def is_elsewhere(self) -> bool:
        """Whether this is not the person's own account, nor a sandbox of it."""
        return self.tenant.root != self.home

    @property
    def may_switch(self) -> bool:
        """Whether the person may enter other accounts."""
        return self.is_elsewhere or (self.tenant.is_platform and self.may("accounts:enter"))

    def place_of(self, mode: str) -> str:
        """What stands in addresses for a mode of this account; in a sandbox, of the one that it belongs to."""
        if not self.is_elsewhere:
            return mode
        return f"{self.tenant.root}-live" if mode == "live" else self.tenant.root

    def outside(self, path: str) -> str:
        """The address of a page of this account that is above its modes, such as the team."""
        return f"/dashboard/{self.tenant.root}{path}" if self.is_elsewhere else f"/dashboard{path}"

    def to(self, path: str = "/", **query: object) -> str:
        """The address of a page in this mode; values of the query that are empty are left out."""
        given = {name: value for name, value in query.items() if value not in (None, "", ())}
        address = f"/dashboard/{self.place}{path if path != '/' else ''}"
        return f"{address}?{urlencode(given, doseq=True)}" if given else address

    def named(self, name: str) -> str:
        """A part of the address, such as an id."""
        return str(self.request.path_params[name])

    def asked(self, name: str) -> str:
        """A value of the query without spaces around it; empty if there is none."""
        return self.request.query_params.get(name, "").replace("\0", "").strip()

    @property
    def is_confirmed(self) -> bool:
        """Whether the person proved recently enough who they are for what is dangerous."""
        return sessions.is_confirmed(self.session.confirmed_at, self.formats.now)

    # ── Verbs ───────────────────────────────────────────────────────────────────────────────────
    def may(self, permission: str) -> bool:
        """Whether the person's role allows it here."""
        return permissions.allows(Role(self.person.role), permission, livemode=self.tenant.livemode)

    def insist(self, verb: Verb, *arguments: Any) -> None:
        """Raises ROLE_NOT_PERMITTED if the person may not run the verb here; so they are not even asked."""
        PersonCalling(self).permit(verb, arguments)

    def reader(self) -> AbstractAsyncContextManager[Reader]:
        """Look at the data of this mode."""
        return self.parts.executor.transactions.read(self.tenant)

    async def live_on(self, clock: str | None) -> None:
        """Let the page live in the time of a test clock: what it shows is a customer's who lives there."""
        if clock is not None:
            async with self.reader() as reader:
                self.clock = await clock_time(reader, clock)
            self.formats = replace(self.formats, now=self.clock.now)

    async def look(self, verb: Verb, *arguments: Any) -> Any:
        """What a look returns. Raises what the look raises."""
        return await self.parts.executor.read(verb, PersonCalling(self), *arguments)

    async def run(self, verb: Verb, *arguments: Any) -> Any:
        """What the verb returns, or `Refused` if it changed something. Raises what the verb raises.

        The same form sent twice runs the verb once: the second time gives `Done`. Changed in between it is another.
        """
        key = self.form.text("key")[:64]
        named = f"dashboard/{self.person.id}/{verb.name}/{key}/{self.form.digest}"
        caller = PersonCalling(self, named if key else None)
        try:
            return await self.parts.executor.run(verb, caller, *arguments)
        except KeyKnown:
            async with self.reader() as reader:
                kept = await find_answer(reader, caller.cause.idempotency_key or "")
            if kept is None or kept.body is None:
                raise errors.LOCK_TIMEOUT() from None
            return Done(kept.body)

    async def run_trial(self, verb: Verb, *arguments: Any) -> Any:
        """What the verb would return; nothing of it stays. Raises what the verb raises."""
        return await self.parts.executor.run(verb, PersonCalling(self), *arguments)

    # ── Answers ─────────────────────────────────────────────────────────────────────────────────
    def page(
        self, template: str, *, status: int = 200, headers: Mapping[str, str] = PAGE_HEADERS, **values: object
    ) -> Response:
        """A whole page."""
        said = self.parts.cookies.notice(self.request)
        notice = self.notice or said
        html = self.parts.templates[template].render(
            visit=self, person=self.person, f=self.formats, assets=self.parts.assets, notice=notice,
            csrf=form_token(self.token), key=new_token(_KEY_LENGTH), **values,
        )  # fmt: skip
        response = Response(html, status_code=status, media_type="text/html; charset=utf-8", headers=dict(headers))
        if said:
            self.parts.cookies.forget(response, NOTICE)
        return response

    def back(self, address: str, notice: str = "") -> Response:
        """Go on to another page, which says what was done."""
        response = RedirectResponse(address, status_code=303, headers=dict(PAGE_HEADERS))
        if notice:
            self.parts.cookies.say(response, notice)
        return response


class PersonCalling:
    """A person as a caller of verbs; each verb is asked for in their name and written into the audit log."""

    reads_more = False

    def __init__(self, visit: Visit, key: str | None = None) -> None:
        self._visit = visit
        self.tenant = visit.tenant
        self.cause = Cause(
            visit.request_id, key, actor=Actor(By.PERSON, visit.person.id, visit.person.name), origin=visit.origin
        )

    def permit(self, verb: Verb, arguments: Sequence[Any]) -> None:
        """Raises ROLE_NOT_PERMITTED if the person's role does not have the verb in this mode."""
        for permission in verb.needed(arguments):
            permissions.insist(Role(self._visit.person.role), permission, livemode=self.tenant.livemode)

    async def refresh(self) -> None:
        """Read the account's settings anew."""
        self.tenant = await self._visit.parts.directory.tenant(self.tenant.id)

    async def render(self, reader: Reader, verb: Verb, result: Any) -> Any:
        """Pages use the object itself."""
        return result

    async def refusal(self, error: ApiError) -> Any:
        """Pages show the error."""
        raise error

    def store(self, tx: Tx, outcome: Any) -> None:
        """Remember for the form's key that it was sent, and what it was about."""
        if self.cause.idempotency_key is None:
            return
        path = self._visit.request.url.path
        done = None if outcome is None else (_id_of(outcome) or "-")
        tx.respond(StoredResponse(self._visit.request_id, path, b"", 303 if done else None, done))


def _id_of(outcome: Any) -> str | None:
    for whole in (getattr(outcome, "invoice", outcome), getattr(outcome, "subscription", None)):
        found = getattr(whole, "id", None)
        if isinstance(found, str):
            return found
    return None
