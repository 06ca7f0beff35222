"""Sessions of the command line as it reads them."""

from billhook.cli_sessions.objects import CliSession
from billhook.db.tx import Reader
from billhook.kernel.api_versions import NEWEST
from billhook.kernel.wire_object import WireObject
from billhook.wire import addresses

_RECONNECT_SECONDS = 600


def cli_session(reader: Reader, session: CliSession) -> WireObject:
    """The wire object, which is shown once: when the session is opened."""
    shown = {
        "object": "stripecli.session",
        "default_version": reader.tenant.api_version,
        "device_token": "",
        "display_connect_filter_warning": session.names_accounts,
        "latest_version": NEWEST,
        "reconnect_delay": _RECONNECT_SECONDS,
        "secret": session.secret,
        "websocket_authorized_feature": session.feature,
        "websocket_id": session.id,
        "websocket_url": addresses.websocket(reader.tenant),
    }
    return WireObject(shown)
