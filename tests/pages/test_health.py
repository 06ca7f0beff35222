"""`GET /healthz`: a process that serves, and one whose database is gone or silent."""

import asyncio
import json
from typing import Any

import pytest
from starlette.requests import Request
from tests.conftest import Server

from billhook.db.unavailable import DatabaseUnavailable
from billhook.hosted import health
from billhook.hosted.health import Health


def test_of_a_server_that_serves(server: Server) -> None:
    for method in ("GET", "HEAD"):
        answer = server.request(method, "/healthz", key=None)
        assert answer.status == 200
    assert server.request("GET", "/healthz", key=None).json == {"status": "ok"}


async def _refuses() -> None:
    raise DatabaseUnavailable(ConnectionRefusedError())


async def _is_silent() -> None:
    await asyncio.Event().wait()


@pytest.mark.parametrize("database", [_refuses, _is_silent])
def test_without_a_database(database: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "WAIT_SECONDS", 0.01)
    asked = Request({"type": "http", "method": "GET", "path": "/healthz", "headers": []})
    answer = asyncio.run(Health(database).show(asked))
    assert (answer.status_code, json.loads(bytes(answer.body))["status"]) == (503, "unavailable")
