"""How much a key may ask of one mode of an account; the settings `requests_…` say it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Requests of one key: a second, a second on one route, and under way at once. 0 stands for no limit."""

    per_second: int
    per_second_of_route: int
    at_once: int

    @classmethod
    def of(cls, per_second: int, per_second_of_route: int, at_once: int) -> "Limits | None":
        """The limits, or None if there are none: a request then has a single thing to look at."""
        if not (per_second or per_second_of_route or at_once):
            return None
        return cls(per_second, per_second_of_route, at_once)
