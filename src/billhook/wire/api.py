"""The pipeline: from an HTTP request to a verb, and back.

Order of the checks (platform.md §3.3): key, version, URL, shape of the parameters, paths of `expand`, then
the verb itself, which looks for objects and asks whether their state allows it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

import asyncpg
import orjson
import structlog

from billhook.db.calls import Call, Refused
from billhook.db.outbox import StoredResponse
from billhook.db.tenants import Tenant
from billhook.db.tx import Cause, KeyInUse, KeyKnown, Reader, TenantChanged, Transactions, Tx
from billhook.db.unavailable import DatabaseUnavailable, log_outage
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.kernel.ids import new_id
from billhook.wire import forms, params
from billhook.wire.answering import PREFLIGHT, Answer, encoded, error_body, refusal
from billhook.wire.asking import Asked, ClientGone, masked
from billhook.wire.browsers import reduced
from billhook.wire.expand import Hop, Registry
from billhook.wire.routing import Mode, Route, Table
from billhook.wire.versions.chain import at
from billhook.wire.versions.known import is_known
from billhook.wire.versions.requests import request_at

log = structlog.get_logger(__name__)

KEY_LENGTH_MAX = 255
# A transaction that PostgreSQL ends to resolve a deadlock is begun again this many times.
_ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is asking: a key of a tenant."""

    tenant: Tenant
    kind: str
    key: str

    @property
    def is_browser(self) -> bool:
        """Whether everybody can read the key."""
        return self.kind != "secret"


class Directory(Protocol):
    """Knows keys and tenants; the room `accounts` is one."""

    async def principal(self, key: str) -> Principal:
        """Raises INVALID_KEY, EXPIRED_KEY."""
        ...

    async def refreshed(self, principal: Principal) -> Principal:
        """The same key, read anew from the database."""
        ...

    async def other_mode(self, tenant: Tenant) -> Tenant | None:
        """The same account in its other mode."""
        ...


class Caller(Protocol):
    """Asks others and settles what came of it; `calls.py` above the rooms is one."""

    async def ask(self, tenant: Tenant, call: Call) -> Any:
        """The answer, or None where none came."""
        ...

    async def settle(self, tx: Tx, call: Call, answer: Any) -> dict[str, Any] | Refused:
        """Act upon the answer; what the verb answers with."""
        ...


