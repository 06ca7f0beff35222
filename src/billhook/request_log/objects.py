"""A request, as the log keeps it."""

from dataclasses import dataclass

from billhook.kernel.ids import moment_of


@dataclass(frozen=True, slots=True)
class Request:
    """One request that was answered, with its secrets masked.

    `micros` is how long the answer took. `params` is JSON text, and `response` the body; either may be cut off.
    `response_bytes` is how long the body was. `object` is the id of the object that the request was about.
    """

    id: str
    method: str
    path: str
    http_status: int
    error_type: str | None
    error_code: str | None
    micros: int
    api_version: str
    key: str
    idempotency_key: str | None
    user_agent: str
    address: str
    object: str | None
    params: str | None
    response: str
    response_bytes: int

    @property
    def at(self) -> int:
        """When it came, Unix seconds."""
        return (moment_of(self.id) or 0) // 1_000_000

    @property
    def is_error(self) -> bool:
        """Whether it was refused or failed."""
        return self.http_status >= FIRST_ERROR


FIRST_ERROR = 400
"""The lowest status of an error."""
