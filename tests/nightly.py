"""What takes minutes and runs before a release alone: `BILLHOOK_NIGHTLY=1 ./dev test`."""

import os
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")

IS_NIGHTLY = os.environ.get("BILLHOOK_NIGHTLY") == "1"


def some(every: Iterable[T], of: int, turn: int) -> list[T]:
    """Every one at night, else one in `of`; each turn begins at another, so that all are tried in some turn."""
    return list(every) if IS_NIGHTLY else list(every)[turn % of :: of]


def usual(every: list[T], of_them: list[T]) -> list[T]:
    """Parameters of a test: every one at night, else some of them."""
    return every if IS_NIGHTLY else of_them
