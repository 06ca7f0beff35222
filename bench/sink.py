"""A mail server that takes everything and keeps nothing: `python sink.py`; it prints its port, then counts.

A line on standard input is answered with how many mails have come.
"""

import socket
import sys
from typing import Any

from aiosmtpd.controller import Controller


class _Counting:
    def __init__(self) -> None:
        self.count = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.count += 1
        return "250 OK"


def main() -> None:
    """Listen until standard input ends."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    counting = _Counting()
    controller = Controller(counting, hostname="127.0.0.1", port=port, data_size_limit=2**25)
    controller.start()
    print(port, flush=True)
    for _ in sys.stdin:
        print(counting.count, flush=True)
    controller.stop()


if __name__ == "__main__":
    main()
