"""The executor: the one place that runs a verb to its end, for the API, the pages and the jobs.

It begins the transaction, begins anew after a deadlock or a change of the tenant, makes the call that a verb claims
with no transaction open, settles it in a second transaction, and lets the caller store what has to be stored for an
idempotency key in the same transactions.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

import asyncpg

from billhook import tracing
from billhook.db import calls, idempotency
from billhook.db.calls import AskFirst, Call, OpenCall, Silence
from billhook.db.cause import Cause, HowToReply
from billhook.db.tenants import Tenant, Tenants
from billhook.db.tx import LocksNeeded, Reader, TenantChanged, Transactions, Tx
from billhook.db.unavailable import DatabaseUnavailable
from billhook.db.verbs import Function, Mode, Verb
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.kernel.replacing import replace

# A transaction that PostgreSQL ends to resolve a deadlock is begun again this many times.
ATTEMPTS = 4


class Asking(Protocol):
    """Asks somebody outside; `calls.py` above the rooms is one."""

    async def ask(self, tenant: Tenant, call: Call) -> Any:
        """The answer; None or `Silence`, which says why, if none came, so that nobody knows yet."""
        ...

    def again(self, answer: Any) -> int | None:
        """After how many seconds to ask again, if the answer is provisional."""
        ...

    async def missed(self, tenant: Tenant, name: str, after: str | None, since: int) -> Any:
        """News of the one named so after another, or of the time since a moment; None if they cannot be asked for."""
        ...

    async def payouts(self, tenant: Tenant, name: str, since: int) -> Any:
        """Payouts of the one named so from a moment on; None if they cannot be asked for."""
        ...

    async def paid_by(self, tenant: Tenant, name: str, payout: str, after: str | None) -> Any:
        """A page of what a payout pays; None if that cannot be asked for."""
        ...

    async def close(self) -> None:
        """Close what is open to them."""
        ...


class Caller(Protocol):
    """Who runs a verb, and what they make of its result."""

    @property
    def cause(self) -> Cause:
        """Who acts, for which request and key."""
        ...

    @property
    def tenant(self) -> Tenant:
        """The tenant as it was last read."""
        ...

    @property
    def reads_more(self) -> bool:
        """Whether rendering a result reads more than the verb did."""
        ...

    def permit(self, verb: Verb, arguments: Sequence[Any]) -> None:
        """Let the caller run the verb with these arguments, or raise what refuses them."""
        ...

    async def refresh(self) -> None:
        """Read the tenant anew. Raises what a key raises that is no longer valid."""
        ...

    async def render(self, reader: Reader, verb: Verb, result: Any) -> Any:
        """What `Executor.run` returns for a result. The result may be `Refused`: a decline, for one."""
        ...

    async def refusal(self, error: ApiError) -> Any:
        """What `Executor.run` returns if the verb raised and nothing of it stays; or raise the error."""
        ...

    def store(self, tx: Tx, outcome: Any) -> None:
        """Store the outcome for the caller's key; None holds the key until there is one."""
        ...


@dataclass(slots=True)
class Acting:
    """A caller without a key in this process: a page or a job. It gets what the verb returns, or `Refused`."""

    tenants: Tenants
    tenant: Tenant
    cause: Cause
    reads_more: bool = field(default=False, init=False)

    def permit(self, verb: Verb, arguments: Sequence[Any]) -> None:
        pass  # A page and a job name the verbs that they run.

    async def refresh(self) -> None:
        self.tenant = await self.tenants.tenant(self.tenant.id)

    async def render(self, reader: Reader, verb: Verb, result: Any) -> Any:
        return result

    async def refusal(self, error: ApiError) -> Any:
        raise error

    def store(self, tx: Tx, outcome: Any) -> None:
        pass


@dataclass(slots=True)
class _Before:
    """The same caller, for what is asked before their verb can decide: nothing is stored for their key."""

    caller: Caller
    reads_more: bool = field(default=False, init=False)

    @property
    def cause(self) -> Cause:
        cause = self.caller.cause
        return Cause(request=cause.request, actor=cause.actor, origin=cause.origin)

    @property
    def tenant(self) -> Tenant:
        return self.caller.tenant

    def permit(self, verb: Verb, arguments: Sequence[Any]) -> None:
        pass  # Whoever may take money may withdraw the page on which it would be taken twice.

    async def refresh(self) -> None:
        await self.caller.refresh()

    async def render(self, reader: Reader, verb: Verb, result: Any) -> Any:
        return result

    async def refusal(self, error: ApiError) -> Any:
        raise error

    def store(self, tx: Tx, outcome: Any) -> None:
        pass


