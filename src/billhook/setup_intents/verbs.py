"""What can be asked of setup intents and their attempts."""

from functools import partial

from billhook.db.verbs import Mode, Verb
from billhook.payments.params import VerifyMicrodeposits
from billhook.setup_intents import queries, store, view
from billhook.setup_intents.actions import away, confirm, withdrawing
from billhook.setup_intents.actions.authenticate import authenticate
from billhook.setup_intents.actions.cancel import cancel
from billhook.setup_intents.actions.create import create
from billhook.setup_intents.actions.update import update
from billhook.setup_intents.actions.verify_deposits import verify_deposits
from billhook.setup_intents.params import (
    CancelSetupIntent,
    ConfirmSetupIntent,
    CreateSetupIntent,
    ListSetupAttempts,
    ListSetupIntents,
    RetrieveSetupIntent,
    UpdateSetupIntent,
)
from billhook.setup_intents.rules.away import BEGIN as BEGIN_VERB
from billhook.setup_intents.rules.away import WITHDRAW as WITHDRAW_VERB

_READ, _WRITE = "setup_intents:read", "payments:write"
_intent = partial(Verb, returns="setup_intent", shows=view.setup_intent)

CREATE = _intent("setup_intent.create", create, CreateSetupIntent, needs=_WRITE)
UPDATE = _intent("setup_intent.update", update, UpdateSetupIntent, needs=_WRITE)
CONFIRM = _intent(confirm.VERB, confirm.confirm, ConfirmSetupIntent, settles=confirm.settle, needs=_WRITE)
VERIFY_DEPOSITS = _intent("setup_intent.verify_microdeposits", verify_deposits, VerifyMicrodeposits, needs=_WRITE)
CANCEL = _intent("setup_intent.cancel", cancel, CancelSetupIntent, needs="payments:cancel")
RETRIEVE = _intent("setup_intent.retrieve", queries.intent, RetrieveSetupIntent, needs=_READ, mode=Mode.READ)
LIST = _intent("setup_intent.list", store.page, ListSetupIntents, needs=_READ, mode=Mode.READ)

# No key asks for it: the payer does, on a page.
AUTHENTICATE = _intent("setup_intent.authenticate", authenticate)
LEAD_AWAY = _intent("setup_intent.lead_away", away.lead_away)
# Another verb asks for these on the way, or the worker does.
BEGIN = _intent(BEGIN_VERB, away.begin, settles=away.settle)
WITHDRAW = _intent(WITHDRAW_VERB, withdrawing.withdraw, settles=away.settle_withdrawal)

LIST_ATTEMPTS = Verb(
    "setup_attempt.list", queries.attempts, ListSetupAttempts, "setup_attempt", view.setup_attempt, _READ,
    mode=Mode.READ,
)  # fmt: skip
