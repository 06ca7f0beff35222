"""What can be asked of disputes and early fraud warnings."""

from functools import partial

from billhook.db.verbs import Mode, Verb
from billhook.disputes import queries, store, view
from billhook.disputes.actions.respond import VERB, close, expire, settle, update
from billhook.disputes.params import ListDisputes, UpdateDispute

_READ = "disputes:read"
_dispute = partial(Verb, returns="dispute", shows=view.dispute)
_warning = partial(Verb, returns="radar.early_fraud_warning", shows=view.fraud_warning, needs=_READ, mode=Mode.READ)

RESPOND = _dispute(VERB, update, takes=UpdateDispute, needs="disputes:answer", settles=settle)
# Its call is settled by `RESPOND`: the bank is told, as it is told of evidence.
CLOSE = _dispute("dispute.close", close, needs="disputes:close")
EXPIRE = Verb("dispute.expire", expire)
RETRIEVE = _dispute("dispute.retrieve", queries.dispute, needs=_READ, mode=Mode.READ)
LIST = _dispute("dispute.list", store.page, takes=ListDisputes, needs=_READ, mode=Mode.READ)
RETRIEVE_WARNING = _warning("radar.early_fraud_warning.retrieve", queries.fraud_warning)
LIST_WARNINGS = _warning("radar.early_fraud_warning.list", store.page_of_warnings, takes=ListDisputes)
