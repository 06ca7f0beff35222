"""The listening socket of the server."""

import errno
import socket

_BACKLOG = 2048


class ListenError(Exception):
    """The address cannot be listened on; the message says why and what to do, for a person."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Connections wait in it until the server is ready. Raises ListenError."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise ListenError(f"cannot listen on {host}: {error.strerror}") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        if isinstance(error, PermissionError):
            reason = "ports under 1024 are for root; choose a higher --port"
        elif error.errno == errno.EADDRINUSE:
            reason = "another program listens there; choose another --port"
        else:
            reason = error.strerror or str(error)
        raise ListenError(f"cannot listen on {host} port {port}: {reason}") from error
    return listener
