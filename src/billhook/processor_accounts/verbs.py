"""What can be asked of accounts at processors: by the command line and by pages, never by the API.

A key is checked and encrypted before the verb, with no transaction open: `connect`, `disconnect` and `try_key` ask the
processor, and have these verbs write down what came of it.
"""

from functools import partial

from billhook.db.verbs import Mode, Verb
from billhook.processor_accounts import queries
from billhook.processor_accounts.actions.connect import keep_account
from billhook.processor_accounts.actions.disconnect import forget_account
from billhook.processor_accounts.actions.try_key import note_problem

_change = partial(Verb, needs="processors:write")

CONNECT = _change("processor_account.connect", keep_account)
DISCONNECT = _change("processor_account.disconnect", forget_account)
NOTE_PROBLEM = _change("processor_account.try", note_problem)
LIST = Verb("processor_account.list", queries.accounts, needs="settings:read", mode=Mode.READ)
