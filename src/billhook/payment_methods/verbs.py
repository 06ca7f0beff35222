"""What can be asked of payment methods as far as no customer is needed, of mandates and of tokens of cards.

`customers/verbs.py` has the rest.
"""

from billhook.db.verbs import Mode, Verb
from billhook.payment_methods import queries, view
from billhook.payment_methods.actions.create import create
from billhook.payment_methods.actions.tokenize import tokenize
from billhook.payment_methods.actions.update import update
from billhook.payment_methods.params import CreatePaymentMethod, CreateToken, UpdatePaymentMethod

_READ, _WRITE = "payment_methods:read", "customers:write"
_METHOD = "payment_method"

CREATE = Verb("payment_method.create", create, CreatePaymentMethod, _METHOD, view.payment_method, _WRITE)
UPDATE = Verb("payment_method.update", update, UpdatePaymentMethod, _METHOD, view.payment_method, _WRITE)
RETRIEVE = Verb(
    "payment_method.retrieve", queries.payment_method, None, _METHOD, view.payment_method, _READ, mode=Mode.READ
)
CREATE_TOKEN = Verb("token.create", tokenize, CreateToken, "token", view.card_token, "payments:write")
RETRIEVE_TOKEN = Verb("token.retrieve", queries.card_token, None, "token", view.card_token, _READ, mode=Mode.READ)
RETRIEVE_MANDATE = Verb("mandate.retrieve", queries.mandate, None, "mandate", view.mandate, _READ, mode=Mode.READ)
