"""Why a program cannot start or a command cannot work on its database, in one sentence.

What meets a running request is `unavailable.py`; this file does without the driver, which takes long to load.
"""


class DatabaseUnusable(Exception):
    """The database cannot be used now. The message is one sentence for a person."""


class DatabaseNotReady(DatabaseUnusable):
    """The same, but whoever waits may find it ready: the server or the schema is not there yet."""
