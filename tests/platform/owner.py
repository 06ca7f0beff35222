"""A process that owns an embedded PostgreSQL, for the tests that kill it.

Run as `python owner.py DATA_DIR`. Prints one line, `ready PID DSN` or `failed MESSAGE`, then keeps the server
until its standard input ends and stops it.
"""

import sys
from pathlib import Path

from billhook.db.embedded.process import EmbeddedPostgresError
from billhook.db.embedded.server import start

if __name__ == "__main__":
    try:
        server = start(Path(sys.argv[1]), max_connections=20)
    except EmbeddedPostgresError as error:
        sys.exit(f"failed {error}")
    print("ready", server.pid, server.dsn, flush=True)
    sys.stdin.read()
    server.stop()
