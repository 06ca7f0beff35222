"""The pipeline: from an HTTP request to a verb, and back.

Order of the checks (platform.md §3.3): key, version, limits of the key, URL, shape of the parameters, paths of
`expand`, then the verb itself, which looks for objects and asks whether their state allows it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import orjson
import structlog
from starlette.types import Receive, Scope, Send

from billhook.account_settings.limits import Limits
from billhook.db import idempotency
from billhook.db.calls import Refused
from billhook.db.cause import Actor, By, Cause, HowToReply
from billhook.db.executor import Executor
from billhook.db.outbox import StoredResponse
from billhook.db.tenants import Tenant
from billhook.db.tx import KeyInUse, KeyKnown, Reader, Tx
from billhook.db.unavailable import DatabaseUnavailable, log_outage
from billhook.db.verbs import Mode, Verb
from billhook.kernel import errors
from billhook.kernel.api_versions import BASIL, OLDEST, is_known, is_too_old
from billhook.kernel.card_numbers import without_card_numbers
from billhook.kernel.clock import monotonic
from billhook.kernel.errors import ApiError
from billhook.kernel.wire_object import WireObject
from billhook.wire import params
from billhook.wire.answering import PREFLIGHT, Answer, download, encoded, refusal
from billhook.wire.asking import Asked, ClientGone, masked
from billhook.wire.browsers import reduced
from billhook.wire.client_address import Network, is_within
from billhook.wire.expand import Hop, Registry
from billhook.wire.forms import Form
from billhook.wire.limiting import Limiter
from billhook.wire.lists import COUNT, envelope, pages_of, search_result
from billhook.wire.noting import HEAD_BYTES, NoLog, Note, RequestLog, beginning, without_files
from billhook.wire.restrictions import Grants, needed_for, needed_to_expand
from billhook.wire.routing import Found, Route, Table
from billhook.wire.sent import sent_to
from billhook.wire.under_way import Served, under_way
from billhook.wire.versions.chain import wants_past
from billhook.wire.versions.requests import as_sent, request_at

log = structlog.get_logger(__name__)

KEY_LENGTH_MAX = 255

"""The parameter that can be a file."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is asking: a key of a tenant.

    `grants` are the permissions of a restricted key; None for other keys. A key that names `networks` may be used from
    these alone. `within` is the account that the request names, if it names one that is not the key's own.
    `limits` are those of the tenant.
    """

    tenant: Tenant
    kind: str
    key: str
    grants: Grants | None = None
    networks: tuple[Network, ...] = ()
    within: str | None = None
    limits: Limits | None = None

    @property
    def actor(self) -> Actor:
        """Who acts by this key, as stored with what it causes."""
        return Actor(By.KEY, masked(self.key))

    @property
    def is_browser(self) -> bool:
        """Whether everybody can read the key."""
        return self.kind == "publishable"

    def insist_on_address(self, asked: Asked) -> None:
        """Raises ADDRESS_NOT_ALLOWED if the key may not be used from where the request comes."""
        if self.networks and not is_within(asked.address, self.networks):
            raise errors.ADDRESS_NOT_ALLOWED(masked=masked(self.key), address=asked.address)

    def insist_on(self, route: Route) -> None:
        """Raises MORE_PERMISSIONS_REQUIRED or SECRET_KEY_REQUIRED_HERE if a restricted key may not call the route."""
        if self.grants is None:
            return
        needed = needed_for(route)
        if needed is None:
            raise errors.SECRET_KEY_REQUIRED_HERE()
        self._insist((needed,))

    def insist_on_expanding(self, paths: Sequence[Sequence[Hop]]) -> None:
        """Raises MORE_PERMISSIONS_REQUIRED if a restricted key may not read each object that is put in."""
        for hops in paths if self.grants is not None else ():
            self._insist(needed_to_expand(hops))

    def _insist(self, needed: Sequence[str]) -> None:
        if self.grants is not None and (missing := self.grants.missing(needed)) is not None:
            raise errors.MORE_PERMISSIONS_REQUIRED(
                masked=masked(self.key), account=self.tenant.account, permission=missing
            )


class Directory(Protocol):
    """Knows keys and tenants; the room `accounts` is one."""

    async def principal(self, key: str) -> Principal:
        """Raises INVALID_KEY, EXPIRED_KEY."""
        ...

    async def refreshed(self, principal: Principal) -> Principal:
        """The same key, read anew from the database."""
        ...

    async def within(self, principal: Principal, account: str) -> Principal:
        """The same key in another account. Raises ACCOUNT_INVALID, MORE_PERMISSIONS_REQUIRED."""
        ...

    async def other_mode(self, tenant: Tenant) -> Tenant | None:
        """The same account in its other mode."""
        ...


@dataclass(slots=True)
class _Known:
    """What is known of a request so far: who asks, in which version, and with which parameters."""

    served: Served
    principal: Principal | None = None
    version: str = ""
    sent: Form | None = None


@dataclass(slots=True)
class Api:
    """The ASGI application of everything under `/v1` and `/v2`."""

    table: Table
    executor: Executor
    directory: Directory
    registry: Registry
    limiter: Limiter
    log: RequestLog = field(default_factory=NoLog)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = monotonic()
        served = under_way(scope)
        request_id = served.id
        asked, known = Asked(scope, receive), _Known(served)
        if asked.method == "OPTIONS":
            await send({"type": "http.response.start", "status": 200, "headers": PREFLIGHT})
            await send({"type": "http.response.body", "body": b""})
            return
        try:
            answer = await self._answer(asked, known, request_id)
        except ApiError as error:
            answer = refusal(error, request_id)
        except ClientGone:
            return
        except DatabaseUnavailable as error:
            log_outage(error)
            answer = refusal(errors.UNAVAILABLE(), request_id)
        except Exception:
            log.exception("request failed", request=request_id, method=asked.method, path=asked.path)
            answer = refusal(errors.INTERNAL(request_id=request_id), request_id)
        if known.principal is not None:
            self._note(asked, known.principal, known, answer, request_id, began)
        if not asked.is_sdk:
            answer.indent()
        await answer.send(send)

    def _note(
        self, asked: Asked, principal: Principal, known: _Known, answer: Answer, request_id: str, began: float
    ) -> None:
        """Tell the log of requests. Without a valid key there is no tenant whose log it could be."""
        keeps = answer.is_json and (answer.status >= 400 or principal.tenant.keeps_responses)
        head = answer.body[:HEAD_BYTES] if answer.is_json else b""
        body = beginning(answer.body, asked.method, answer.status) if keeps else head
        note = Note(
            tenant=principal.tenant.id, request=request_id, method=asked.method, path=asked.path,
            http_status=answer.status, micros=int((monotonic() - began) * 1_000_000), version=known.version,
            key=principal.key, idempotency_key=asked.idempotency_key, user_agent=asked.user_agent,
            address=asked.address, sent=known.sent, body=body, keeps_response=keeps,
            body_bytes=len(answer.body), weight=len(body) + asked.body_bytes + len(asked.query),
        )  # fmt: skip
        self.log.note(note)

    async def _answer(self, asked: Asked, known: _Known, request_id: str) -> Answer:
        principal = await self._principal(asked, known)
        version = known.version = asked.version or principal.tenant.api_version
        if is_too_old(version) and asked.is_command_line:
            # It asks for webhook endpoints in 2019-03-14, whose shape never changed.
            version = known.version = OLDEST
        if is_too_old(version):
            raise errors.VERSION_TOO_OLD(version=version, oldest=OLDEST)
        if not is_known(version):
            raise errors.INVALID_VERSION(version=version[:100])
        try:
            answer = await self._within_limits(asked, known, principal, version, request_id)
        except ApiError as error:
            answer = refusal(error, request_id, version)
            if asked.method == "POST" and asked.idempotency_key is not None and error.kind is not errors.KEY_TOO_LONG:
                answer.add(b"idempotency-key", asked.idempotency_key)
        answer.add(b"stripe-version", version)
        if principal.within is not None:
            answer.add(b"stripe-account", principal.within)
        return answer

    async def _within_limits(
        self, asked: Asked, known: _Known, principal: Principal, version: str, request_id: str
    ) -> Answer:
        found = self.table.find(asked.method, asked.path)
        if principal.limits is None:
            return await self._executed(asked, known, principal, version, request_id, found)
        route = found[0] if found is not None else None
        known.served.route = route.path if route is not None else None
        entered = self.limiter.enter(principal.limits, principal.tenant.id, principal.key, route)
        try:
            return await self._executed(asked, known, principal, version, request_id, found)
        finally:
            self.limiter.leave(entered)

    async def _executed(
        self, asked: Asked, known: _Known, principal: Principal, version: str, request_id: str, found: Found | None
    ) -> Answer:
        if principal.is_browser and (found is None or found[0].browser is None):
            raise errors.SECRET_KEY_REQUIRED()
        # PostgreSQL's text cannot hold a NUL, so no object has one in its id.
        if found is None or "\0" in asked.path:
            raise self._nothing_at(asked.method, asked.path)
        route, values = found
        known.served.route = route.path
        principal.insist_on(route)
        if route.ended is not None and version >= route.ended.version:
            raise errors.URL_ENDED(
                method=route.method, path=route.path, version=route.ended.version, instead=route.ended.instead
            )
        sent = await sent_to(route, asked)
        known.sent = without_files(sent) if route.uploads else sent
        try:
            lifted = request_at(version, route.method, route.path, sent)
            if principal.is_browser and route.browser is not None:
                route.browser.check(lifted)
            request = _Request(self, route, values, sent, lifted, version, request_id, asked, principal)
            return await request.answer()
        except ApiError as error:
            raise as_sent(version, route.method, route.path, sent, error) from None

    def _nothing_at(self, method: str, path: str) -> ApiError:
        absent = self.table.absent_at(method, path)
        if absent is None:
            return errors.UNRECOGNIZED_URL(method=method, path=path[:500])
        return errors.NOT_SUPPORTED(thing=absent.thing, anchor=absent.anchor, method=method, path=path[:500])

    async def _principal(self, asked: Asked, known: _Known) -> Principal:
        if asked.key is None:
            raise errors.NO_KEY()
        principal = known.principal = await self.directory.principal(asked.key)
        known.served.account = principal.tenant.account
        principal.insist_on_address(asked)
        if asked.account is not None and asked.account != principal.tenant.account:
            principal = known.principal = await self.directory.within(principal, asked.account)
        return principal


def _content_digest(value: object) -> str:
    """What stands for the bytes of a file among the parameters that a key was first used with."""
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    raise TypeError(type(value).__name__)


class _Request:
    """One request whose route is known: the caller of its verb (`db.executor.Caller`).

    `typed` are the parameters as the caller spelled them, `sent` as the newest version does.
    """

    __slots__ = (
        "api",
        "asked",
        "cause",
        "counts",
        "hops",
        "params",
        "principal",
        "request_id",
        "route",
        "sent",
        "typed",
        "values",
        "version",
    )

    def __init__(
        self, api: Api, route: Route, values: list[str], typed: Form, sent: Form, version: str, request_id: str,
        asked: Asked, principal: Principal,
    ) -> None:  # fmt: skip
        self.api = api
        self.route = route
        self.values = values
        self.typed = typed
        self.sent = sent
        self.version = version
        self.request_id = request_id
        self.asked = asked
        self.principal = principal
        self.params = params.parse(route.params, sent)
        wanted: list[str] = self.params.expand  # type: ignore[attr-defined]
        self.counts = COUNT in wanted and (route.searches or (route.listing and version < BASIL))
        self.hops: list[list[Hop]] = []
        if wanted:
            paths = [path for path in wanted if not (self.counts and path == COUNT)]
            self.hops = api.registry.check(route.returns, paths, listing=route.listing, version=version)
        # Keys are honoured on POST only; deletions are idempotent by nature (platform.md §4).
        key = asked.idempotency_key if route.method == "POST" else None
        self.cause = Cause(request_id, key, reply=self._reply(key), actor=principal.actor)

    @property
    def tenant(self) -> Tenant:
        """The tenant as it was last read."""
        return self.principal.tenant

    @property
    def _kept_path(self) -> str:
        """The path as it is stored for the key. An integration may have sent a card number in the place of an id."""
        return without_card_numbers(self.asked.path)

    @property
    def reads_more(self) -> bool:
        """Whether the answer has what the verb did not read: what is expanded, and what only older versions tell."""
        return bool(self.hops) or wants_past(self.version)

    def permit(self, verb: Verb, arguments: Sequence[Any]) -> None:
        """Let a key run the verb of every route that its kind and its permissions open, and expand what it may read.

        A publishable key was checked with the route. Raises MORE_PERMISSIONS_REQUIRED, SECRET_KEY_REQUIRED_HERE.
        """
        self.principal.insist_on(self.route)
        self.principal.insist_on_expanding(self.hops)

    async def refresh(self) -> None:
        """Read key and tenant anew. Raises what a key raises that is no longer valid or may do less than before."""
        self.principal = await self.api.directory.refreshed(self.principal)
        self.principal.insist_on_address(self.asked)
        self.permit(self.route.verb, ())

    async def answer(self) -> Answer:
        """Run the verb; a write once for its idempotency key."""
        verb, executor = self.route.verb, self.api.executor
        arguments = self.values if verb.takes is None else (self.params, *self.values)
        if verb.mode is Mode.READ:
            return await executor.read(verb, self, *arguments)  # type: ignore[no-any-return]
        key = self.cause.idempotency_key
        if key is not None and len(key) > KEY_LENGTH_MAX:
            raise errors.KEY_TOO_LONG()
        try:
            answer: Answer = await executor.run(verb, self, *arguments)
        except KeyInUse:
            raise errors.KEY_IN_USE(key=key) from None
        except KeyKnown:
            return await self._replay(key or "")
        if key is not None:
            answer.add(b"idempotency-key", key)
            if answer.status != 500:
                answer.add(b"original-request", self.request_id)
                answer.add(b"stripe-should-retry", "false")
        return answer

    async def render(self, reader: Reader, verb: Verb, result: Any) -> Answer:
        """The answer to a result, or to a refusal that changed something."""
        if isinstance(result, Refused):
            return await self.refusal(result.error)
        if self.route.downloads:
            return download(result.media_type, result.filename, result.content, self.request_id)
        return Answer(200, await self._rendered(reader, verb, result), self.request_id)

    async def refusal(self, error: ApiError) -> Answer:
        """The answer to an error."""
        return refusal(await self._told(error), self.request_id, self.version)

    def store(self, tx: Tx, outcome: Answer | None) -> None:
        """Store the answer for the key, or hold the key until there is one."""
        if tx.cause.idempotency_key is not None:
            status, body = (outcome.status, outcome.body.decode()) if outcome is not None else (None, None)
            tx.respond(StoredResponse(self.request_id, self._kept_path, self._digest(), status, body))

    def _reply(self, key: str | None) -> HowToReply | None:
        """How a response is to be written if this process does not live to do it."""
        expand: list[str] = self.params.expand  # type: ignore[attr-defined]
        if key is None:
            return None
        reply: HowToReply = {"key": key, "version": self.version, "returns": self.route.returns, "expand": expand}
        return reply | {"browser": True} if self.principal.is_browser else reply

    def _digest(self) -> bytes:
        # What was answered to a secret key is not for everybody.
        asked = [self.version, self.sent, *([self.principal.kind] if self.principal.is_browser else [])]
        canonical = orjson.dumps(asked, default=_content_digest, option=orjson.OPT_SORT_KEYS)
        return hashlib.sha256(canonical).digest()

    async def _replay(self, key: str) -> Answer:
        """The stored answer, if the request is the one it was stored for."""
        async with self.api.executor.transactions.read(self.tenant) as reader:
            kept = await idempotency.find(reader, key)
        if kept is None:  # purged this very moment
            raise errors.KEY_IN_USE(key=key)
        if kept.path != self._kept_path:
            raise errors.KEY_REUSED_ENDPOINT(key=key, path=self._kept_path, first_path=kept.path)
        if kept.parameters != self._digest():
            raise errors.KEY_REUSED_PARAMETERS(key=key)
        if kept.status is None or kept.body is None:  # it waits for an answer from outside
            raise errors.KEY_IN_USE(key=key)
        answer = Answer(kept.status, kept.body.encode(), self.request_id)
        answer.add(b"idempotency-key", key)
        answer.add(b"original-request", kept.request)
        answer.add(b"idempotent-replayed", "true")
        answer.add(b"stripe-should-retry", "false")
        return answer

    def _shown(self, reader: Reader, verb: Verb, result: Any) -> WireObject:
        """The wire object of the newest version."""
        if verb.shows is None:
            return result  # type: ignore[no-any-return]
        if not self.route.listing:
            return reader.render(verb.shows, result)
        if self.route.searches:
            found = [reader.render(verb.shows, each) for each in result.objects]
            return search_result(self.asked.path, found, result.next_page)
        objects, has_more = result
        found = [reader.render(verb.shows, each) for each in objects]
        if self.route.pages:
            return pages_of(self.asked.path, found, has_more, self.typed)
        return envelope(self.asked.path, found, has_more)

    async def _rendered(self, reader: Reader, verb: Verb, result: Any) -> bytes:
        body = self._shown(reader, verb, result)
        # An event was rendered when it happened; the version of the request that reads it does not matter.
        is_event = self.route.returns == "event"
        shown = body if is_event else await self.api.registry.shown(reader, body, self.version)
        if self.hops:
            objects = shown["data"] if self.route.listing else [shown]
            await self.api.registry.apply(reader, objects, self.hops, self.version)
        if self.counts:
            shown["total_count"] = reader.total if reader.total is not None else len(shown["data"])
        if self.principal.is_browser:
            return encoded(reduced(shown))
        if shown is body and not self.hops and isinstance(reader, Tx):
            text = reader.outbox.text_of(body)
            if text is not None:
                return text.encode()
        return encoded(shown)

    async def _told(self, error: ApiError) -> ApiError:
        """An error as it is told to whoever asked: a browser sees no more of the objects in it than of others."""
        error = await self._hinted(error)
        error = as_sent(self.version, self.route.method, self.route.path, self.typed, error)
        if self.principal.is_browser:
            error.attributes = reduced(error.attributes)
        return error

    async def _hinted(self, error: ApiError) -> ApiError:
        """Name the parameter of an object missing in the path, and tell when it exists in the other mode."""
        if error.kind not in (errors.NO_SUCH_PATH, errors.NO_SUCH_PARAM):
            return error
        param = error.param or (self.route.placeholders[0] if self.route.placeholders else None)
        fields = dict(error.fields)
        load = self.api.registry.loads.get(str(fields["noun"]).replace(" ", "_"))
        other = await self.api.directory.other_mode(self.tenant)
        if load is not None and other is not None:
            async with self.api.executor.transactions.read(other) as reader:
                if await load(reader, [str(fields["id"])]):
                    mine, theirs = ("live", "test") if self.tenant.livemode else ("test", "live")
                    fields["other_mode"] = (
                        f"; a similar object exists in {theirs} mode, but a {mine} mode key was used to make "
                        "this request."
                    )
        return error.kind(param=param, **fields)