@dataclass(slots=True)
class Api:
    """The ASGI application of everything under `/v1`."""

    table: Table
    transactions: Transactions
    directory: Directory
    registry: Registry
    calls: Caller

    async def __call__(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:
        request_id = new_id("req")
        asked = Asked(scope, receive)
        if asked.method == "OPTIONS":
            await send({"type": "http.response.start", "status": 200, "headers": PREFLIGHT})
            await send({"type": "http.response.body", "body": b""})
            return
        try:
            answer = await self._answer(asked, request_id)
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
        await answer.send(send)

    async def _answer(self, asked: Asked, request_id: str) -> Answer:
        principal = await self._principal(asked)
        version = asked.version or principal.tenant.api_version
        if not is_known(version):
            raise errors.INVALID_VERSION(version=version[:100])
        try:
            answer = await self._executed(asked, principal, version, request_id)
        except ApiError as error:
            answer = refusal(error, request_id, version)
            if asked.method == "POST" and asked.idempotency_key is not None and error.kind is not errors.KEY_TOO_LONG:
                answer.add(b"idempotency-key", asked.idempotency_key)
        answer.add(b"stripe-version", version)
        return answer

    async def _executed(self, asked: Asked, principal: Principal, version: str, request_id: str) -> Answer:
        found = self.table.find(asked.method, asked.path)
        if principal.is_browser and (found is None or found[0].browser is None):
            raise errors.SECRET_KEY_REQUIRED()
        # PostgreSQL's text cannot hold a NUL, so no object has one in its id.
        if found is None or "\0" in asked.path:
            raise errors.UNRECOGNIZED_URL(method=asked.method, path=asked.path[:500])
        route, values = found
        sent = await self._sent(asked, route, version)
        if principal.is_browser and route.browser is not None:
            route.browser.check(sent)
        request = _Request(self, route, values, sent, version, request_id, asked, principal)
        return await (request.look() if route.mode is Mode.READ else request.change())

    async def _principal(self, asked: Asked) -> Principal:
        if asked.key is None:
            raise errors.NO_KEY()
        principal = await self.directory.principal(asked.key)
        if asked.account is not None and asked.account != principal.tenant.account:
            raise errors.ACCOUNT_INVALID(masked=masked(asked.key), account=asked.account[:100])
        return principal

    async def _sent(self, asked: Asked, route: Route, version: str) -> dict[str, Any]:
        raw = asked.query
        if route.method == "POST":
            body = await asked.body()
            if body and asked.content_type not in (b"application/x-www-form-urlencoded", b""):
                raise errors.WRONG_CONTENT_TYPE()
            raw = body + b"&" + raw if raw and body else body or raw
        try:
            sent: dict[str, Any] = forms.decode(raw) if raw else {}
        except forms.MalformedForm as error:
            raise errors.MALFORMED_FORM(param=error.param, reason=error.message) from None
        return request_at(version, route.method, route.path, sent)


class _Request:
    """One request whose route is known."""

    __slots__ = (
        "api",
        "asked",
        "hops",
        "params",
        "principal",
        "request_id",
        "route",
        "sent",
        "values",
        "version",
    )

    def __init__(
        self, api: Api, route: Route, values: list[str], sent: dict[str, Any], version: str, request_id: str,
        asked: Asked, principal: Principal,
    ) -> None:  # fmt: skip
        self.api = api
        self.route = route
        self.values = values
        self.sent = sent
        self.version = version
        self.request_id = request_id
        self.asked = asked
        self.principal = principal
        self.params = params.parse(route.params, sent)
        wanted: list[str] = self.params.expand  # type: ignore[attr-defined]
        self.hops: list[list[Hop]] = api.registry.check(route.returns, wanted, listing=route.listing) if wanted else []

    async def look(self) -> Answer:
        """A read: no transaction, nothing stored. If its connection breaks, it is tried once more."""
        try:
            try:
                return await self._look()
            except DatabaseUnavailable as error:
                if not error.is_broken:
                    raise
                return await self._look()
        except asyncpg.LockNotAvailableError:
            raise errors.LOCK_TIMEOUT() from None

    async def _look(self) -> Answer:
        async with self.api.transactions.read(self.principal.tenant) as reader:
            try:
                body = await self.route.handler(reader, self.params, *self.values)
                assert not isinstance(body, Call)
                return Answer(200, await self._render(reader, body), self.request_id)
            except ApiError as refused:
                error = refused
        return refusal(await self._told(error), self.request_id, self.version)

    async def change(self) -> Answer:
        """A write, executed once for its idempotency key."""
        # Keys are honoured on POST only; deletions are idempotent by nature (platform.md §4).
        key = self.asked.idempotency_key if self.route.method == "POST" else None
        if key is not None and len(key) > KEY_LENGTH_MAX:
            raise errors.KEY_TOO_LONG()
        for attempt in range(_ATTEMPTS):
            try:
                answer = await self._execute(Cause(self.request_id, key, reply=self._reply(key)))
            except DatabaseUnavailable as error:
                # With a key the second attempt meets the stored answer of the first, if that was committed.
                if attempt == 0 and error.is_broken and (key is not None or not error.is_undecided):
                    continue
                raise
            except TenantChanged:
                self.principal = await self.api.directory.refreshed(self.principal)
                continue
            except KeyInUse:
                raise errors.KEY_IN_USE(key=key) from None
            except KeyKnown:
                return await self._replay(key or "")
            except asyncpg.DeadlockDetectedError:
                if attempt == _ATTEMPTS - 1:
                    raise errors.LOCK_TIMEOUT() from None
                continue
            except asyncpg.LockNotAvailableError:
                raise errors.LOCK_TIMEOUT() from None
            if key is not None:
                answer.add(b"idempotency-key", key)
                if answer.status != 500:
                    answer.add(b"original-request", self.request_id)
                    answer.add(b"stripe-should-retry", "false")
            return answer
        raise errors.LOCK_TIMEOUT()

    async def _execute(self, cause: Cause) -> Answer:
        try:
            async with self.api.transactions.begin(self.principal.tenant, cause) as tx:
                if self.route.mode is Mode.TRIAL:
                    async with tx.trial() as trial:
                        answered = await self._answered(trial)
                else:
                    answered = await self._answered(tx)
                self._store(tx, *((None, None) if isinstance(answered, Call) else (200, answered)))
        except ApiError as error:
            return await self._refused(error, cause, looked=tx.is_open)
        if isinstance(answered, Call):
            return await self._called(answered, replace(cause, held=True))
        return Answer(200, answered, self.request_id)

    async def _answered(self, tx: Tx) -> bytes | Call:
        result = await self.route.handler(tx, self.params, *self.values)
        return result if isinstance(result, Call) else await self._render(tx, result)

    async def _called(self, call: Call, cause: Cause) -> Answer:
        """What the verb claimed is committed: ask, with no transaction open, and settle. It is asked once; only the
        settlement is tried again. Where that fails too, the call is still written down, and the sweep finds it.
        """
        answer = await self.api.calls.ask(self.principal.tenant, call)
        for _ in range(_ATTEMPTS):
            try:
                return await self._settled(call, answer, cause)
            except TenantChanged:
                self.principal = await self.api.directory.refreshed(self.principal)
            except DatabaseUnavailable as error:
                if not error.is_broken:
                    raise
            except (asyncpg.DeadlockDetectedError, asyncpg.LockNotAvailableError):
                continue
        raise errors.LOCK_TIMEOUT()

    async def _settled(self, call: Call, answer: Any, cause: Cause) -> Answer:
        async with self.api.transactions.begin(self.principal.tenant, cause) as tx:
            result = await self.api.calls.settle(tx, call, answer)
            if isinstance(result, Refused):
                error = await self._told(result.error)
                status, body = error.status, error_body(error, self.version)
            else:
                status, body = 200, await self._render(tx, result)
            self._store(tx, status, body)
        return Answer(status, body, self.request_id)

    def _reply(self, key: str | None) -> dict[str, Any] | None:
        """How a response is to be written if this process does not live to do it."""
        expand: list[str] = self.params.expand  # type: ignore[attr-defined]
        if key is None:
            return None
        reply = {"key": key, "version": self.version, "returns": self.route.returns, "expand": expand}
        return reply | {"browser": True} if self.principal.is_browser else reply

    async def _refused(self, error: ApiError, cause: Cause, *, looked: bool) -> Answer:
        """Everything was rolled back; what remains is to store the refusal for the key, or only to look at the key,
        unless reading something has `looked` already.

        Raises KeyKnown where the key has an answer: the verb refused before it read anything, or another request with
        the same key ran in between. Raises KeyInUse where one is running.
        """
        error = await self._told(error)
        answer = refusal(error, self.request_id, self.version)
        if cause.idempotency_key is not None and (error.kind.stored or not looked):
            async with self.api.transactions.begin(self.principal.tenant, cause, at_once=not error.kind.stored) as tx:
                if error.kind.stored:
                    self._store(tx, answer.status, answer.body)
        return answer

    def _store(self, tx: Tx, status: int | None, body: bytes | None) -> None:
        if tx.cause.idempotency_key is not None:
            text = body.decode() if body is not None else None
            tx.respond(StoredResponse(self.request_id, self.asked.path, self._digest(), status, text))

    def _digest(self) -> bytes:
        # What was answered to a secret key is not for everybody.
        asked = [self.version, self.sent, *([self.principal.kind] if self.principal.is_browser else [])]
        canonical = orjson.dumps(asked, option=orjson.OPT_SORT_KEYS)
        return hashlib.sha256(canonical).digest()

    async def _replay(self, key: str) -> Answer:
        """The stored answer, if the request is the one it was stored for."""
        tenant = self.principal.tenant
        async with self.api.transactions.read(tenant) as reader:
            row = await reader.fetchrow(
                "SELECT request, path, parameters, status, body FROM idempotency_keys WHERE tenant = $1 AND key = $2",
                tenant.id, key,
            )  # fmt: skip
        if row is None:  # purged this very moment
            raise errors.KEY_IN_USE(key=key)
        if row["path"] != self.asked.path:
            raise errors.KEY_REUSED_ENDPOINT(key=key, path=self.asked.path, first_path=row["path"])
        if row["parameters"] != self._digest():
            raise errors.KEY_REUSED_PARAMETERS(key=key)
        if row["status"] is None:  # it waits for an answer from outside
            raise errors.KEY_IN_USE(key=key)
        answer = Answer(row["status"], row["body"].encode(), self.request_id)
        answer.add(b"idempotency-key", key)
        answer.add(b"original-request", row["request"])
        answer.add(b"idempotent-replayed", "true")
        answer.add(b"stripe-should-retry", "false")
        return answer

    async def _render(self, reader: Reader, body: dict[str, Any]) -> bytes:
        if self.hops:
            objects = body["data"] if self.route.listing else [body]
            await self.api.registry.apply(reader, objects, self.hops)
        # An event was rendered when it happened; the version of the request that reads it does not matter.
        shown = body if self.route.returns == "event" else at(self.version, body)
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
        if self.principal.is_browser:
            error.attributes = reduced(error.attributes)
        return error

    async def _hinted(self, error: ApiError) -> ApiError:
        """Name the parameter of an object missing in the path, and tell when it exists in the other mode."""
        if error.kind not in (errors.NO_SUCH_PATH, errors.NO_SUCH_PARAM):
            return error
        param = error.param or (self.route.placeholders[0] if self.route.placeholders else None)
        fields = dict(error.fields)
        load = self.api.registry.loads.get(fields["noun"].replace(" ", "_"))
        other = await self.api.directory.other_mode(self.principal.tenant)
        if load is not None and other is not None:
            async with self.api.transactions.read(other) as reader:
                if await load(reader, [fields["id"]]):
                    mine, theirs = ("live", "test") if self.principal.tenant.livemode else ("test", "live")
                    fields["other_mode"] = (
                        f"; a similar object exists in {theirs} mode, but a {mine} mode key was used to make "
                        "this request."
                    )
        return error.kind(param=param, **fields)
