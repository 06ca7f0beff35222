"""What can be asked of Checkout Sessions."""

from functools import partial

from billhook.checkout import queries, store, view
from billhook.checkout.actions import pay
from billhook.checkout.actions.create import create
from billhook.checkout.actions.expire import expire, expire_due
from billhook.checkout.actions.pay_away import pay_away
from billhook.checkout.actions.update import update
from billhook.checkout.params import CreateSession, ListSessions, UpdateSession
from billhook.db.verbs import Mode, Verb
from billhook.wire.params import Page

_READ, _WRITE = "payments:read", "payments:write"
_session = partial(Verb, returns="checkout.session", shows=view.checkout_session)

CREATE = _session("checkout_session.create", create, CreateSession, needs=_WRITE)
UPDATE = _session("checkout_session.update", update, UpdateSession, needs=_WRITE)
EXPIRE = _session("checkout_session.expire", expire, None, needs=_WRITE)
RETRIEVE = _session("checkout_session.retrieve", queries.session, None, needs=_READ, mode=Mode.READ)
LIST = _session("checkout_session.list", store.page, ListSessions, needs=_READ, mode=Mode.READ)
LIST_LINES = Verb(
    "checkout_session.line_items", queries.lines, Page, "item", view.line_item, _READ, mode=Mode.READ
)  # fmt: skip

# No key asks for it: the payer does, on a page.
PAY = _session(pay.VERB, pay.pay, settles=pay.settle)
# It sends them to the processor's page. What the call is about settles it (`payments.BEGIN`, `setup_intents.BEGIN`).
PAY_AWAY = Verb("checkout_session.pay_away", pay_away)
# Only the worker asks for it.
EXPIRE_DUE = Verb("checkout_session.expire_due", expire_due)
