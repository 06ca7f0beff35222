"""Websockets from the network (RFC 6455): uvicorn's protocol on the library `websockets`, with bounds.

A frame is bounded. The client is pinged every 20 s, and one that does not answer for 20 s is hung up on, whatever still
waits to be sent to it.
"""

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from billhook.http_guard import Guard

FRAME_BYTES_MAX = 64 * 1024


class WebSocket(WebSocketsSansIOProtocol):
    """One connection that was HTTP and counts for the same peer."""

    def __init__(self, config: Any, server_state: Any, app_state: Any, guard: Guard, peer: str) -> None:
        super().__init__(config, server_state, app_state)
        self._guard = guard
        self._peer = peer

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        super().connection_lost(exc)
        self._guard.release(self._peer)
        self._peer = ""

    def keepalive_timeout(self) -> None:
        """The client does not answer. What it has not read is thrown away."""
        super().keepalive_timeout()
        self.transport.abort()

    def hang_up_if_silent(self, now: float) -> None:
        """Nothing: the pings see to it."""
