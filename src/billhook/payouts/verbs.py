"""What can be asked about payouts, and what the worker does with them."""

from functools import partial

from billhook.db.verbs import Mode, Verb
from billhook.payouts import queries, store, view
from billhook.payouts.actions.record import record
from billhook.payouts.actions.take_items import take_items
from billhook.payouts.params import ListPayouts

_look = partial(Verb, returns="payout", shows=view.payout, needs="payouts:read", mode=Mode.READ)

RETRIEVE = _look("payout.retrieve", queries.payout)
LIST = _look("payout.list", store.page, takes=ListPayouts)
# Only the worker asks for these.
RECORD = Verb("payout.record", record)
TAKE_ITEMS = Verb("payout.take_items", take_items)
