"""The least that can answer: a server that gives every request the same bytes.

    python bench/constant.py

It prints its port. Against it the load generator shows its own ceiling, and the webhook deliveries find a
receiver that costs next to nothing. `GET /count` answers with how many requests it has seen, and when the
first and the last of them came, in seconds; asking does not count.
"""

import json
import select
import socket
import sys
import time

RECEIVE_BYTES = 1 << 18
# As long as an invoice with one line.
_BODY = b'{"id":"in_1constant","object":"invoice"' + b" " * 3000 + b"}"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(_BODY), _BODY)


class Constant:
    """All its connections in one thread. It takes a request to be over when the bytes it announced are there."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self.listener.getsockname()[1]
        self._poll = select.epoll()
        self._poll.register(self.listener.fileno(), select.EPOLLIN)
        self._open: dict[int, socket.socket] = {}
        self._partial: dict[int, bytes] = {}
        self._seen = 0
        self._first = self._last = 0.0

    def serve(self) -> None:
        """Until a signal ends the process."""
        while True:
            for fd, _ in self._poll.poll():
                if fd == self.listener.fileno():
                    connection, _ = self.listener.accept()
                    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    self._open[connection.fileno()] = connection
                    self._poll.register(connection.fileno(), select.EPOLLIN)
                else:
                    self._read(fd)

    def _read(self, fd: int) -> None:
        connection = self._open[fd]
        try:
            data = connection.recv(RECEIVE_BYTES)
        except ConnectionError:
            data = b""
        if not data:
            self._poll.unregister(fd)
            del self._open[fd]
            self._partial.pop(fd, None)
            connection.close()
            return
        data = self._partial.pop(fd, b"") + data
        if not _whole(data):
            self._partial[fd] = data
        elif data.startswith(b"GET /count"):
            body = json.dumps([self._seen, self._first, self._last]).encode()
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
        else:
            self._last = time.monotonic()
            self._first = self._first or self._last
            self._seen += 1
            connection.sendall(ANSWER)


def _whole(data: bytes) -> bool:
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return False
    at = data[:end].lower().find(b"content-length:")
    return at < 0 or len(data) >= end + 4 + int(data[at + 15 : data.index(b"\r", at)])


if __name__ == "__main__":
    constant = Constant()
    print(constant.port, flush=True)
    try:
        constant.serve()
    except KeyboardInterrupt:
        sys.exit(0)
