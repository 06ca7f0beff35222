"""What can be looked at: setup intents and their attempts."""

from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.payments.rules.client_secret import check_client_secret
from billhook.setup_intents import attempts_store, store
from billhook.setup_intents.objects import SetupAttempt, SetupIntent
from billhook.setup_intents.params import ListSetupAttempts, RetrieveSetupIntent


async def intent(reader: Reader, params: RetrieveSetupIntent, intent_id: str) -> SetupIntent:
    """A setup intent; a browser proves with the client secret that it may see it.

    Raises NO_SUCH_PATH and what `check_client_secret` raises.
    """
    found = await store.find(reader, intent_id)
    if found is None:
        raise errors.NO_SUCH_PATH(noun="setup_intent", id=intent_id)
    check_client_secret(params.client_secret, found.client_secret, "SetupIntent")
    return found


async def attempts(reader: Reader, params: ListSetupAttempts) -> tuple[list[SetupAttempt], bool]:
    """A page of the attempts of one setup intent, newest first. Raises NO_SUCH_PARAM."""
    if await store.find(reader, params.setup_intent) is None:
        raise errors.NO_SUCH_PARAM(param="setup_intent", noun="setup_intent", id=params.setup_intent)
    return await attempts_store.page(reader, params)
