"""Calls: who is asked, and who settles what came of it, for every verb that calls out (`db/calls.py`)."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from billhook.credit_notes.actions import create as credit_notes
from billhook.db import calls
from billhook.db.calls import Call, Refused
from billhook.db.outbox import ANSWER_KEY
from billhook.db.tenants import Tenant
from billhook.db.tx import Tx
from billhook.disputes.actions import respond as disputes
from billhook.invoices.actions import pay
from billhook.invoices.rules.collecting import AUTOMATIC
from billhook.payments.actions import capture, confirm, increment, refund, release
from billhook.processors.interface import Answer, ProcessorSilent, again, ask
from billhook.processors.known import Processors
from billhook.setup_intents.actions import confirm as setup_intents
from billhook.wire.answering import encoded, error_body
from billhook.wire.browsers import reduced
from billhook.wire.expand import Registry
from billhook.wire.versions.chain import at

log = structlog.get_logger(__name__)

# Well before anybody else asks (`db.calls.ASK_AGAIN_SECONDS`).
_PATIENCE_SECONDS = 30.0

Object = dict[str, Any]
Settler = Callable[[Tx, Call, Any], Awaitable[Object | Refused]]

SETTLERS: Mapping[str, Settler] = {
    capture.VERB: capture.settle,
    confirm.VERB: confirm.settle,
    credit_notes.VERB: credit_notes.settle,
    disputes.VERB: disputes.settle,
    increment.VERB: increment.settle,
    pay.VERB: pay.settle,
    AUTOMATIC: pay.settle,
    refund.VERB: refund.settle,
    release.VERB: release.settle,
    setup_intents.VERB: setup_intents.settle,
}
"""For each verb that claims a call, what acts upon the answer; without one it tells how things stand."""


@dataclass(slots=True)
class Calls:
    """Asks processors and settles their answers, for requests and for the job that asks again."""

    processors: Processors
    registry: Registry

    async def ask(self, tenant: Tenant, call: Call) -> Answer | None:
        """The processor's answer; None where none came, so that nobody knows yet."""
        processor = self.processors.of(tenant)
        if processor is None:
            return None
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                return await ask(processor, call.id, call.asked)
        except (ProcessorSilent, TimeoutError) as silence:
            log.warning("processor silent", call=call.id, reason=str(silence))
            return None

    async def settle(self, tx: Tx, call: Call, answer: Answer | None) -> Object | Refused:
        """Act upon the answer, once: whoever comes later, or without an answer, learns how things stand.

        An answer that is not the last leaves the call open, to be asked again.
        """
        if answer is not None:
            found = await calls.lock(tx, call.id)
            if found is None or found.is_settled:
                answer = None
            else:
                await _answered(tx, call, answer)
        return await SETTLERS[call.verb](tx, call, answer)

    async def finish(self, tx: Tx, call: Call, answer: Answer, reply: Mapping[str, Any] | None) -> None:
        """Settle in the place of a request that did not live to do it, and write the response of its key."""
        result = await self.settle(tx, call, answer)
        if reply is None:
            return
        shown = reduced if reply.get("browser") else _whole
        if isinstance(result, Refused):
            result.error.attributes = shown(result.error.attributes)
            status, body = result.error.status, error_body(result.error, reply["version"])
        else:
            hops = self.registry.check(reply["returns"], reply["expand"], listing=False)
            await self.registry.apply(tx, [result], hops)
            status, body = 200, encoded(shown(at(reply["version"], result)))
        await tx.execute(f"{ANSWER_KEY} AND status IS NULL", tx.tenant.id, reply["key"], status, body.decode())


def _whole(body: Object) -> Object:
    return body


async def _answered(tx: Tx, call: Call, answer: Answer) -> None:
    seconds = again(answer)
    if seconds is None:
        await calls.settle(tx, call)
        return
    await calls.wait(tx, call, tx.now + seconds)
    tx.enqueue("payments.ask", f"{tx.tenant.id}/{call.id}", at=tx.now + seconds)
