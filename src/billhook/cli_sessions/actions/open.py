"""Open a session of the command line."""

from billhook.cli_sessions.objects import CliSession
from billhook.cli_sessions.params import OpenCliSession
from billhook.cli_sessions.rules import proof
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.ids import new_token

FEATURE = "webhooks"
_NONCE_LENGTH = 24


async def open_session(tx: Tx, params: OpenCliSession) -> CliSession:
    """A new session, which nothing stores. Raises CLI_FEATURE_ABSENT."""
    for feature in params.websocket_features:
        if feature != FEATURE:
            raise errors.CLI_FEATURE_ABSENT(feature=feature, offered=FEATURE)
    key = tx.tenant.link_key
    return CliSession(proof.id_of(key, new_token(_NONCE_LENGTH), tx.wall_now), FEATURE, proof.secret_of(key))
