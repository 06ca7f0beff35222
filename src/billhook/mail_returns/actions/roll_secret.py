"""Make a new secret of the address at which a relay tells what became of mails."""

from billhook.db.tx import Tx
from billhook.kernel.ids import new_token
from billhook.mail_returns import store
from billhook.mail_returns.objects import NewSecret
from billhook.mail_returns.rules.secret import digest_of
from billhook.wire.addresses import TOKEN_LENGTH


async def roll_secret(tx: Tx) -> NewSecret:
    """A new secret of this mode; the one before opens nothing any more."""
    token = new_token(TOKEN_LENGTH)
    await store.write_secret(tx, digest_of(token))
    return NewSecret(tx.tenant.account, token)
