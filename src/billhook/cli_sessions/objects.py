"""A session of the command line."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CliSession:
    """What opens a socket: its id and its feature, with the secret that signs the events.

    `names_accounts`: it asked for requests of connected accounts, which there are none of.
    """

    id: str
    feature: str
    secret: str
    names_accounts: bool = False
