"""What can be asked of the log of requests. Stripe has no address for it, so the API has none either."""

from functools import partial

from billhook.db.verbs import Mode, Verb
from billhook.request_log import queries
from billhook.request_log.params import Wanted

_look = partial(Verb, needs="requests:read", mode=Mode.READ)

RETRIEVE = _look("request.retrieve", queries.request)
LIST = _look("request.list", queries.requests, takes=Wanted)
