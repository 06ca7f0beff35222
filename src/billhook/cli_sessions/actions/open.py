"""Open a session of the command line."""

from billhook.cli_sessions.objects import CliSession
from billhook.cli_sessions.params import OpenCliSession
from billhook.cli_sessions.rules import proof
from billhook.cli_sessions.rules.features import EVENTS, FEATURES, REQUESTS
from billhook.cli_sessions.rules.log_filters import LogFilters, WrongFilter, log_filters
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.ids import new_token

_NONCE_LENGTH = 24


async def open_session(tx: Tx, params: OpenCliSession) -> CliSession:
    """A new session, which nothing stores. Raises CLI_FEATURE_ABSENT, INVALID_VALUE."""
    for asked in params.websocket_features:
        if asked not in FEATURES:
            raise errors.CLI_FEATURE_ABSENT(feature=asked, offered=" and ".join(FEATURES))
    if len(set(params.websocket_features)) != 1:
        raise errors.INVALID_VALUE(
            param="websocket_features", name="websocket_features", reason=f"it must be one of {', '.join(FEATURES)}"
        )
    name = params.websocket_features[0]
    filters = _filters(params)
    asked = params.filters or "" if name == REQUESTS else ""
    key = tx.tenant.link_key
    id = proof.id_of(key, new_token(_NONCE_LENGTH), tx.wall_now, FEATURES[name], asked)
    return CliSession(id, name, proof.secret_of(key) if name == EVENTS else "", filters.names_accounts)


def _filters(params: OpenCliSession) -> LogFilters:
    try:
        return log_filters(params.filters)
    except WrongFilter as error:
        raise errors.INVALID_VALUE(param="filters", name="filters", reason=str(error)) from None
