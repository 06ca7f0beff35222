"""Every statement on confirmation tokens."""

from billhook.db.rows import Rows
from billhook.payments.objects import ConfirmationToken

TOKENS = Rows("confirmation_tokens", "k", ConfirmationToken)
insert = TOKENS.insert
save = TOKENS.save
find = TOKENS.find
lock = TOKENS.lock
