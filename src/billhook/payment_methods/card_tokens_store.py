"""Every statement on tokens of cards."""

from billhook.db.rows import Rows
from billhook.payment_methods.objects import CardToken

TOKENS = Rows("card_tokens", "k", CardToken)
insert = TOKENS.insert
save = TOKENS.save
find = TOKENS.find
lock = TOKENS.lock