Reply = Callable[[Tx, Verb, Any, HowToReply], Awaitable[tuple[int, str]]]
"""`reply(tx, verb, result, how)`: status and body of the response to a request that died before it could answer."""


@dataclass(slots=True)
class Executor:
    """Runs verbs. `settlers` are the verbs that claim calls, by the name that a call stores."""

    transactions: Transactions
    asking: Asking
    settlers: Mapping[str, Verb]
    reply: Reply

    async def read(self, verb: Verb, caller: Caller, *arguments: Any, **options: Any) -> Any:
        """Run a look. If its connection breaks, it is tried once more.

        Raises what does not permit it, what the caller makes of a refusal, LOCK_TIMEOUT and DatabaseUnavailable.
        """
        caller.permit(verb, arguments)
        look = partial(verb.function, **options) if options else verb.function
        try:
            with tracing.span(verb.name):
                try:
                    return await self._read(verb, caller, look, arguments)
                except DatabaseUnavailable as error:
                    if not error.is_broken:
                        raise
                    return await self._read(verb, caller, look, arguments)
        except asyncpg.LockNotAvailableError:
            raise errors.LOCK_TIMEOUT() from None
        except ApiError as error:
            return await caller.refusal(error)

    async def run(self, verb: Verb, caller: Caller, *arguments: Any, **options: Any) -> Any:
        """Run a verb, and if it claims a call, ask and settle.

        Raises what does not permit it, what the caller makes of a refusal, LOCK_TIMEOUT, KeyInUse, KeyKnown and
        DatabaseUnavailable.
        """
        caller.permit(verb, arguments)
        act = partial(verb.function, **options) if options else verb.function
        with tracing.span(verb.name):
            first = await self._first(verb, caller, act, arguments)
            if not isinstance(first, Call):
                return first
            # What the verb claimed is committed. It is asked once; only the settlement is tried again. If that fails
            # too, the call is still written down, and the sweep finds it.
            answer = await self.asking.ask(caller.tenant, first)
            return await _retried(caller, lambda: self._settled(verb, caller, first, answer))

    async def resume(self, caller: Caller, call_id: str) -> None:
        """Ask again with the same key, settle, and write the response if the request died before it could answer."""
        async with self.transactions.read(caller.tenant) as reader:
            found = await calls.find(reader, call_id)
        if found is None or found.is_settled:
            return
        answer = await self.asking.ask(caller.tenant, found.call)
        await _retried(caller, lambda: self._resumed(caller, found, answer))

    async def _read(self, verb: Verb, caller: Caller, look: Function, arguments: Sequence[Any]) -> Any:
        async with self.transactions.read(caller.tenant) as reader:
            return await caller.render(reader, verb, await look(reader, *arguments))

    async def _first(self, verb: Verb, caller: Caller, act: Function, arguments: Sequence[Any]) -> Any:
        """The first transaction: what the caller makes of the result, or the call that was claimed.

        A verb that looks first is tried once without locks.
        """
        looks_first = verb.looks_first and not caller.reads_more
        asked: tuple[str, ...] = ()
        for attempt in range(-1 if looks_first else 0, ATTEMPTS):
            try:
                return await self._begun(verb, caller, act, arguments, asked, looks_first=attempt < 0)
            except AskFirst as first:
                await self.run(self.settlers[first.verb], _Before(caller), first.subject)
                asked = (*asked, first.subject)
            except LocksNeeded:
                continue
            except TenantChanged:
                await caller.refresh()
            except DatabaseUnavailable as error:
                # With a key the second attempt meets the stored answer of the first, if that was committed.
                is_safe = caller.cause.idempotency_key is not None or not error.is_undecided
                if attempt > 0 or not (error.is_broken and is_safe):
                    raise
            except asyncpg.DeadlockDetectedError:
                continue
            except asyncpg.LockNotAvailableError:
                break
        raise errors.LOCK_TIMEOUT()

    async def _begun(
        self, verb: Verb, caller: Caller, act: Function, arguments: Sequence[Any], asked: tuple[str, ...], *,
        looks_first: bool = False,
    ) -> Any:  # fmt: skip
        cause = replace(caller.cause, asked_first=asked) if asked else caller.cause
        try:
            async with self.transactions.begin(caller.tenant, cause, looks_first=looks_first) as tx:
                if verb.mode is Mode.TRIAL:
                    async with tx.trial() as trial:
                        outcome = await caller.render(trial, verb, await act(trial, *arguments))
                else:
                    outcome = await act(tx, *arguments)
                    tx.record(verb.name, next((each for each in arguments if isinstance(each, str)), None))
                    if isinstance(outcome, Call):
                        tx.need_locks()
                        caller.store(tx, None)
                        return outcome
                    outcome = await caller.render(tx, verb, outcome)
                caller.store(tx, outcome)
                return outcome
        except ApiError as error:
            # What refuses is decided under locks.
            tx.need_locks()
            return await self._refused(caller, error, has_looked=tx.is_open)

    async def _refused(self, caller: Caller, error: ApiError, *, has_looked: bool) -> Any:
        """Everything was rolled back; what remains is to store the refusal for the key, or only to look at the key,
        unless reading something has looked already.

        Raises KeyKnown if the key has an answer: the verb refused before it read anything, or another request with
        the same key ran in between. Raises KeyInUse if one is running.
        """
        outcome = await caller.refusal(error)
        is_stored = error.kind.stored
        if caller.cause.idempotency_key is not None and (is_stored or not has_looked):
            async with self.transactions.begin(caller.tenant, caller.cause, at_once=not is_stored) as tx:
                if is_stored:
                    caller.store(tx, outcome)
        return outcome

    async def _settled(self, verb: Verb, caller: Caller, call: Call, answer: Any) -> Any:
        async with self.transactions.begin(caller.tenant, replace(caller.cause, held=True, settles=True)) as tx:
            outcome = await caller.render(tx, verb, await self._settle(tx, call, answer))
            caller.store(tx, outcome)
        return outcome

    async def _resumed(self, caller: Caller, found: OpenCall, answer: Any) -> None:
        async with self.transactions.begin(caller.tenant, caller.cause) as tx:
            if answer is None or isinstance(answer, Silence):
                still = await calls.lock(tx, found.call.id)
                if still is not None and not still.is_settled:
                    await calls.postpone(tx, still.call, still.attempts, answer)
                return
            result = await self._settle(tx, found.call, answer)
            if found.reply is not None:
                status, body = await self.reply(tx, self.settlers[found.call.verb], result, found.reply)
                await idempotency.answer(tx, found.reply["key"], status, body)

    async def _settle(self, tx: Tx, call: Call, answer: Any) -> Any:
        """Act upon an answer once: whoever comes later, or without an answer, learns how things stand.

        A provisional answer leaves the call open, to be asked again.
        """
        seconds = None
        if isinstance(answer, Silence):
            await calls.note_silence(tx, call, answer)
            answer = None
        if answer is not None:
            found = await calls.lock(tx, call.id)
            if found is None or found.is_settled or found.call.reference != call.reference:
                # It is known already, or it was asked before the object was there that it is about now.
                answer = None
            elif (seconds := self.asking.again(answer)) is None:
                await calls.settle(tx, call)
        settles = self.settlers[call.verb].settles
        assert settles is not None
        result = await settles(tx, call, answer)
        if seconds is not None:
            await calls.wait(tx, call, seconds)
        return result


async def _retried(caller: Caller, once: Callable[[], Awaitable[Any]]) -> Any:
    """Settle, again after what passes. A commit that nobody knows of may be tried again: calls are settled once."""
    for _ in range(ATTEMPTS):
        try:
            return await once()
        except TenantChanged:
            await caller.refresh()
        except DatabaseUnavailable as error:
            if not error.is_broken:
                raise
        except (asyncpg.DeadlockDetectedError, asyncpg.LockNotAvailableError):
            continue
    raise errors.LOCK_TIMEOUT()
