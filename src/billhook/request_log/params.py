"""Which requests somebody wants to see."""

from dataclasses import dataclass

from billhook.request_log.objects import FIRST_ERROR

LOOKED_AT_MAX = 50_000
"""A filter looks through this many requests at most, from the newest on that may be wanted."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is empty or None narrows nothing.

    `statuses` are the first and the last status. `path` is the beginning of one, and `error` an error's code or type.
    `older_than`, `newer_than` and `first` are ids: the first two belong to no request that is wanted. With `newer_than`
    those next to it are taken, else the newest.
    """

    method: str = ""
    statuses: tuple[int, int] | None = None
    path: str = ""
    idempotency_key: str = ""
    error: str = ""
    object: str = ""
    older_than: str = ""
    newer_than: str = ""
    first: str = ""
    limit: int = 25

    @property
    def are_errors(self) -> bool:
        """Whether only errors are wanted."""
        return self.error != "" or (self.statuses is not None and self.statuses[0] >= FIRST_ERROR)
