"""Servers that a test starts are ended with it."""

from collections.abc import Iterator

import pytest
from tests.platform.serving import Serving


@pytest.fixture
def serving() -> Iterator[list[Serving]]:
    started: list[Serving] = []
    yield started
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait(10)
