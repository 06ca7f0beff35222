"""What is claimed and not let go: nothing may wait for ever for an answer that will never come."""

from billhook.db import claims_look
from billhook.db.tx import Reader
from billhook.doctor.findings import Finding, counted, fine, late, span, wrong
from billhook.doctor.looking import Place
from billhook.doctor.proofs import examination
from billhook.kernel.clock import wall_now
from billhook.payments import store as payments
from billhook.setup_intents import store as setup_intents
from billhook.test_clocks import store as test_clocks

# A call that is asked this often again has waited for half an hour (`db/calls.py`).
_ATTEMPTS = 5
_HELD_SECONDS = 300
_LOOKED_AT = 1_000
_NAMED = 5


async def _calls(reader: Reader, place: Place) -> list[Finding]:
    silent = await claims_look.unanswered(reader.conn, reader.tenant.id, wall_now(), _ATTEMPTS)
    if not silent.number:
        return []
    calls = counted(silent.number, "call", "calls")
    return [
        late(
            f"{place.words}: the processor has not answered {calls}, the oldest for {span(silent.seconds)} "
            f"({', '.join(silent.named)}). Jobs ask again; look whether the processor can be reached."
        )
    ]


async def _keys(reader: Reader, place: Place) -> list[Finding]:
    held = await claims_look.held_keys(reader.conn, reader.tenant.id, wall_now(), _HELD_SECONDS)
    if not held.number:
        return []
    keys = counted(
        held.number, "idempotency key is held by a request that is gone",
        "idempotency keys are held by requests that are gone",
    )  # fmt: skip
    return [
        wrong(
            f"{place.words}: {keys}, the oldest for {span(held.seconds)} ({', '.join(held.named)}). Callers get 409 "
            "until a day has passed. Find out what became of the requests, then delete these rows of idempotency_keys."
        )
    ]


async def _intents(reader: Reader, place: Place) -> list[Finding]:
    waiting = [
        *await payments.processing(reader, limit=_LOOKED_AT),
        *await setup_intents.processing(reader, limit=_LOOKED_AT),
    ]
    lost = await claims_look.without_call(reader.conn, reader.tenant.id, waiting)
    found = [
        wrong(f"{place.words}: {id} is processing, and nobody is being asked about it. It will stay so for ever.")
        for id in lost[:_NAMED]
    ]
    if len(lost) > _NAMED:
        found.append(wrong(f"{place.words}: {len(lost) - _NAMED} more payments are processing, and nobody is asked."))
    if waiting and not lost:
        under_way = counted(len(waiting), "payment", "payments")
        found.append(fine(f"{place.words}: the processor is being asked about {under_way} under way."))
    return found


async def _clocks(reader: Reader, place: Place) -> list[Finding]:
    return [
        late(f"{place.words}: the advance of test clock {id} failed. Look in the log for `test clock failed`.")
        for id in await test_clocks.failed(reader)
    ]


examine_claims = examination("claims", _calls, _keys, _intents, _clocks)
