"""`GET /healthz` and `GET /readyz`: a process that serves, and one whose database is gone, silent or another's."""

import asyncio
import json
from typing import Any

import pytest
from starlette.requests import Request
from tests.conftest import Server

from billhook.db.migrate import SchemaTooNew
from billhook.db.unavailable import DatabaseUnavailable
from billhook.hosted import health
from billhook.hosted.health import Health


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_of_a_server_that_serves(server: Server, path: str) -> None:
    for method in ("GET", "HEAD"):
        answer = server.request(method, path, key=None)
        assert answer.status == 200
    assert server.request("GET", path, key=None).json == {"status": "ok"}


async def _refuses() -> None:
    raise DatabaseUnavailable(ConnectionRefusedError())


async def _is_silent() -> None:
    await asyncio.Event().wait()


async def _is_newer() -> None:
    raise SchemaTooNew("a newer Billhook has changed the database")


def _asked(path: str) -> Request:
    return Request({"type": "http", "method": "GET", "path": path, "headers": []})


@pytest.mark.parametrize("database", [_refuses, _is_silent, _is_newer])
def test_without_a_database(database: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "WAIT_SECONDS", 0.01)

    async def both() -> tuple[Any, Any]:
        asked = Health(database)
        return await asked.healthy(_asked("/healthz")), await asked.ready(_asked("/readyz"))

    healthy, ready = asyncio.run(both())
    assert healthy.status_code == 200
    assert (ready.status_code, json.loads(bytes(ready.body))) == (503, {"status": "unavailable"})


def test_many_who_ask_at_once_ask_the_database_once() -> None:
    asked = 0

    async def answers() -> None:
        nonlocal asked
        asked += 1

    async def many() -> set[int]:
        of = Health(answers)
        return {answer.status_code for answer in await asyncio.gather(*(of.ready(_asked("/readyz")) for _ in range(9)))}

    assert (asyncio.run(many()), asked) == ({200}, 1)
