"""What takes minutes and runs before a release alone: `BILLHOOK_NIGHTLY=1 ./dev test`."""

import os
from typing import TypeVar

T = TypeVar("T")

IS_NIGHTLY = os.environ.get("BILLHOOK_NIGHTLY") == "1"


def usual(every: list[T], of_them: list[T]) -> list[T]:
    """Parameters of a test: every one at night, else some of them."""
    return every if IS_NIGHTLY else of_them
