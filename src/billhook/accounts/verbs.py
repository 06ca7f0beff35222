"""What can be asked of accounts and API keys.

No address of the API leads to the verbs of keys: a key cannot make another.
"""

from functools import partial

from billhook.accounts import queries, view
from billhook.accounts.actions.allow_networks import allow_networks
from billhook.accounts.actions.create_account import create_account
from billhook.accounts.actions.create_key import create_key
from billhook.accounts.actions.end_key import end_key
from billhook.accounts.actions.name_key import name_key
from billhook.accounts.actions.restrict_key import restrict_key
from billhook.accounts.actions.reveal_key import reveal_key
from billhook.accounts.actions.roll_key import roll_key
from billhook.accounts.params import (
    AllowNetworks,
    CreateAccount,
    CreateKey,
    ListAccounts,
    NameKey,
    RestrictKey,
    RollKey,
)
from billhook.db.verbs import Mode, Verb

_change = partial(Verb, needs="keys:write")
_look = partial(Verb, needs="keys:list", mode=Mode.READ)

_account = partial(Verb, returns="account", shows=view.account, needs="settings:read", mode=Mode.READ)

RETRIEVE_OWN_ACCOUNT = _account("account.retrieve_own", queries.own_account)
RETRIEVE_ACCOUNT = _account("account.retrieve", queries.account)
LIST_ACCOUNTS = _account("account.list", queries.page, ListAccounts)
CREATE_ACCOUNT = Verb("account.create", create_account, CreateAccount, "account", view.account, needs="accounts:write")
CREATE = _change("api_key.create", create_key, CreateKey)
ROLL = _change("api_key.roll", roll_key, RollKey)
NAME = _change("api_key.name", name_key, NameKey)
RESTRICT = _change("api_key.restrict", restrict_key, RestrictKey)
ALLOW_NETWORKS = _change("api_key.allow_networks", allow_networks, AllowNetworks)
END = _change("api_key.end", end_key)
REVEAL = _change("api_key.reveal", reveal_key)
LIST = _look("api_key.list", queries.keys)
RETRIEVE = _look("api_key.retrieve", queries.key)
SAMPLE = Verb("api_key.sample", queries.sample_key, needs="keys:write", mode=Mode.READ)
