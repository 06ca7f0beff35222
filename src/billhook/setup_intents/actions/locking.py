"""Lock a setup intent, and ask the table whether a verb may be done."""

from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.setup_intents import store, view
from billhook.setup_intents.objects import SetupIntent
from billhook.setup_intents.rules.lifecycle import refusal


async def lock_setup_intent(tx: Tx, intent_id: str, verb: str | None = None) -> SetupIntent:
    """A setup intent that nobody else changes until this transaction ends, and that the verb may be done with.

    Raises NO_SUCH_PATH, SETUP_STATE.
    """
    intent = await store.lock(tx, intent_id)
    if intent is None:
        raise errors.NO_SUCH_PATH(noun="setup_intent", id=intent_id)
    if verb is not None:
        check(tx, verb, intent)
    return intent


def check(tx: Tx, verb: str, intent: SetupIntent) -> None:
    """Raises the refusal of the table of states, which carries the intent."""
    error = refusal(verb, intent)
    if error is not None:
        raise with_intent(tx, error, intent)


def with_intent(tx: Tx, error: ApiError, intent: SetupIntent) -> ApiError:
    """An error that carries the intent as it stands."""
    return error.with_attributes(setup_intent=tx.render(view.setup_intent, intent))
