"""PostgreSQL's own ceiling: the writes of the flow, without anything of ours in between.

`pgbench` (the one that belongs to the embedded server) replays the statements that the server itself sent for
one flow (`capture.py`), with fresh ids in every round. Two variants:

- `as sent`: every statement, one at a time, in the same six steps: what our SQL allows at most;
- `writes`: only the statements that write, those of one request in one round trip and one transaction: what
  PostgreSQL allows at most for these rows. This is the ceiling that the goal speaks of.
"""

import os
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import embedded_postgres_programs as programs
from capture import Flow, Statement
from server import Server

from billhook.db.embedded.server import running_dsn

# The digits of a round take this place in every id, key and number that must not repeat.
MARK = "#########"
_DIGITS = len(MARK)
_FIRST_ROUND = 10 ** (_DIGITS - 1)
_WRITES = re.compile(r"\b(INSERT INTO|UPDATE [a-z_]+ (?:[a-z] )?SET|DELETE FROM)\b")
_OPENING_KEY = re.compile(r"'\\x([0-9a-f]+)'")
_UNIQUE = re.compile(
    r"\b(?:cus|in|ii|il|price|prod|evt|req|inpay|pr)_1[A-Za-z0-9]{13,}"
    r"|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"
    r"|\b[A-Za-z0-9]{40}\b|\b[A-Z0-9]{8}(?=-\d{4}\b|\b)"
)
