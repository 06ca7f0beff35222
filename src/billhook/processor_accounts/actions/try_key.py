"""Try the key of an account: whether it opens, and whether the processor takes it, by requests that change nothing."""

from dataclasses import dataclass

from billhook.db.tenants import Tenant
from billhook.db.tx import Tx
from billhook.processor_accounts import store
from billhook.processor_accounts.facts import opened_key
from billhook.processor_accounts.objects import ProcessorAccount
from billhook.processor_accounts.sealing import SecretsLocked, safe_of
from billhook.processors.connecting import Connectable, KeyUnusable
from billhook.processors.interface import ProcessorSilent
from billhook.settings import Settings

# One request of several; an answer that takes longer is no good sign.
_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of it: `problem` is a sentence without its full stop, None if nothing is wrong. If the processor
    `is_silent`, nothing is known of the key."""

    problem: str | None = None
    is_silent: bool = False


async def try_key(settings: Settings, tenant: Tenant, there: Connectable, account: ProcessorAccount) -> Tried:
    """Ask for each right that the adapter needs. Nothing is changed, here or there."""
    base = there.base_of(settings)
    try:
        key = opened_key(safe_of(settings), tenant, account)
        there.insist_on_mode(key, live=tenant.livemode, base=base)
    except (SecretsLocked, KeyUnusable) as error:
        return Tried(f"the key of {there.label} cannot be used: {error}")
    try:
        await there.insist_on_rights(key, base=base, seconds=_SECONDS)
    except KeyUnusable as error:
        return Tried(f"{error}. Connect {there.label} with another key")
    except ProcessorSilent as silence:
        return Tried(f"{there.label} does not answer as it should: {silence}", is_silent=True)
    return Tried()


async def note_problem(tx: Tx, processor: str, problem: str | None) -> str:
    """Write down what trying the key showed; None if nothing is wrong with it."""
    await store.note_problem(tx, processor, problem)
    return processor
