"""Calls: who is asked, who settles, and how the response of a request that died is written (`db/calls.py`)."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog

from billhook import tracing
from billhook.checkout import verbs as checkout
from billhook.credit_notes import verbs as credit_notes
from billhook.db.calls import Call, Refused, Silence
from billhook.db.cause import HowToReply
from billhook.db.tenants import Tenant
from billhook.db.tx import Tx
from billhook.db.verbs import Verb, settlers
from billhook.disputes import verbs as disputes
from billhook.invoices import verbs as invoices
from billhook.kernel.errors import ApiError
from billhook.kernel.stored import Json
from billhook.kernel.wire_object import WireObject
from billhook.payments import verbs as payments
from billhook.processors.following import Listener, Missed
from billhook.processors.interface import (
    Answer,
    Decline,
    Declined,
    LookRequest,
    Processor,
    ProcessorSilent,
    again,
    ask,
    stored,
)
from billhook.processors.known import TEST, Processors, name_of
from billhook.processors.paying_out import PaidItems, PaysOut, SeenPayout
from billhook.setup_intents import verbs as setup_intents
from billhook.subscriptions import verbs as subscriptions
from billhook.wire.answering import encoded, error_body
from billhook.wire.browsers import reduced
from billhook.wire.expand import Registry

log = structlog.get_logger(__name__)

T = TypeVar("T")

# Well before anybody else asks (`db.calls.ASK_AGAIN_SECONDS`).
_PATIENCE_SECONDS = 30.0
_TOOK_TOO_LONG = "it did not answer in time"

SETTLERS = settlers(
    [
        checkout.PAY,
        credit_notes.CREATE,
        disputes.RESPOND,
        invoices.COLLECT,
        invoices.PAY,
        payments.BEGIN,
        payments.CAPTURE,
        payments.CAPTURE_CHARGE,
        payments.CONFIRM,
        payments.CREATE_CHARGE,
        payments.FOLLOW,
        payments.INCREMENT,
        payments.REFUND,
        payments.RELEASE,
        payments.RELEASE_CHARGE,
        payments.WITHDRAW,
        setup_intents.BEGIN,
        setup_intents.CONFIRM,
        setup_intents.WITHDRAW,
        subscriptions.CREATE,
        subscriptions.UPDATE,
    ]
)
"""The verbs that claim calls, by the name that a call stores."""


NOT_BEGUN = Declined(Decline("processing_error"))
"""Nobody knows whether the processor made a page, and no payer knows its address: nobody can pay there. So the payer
need not wait for an answer, and may begin again."""


def question(call: Call) -> Json:
    """What is asked about a call: what was written down, or what became of the object that it made."""
    if call.asked["kind"] != "begin" or call.reference is None:
        return call.asked
    asked = call.asked
    return stored(LookRequest(call.reference, call.id, asked["amount"], asked["currency"]))


def whom(tenant: Tenant, call: Call) -> str:
    """Who is asked. A call of live mode that names nobody is for whoever is connected now, and never for TEST."""
    return call.processor or (name_of(tenant) if tenant.livemode else TEST)


@dataclass(frozen=True, slots=True)
class ProcessorCalls:
    """Asks the processor of a tenant."""

    processors: Processors

    async def ask(self, tenant: Tenant, call: Call) -> Answer | Silence:
        """The processor's answer; why, if none came, so that nobody knows yet."""
        asked = question(call)
        try:
            with tracing.span(f"processor {asked['kind']}", "client"):
                async with asyncio.timeout(_PATIENCE_SECONDS):
                    processor = await self.processors.named(whom(tenant, call), tenant, call.at)
                    if processor is None:
                        raise ProcessorSilent("the processor is not connected")
                    return await ask(processor, call.id, asked)
        except (ProcessorSilent, TimeoutError) as silence:
            log.warning("processor silent", call=call.id, reason=str(silence))
            return NOT_BEGUN if asked["kind"] == "begin" else Silence(str(silence) or _TOOK_TOO_LONG)

    def again(self, answer: Answer) -> int | None:
        """After how many seconds to ask again, if the answer is provisional."""
        return again(answer)

    async def missed(self, tenant: Tenant, name: str, after: str | None, since: int) -> Missed | None:
        """News of a processor after one of them, or of the time since a moment; None if it cannot be asked for them.

        Raises ProcessorSilent.
        """

        async def missed(processor: Processor) -> Missed | None:
            return await processor.missed(after, since) if isinstance(processor, Listener) else None

        return await self._outside_calls("processor news", tenant, name, missed)

    async def payouts(self, tenant: Tenant, name: str, since: int) -> Sequence[SeenPayout] | None:
        """Payouts of a processor from a moment on; None if it tells of none. Raises ProcessorSilent."""

        async def payouts(processor: Processor) -> Sequence[SeenPayout] | None:
            return await processor.payouts(since) if isinstance(processor, PaysOut) else None

        return await self._outside_calls("processor payouts", tenant, name, payouts)

    async def paid_by(self, tenant: Tenant, name: str, payout: str, after: str | None) -> PaidItems | None:
        """A page of what a payout of a processor pays; None if it tells of none. Raises ProcessorSilent."""

        async def paid(processor: Processor) -> PaidItems | None:
            return await processor.paid_by(payout, after) if isinstance(processor, PaysOut) else None

        return await self._outside_calls("processor payout", tenant, name, paid)

    async def _outside_calls(
        self, span: str, tenant: Tenant, name: str, asked: Callable[[Processor], Awaitable[T | None]]
    ) -> T | None:
        """What a processor answers to something that belongs to no call; None if it is not connected."""
        try:
            with tracing.span(span, "client"):
                async with asyncio.timeout(_PATIENCE_SECONDS):
                    processor = await self.processors.named(name, tenant)
                    return await asked(processor) if processor is not None else None
        except TimeoutError:
            raise ProcessorSilent("it took too long") from None
        except ProcessorSilent as silence:
            log.warning("processor silent", processor=name, reason=str(silence))
            raise

    async def close(self) -> None:
        """Close the connections to the processors that merchants connected."""
        await self.processors.close()


@dataclass(frozen=True, slots=True)
class Replies:
    """Writes the response for an idempotency key if its request died before it could answer."""

    registry: Registry

    async def __call__(self, tx: Tx, verb: Verb, result: Any, how: HowToReply) -> tuple[int, str]:
        """Status and body in the version, with the expansions, that `how` names."""
        shown = reduced if how.get("browser") else _whole
        if isinstance(result, Refused):
            result.error.attributes = shown(result.error.attributes)
            return result.error.status, error_body(result.error, how["version"]).decode()
        body = result if verb.shows is None else tx.render(verb.shows, result)
        return 200, encoded(shown(await self._expanded(tx, body, how))).decode()

    async def _expanded(self, tx: Tx, body: WireObject, how: HowToReply) -> WireObject:
        version = how["version"]
        shown = await self.registry.shown(tx, body, version)
        try:
            hops = self.registry.check(how["returns"], how["expand"], listing=False, version=version)
        except ApiError:
            return shown  # it was taken by an earlier release, which had other names for what can be expanded
        await self.registry.apply(tx, [shown], hops, version)
        return shown


def _whole(body: WireObject) -> WireObject:
    return body
