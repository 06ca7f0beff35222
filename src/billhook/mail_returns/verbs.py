"""What can be asked of mails that come back."""

from billhook.db.verbs import Verb
from billhook.mail_returns.actions.allow import allow
from billhook.mail_returns.actions.roll_secret import roll_secret
from billhook.mail_returns.actions.take import take

# Servers and relays tell it, through a door that knows them.
TAKE = Verb("mail_return.take", take)
ALLOW = Verb("mail_suppression.allow", allow, needs="mail:allow")
ROLL_SECRET = Verb("mail_return_secret.roll", roll_secret, needs="settings:write")
