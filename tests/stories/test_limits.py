"""Limits of keys, as programs meet them: through both official SDKs, and over two HTTP processes (platform.md §9).

Nothing waits for a moment: who asks fifty times in a row meets a limit of one request a second sooner or later.
"""

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import stripe
from tests.builders import Shop
from tests.conftest import Response, Server, start_server, stop_server
from tests.examples.running import ROOT, environment, node
from tests.platform.processes import children_of
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query

_LOGGED = "SELECT http_status, error_code FROM request_log WHERE id = $1"


def sandbox(server: Server, **limits: int) -> Any:
    """A sandbox with limits for its keys."""
    settings = {f"settings[{name}_test]": value for name, value in limits.items()}
    return server.request("POST", "/v1/billhook/sandboxes", settings).json


def limiter(answer: Response) -> str | None:
    """The limit that refused a request; None for one that was let in."""
    named = {name.lower(): value for name, value in answer.headers.items()}
    assert ("stripe-rate-limited-reason" in named) == (answer.status == 429)
    assert named["request-id"].startswith("req_")
    return named.get("stripe-rate-limited-reason")


def refused(server: Server, key: str, path: str = "/v1/customers") -> Response:
    """The first request that a limit refuses."""
    answers = (server.request("GET", path, key=key) for _ in range(50))
    return next(answer for answer in answers if answer.status == 429)


def met(client: stripe.StripeClient) -> stripe.RateLimitError:
    """The error of the SDK when its key meets a limit."""
    for _ in range(50):
        try:
            client.v1.customers.list({"limit": 1})
        except stripe.RateLimitError as error:
            return error
    pytest.fail("there was no limit")


@contextmanager
def under_way(server: Server, key: str) -> Iterator[int]:
    """A request under way, whose body does not come; the port that it comes from."""
    host, port = urlsplit(server.url).hostname, urlsplit(server.url).port
    with socket.create_connection((host, port)) as connection:
        lines = ("Host: b", f"Authorization: Bearer {key}", "Content-Length: 9", "Expect: 100-continue")
        connection.sendall("\r\n".join(("POST /v1/customers HTTP/1.1", *lines, "", "")).encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 100 ")  # the server wants the body
        yield connection.getsockname()[1]


def status(server: Server, key: str) -> int:
    return server.request("GET", "/v1/customers", key=key).status


def test_the_sdk_raises_its_error_at_once(server: Server) -> None:
    key = sandbox(server, requests_per_second=1)["secret_key"]
    client = stripe.StripeClient(key, base_addresses={"api": server.url}, max_network_retries=2)
    error = met(client)
    assert error.http_status == 429
    assert error.json_body == {
        "error": {
            "type": "invalid_request_error",
            "code": "rate_limit",
            "message": f"Request rate limit exceeded. The key sk_test_********{key[-4:]} has a limit of 1 a second. "
            "See docs/guide/keys.md#limits.",
            "doc_url": "https://stripe.com/docs/error-codes/rate-limit",
        }
    }
    headers = {name.lower(): value for name, value in error.headers.items()}
    assert headers["stripe-rate-limited-reason"] == "global-rate"
    assert "stripe-should-retry" not in headers
    assert headers["stripe-version"]
    eventually(lambda: len(query(server, _LOGGED, error.request_id)) == 1, "the request to be in the log")
    assert dict(query(server, _LOGGED, error.request_id)[0]) == {"http_status": 429, "error_code": "rate_limit"}


def test_in_node(server: Server) -> None:
    key = sandbox(server, requests_per_second_route=1)["secret_key"]
    done = subprocess.run(
        [node(), str(ROOT / "tests" / "stories" / "limited.mjs")], env=environment(server) | {"STRIPE_API_KEY": key},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    seen = json.loads(done.stdout)
    assert seen.pop("requestId").startswith("req_")
    assert seen == {
        "error": "StripeRateLimitError", "code": "rate_limit", "statusCode": 429, "limiter": "endpoint-rate",
    }  # fmt: skip


def test_keys_and_accounts_begin_without_limits(server: Server) -> None:
    key = sandbox(server)["secret_key"]
    assert {status(server, key) for _ in range(60)} == {200}


def test_other_keys_and_other_routes_are_not_held_up(server: Server) -> None:
    limited = sandbox(server, requests_per_second_route=1)
    assert limiter(refused(server, limited["secret_key"])) == "endpoint-rate"
    assert server.request("GET", "/v1/invoices", key=limited["secret_key"]).status == 200
    inside = {"Stripe-Account": limited["id"]}
    assert server.request("GET", "/v1/customers", headers=inside).status == 200  # the account's key counts alone
    assert status(server, server.key) == 200


def test_the_key_is_checked_first_and_the_url_afterwards(server: Server) -> None:
    key = sandbox(server, requests_per_second=1)["secret_key"]
    assert limiter(refused(server, key, "/v1/nothing_here")) == "global-rate"
    assert server.request("GET", "/v1/customers", key=key[:-1]).status == 401


def test_a_refused_request_is_not_stored_for_its_idempotency_key(server: Server) -> None:
    key = sandbox(server, requests_per_second=1)["secret_key"]
    once = {"Idempotency-Key": "limited"}
    client = server.client_with(key)
    met(client)
    answers: list[Response] = []

    def made() -> bool:
        answers.append(server.request("POST", "/v1/customers", {"name": "Ada"}, once, key=key))
        return answers[-1].status == 200

    eventually(made, "a token")
    assert "idempotent-replayed" not in {name.lower() for name in answers[-1].headers}


def test_requests_at_once_are_counted_and_pages_are_not(server: Server) -> None:
    key = sandbox(server, requests_at_once=1)["secret_key"]
    shop = Shop(server.client_with(key))
    page = shop.invoice("open").hosted_invoice_url
    assert page is not None
    with under_way(server, key):
        assert limiter(server.request("GET", "/v1/customers", key=key)) == "global-concurrency"
        assert server.request("GET", page.removeprefix(server.url), key=None).status == 200
    eventually(lambda: status(server, key) == 200, "the room of the request that was given up")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with two HTTP processes."""
    running = start_server(tmp_path_factory.mktemp("pair") / "data", "--workers", "2")
    yield running
    stop_server(running)


class TestTwoProcesses:
    def test_they_keep_one_limit(self, pair: Server) -> None:
        key = sandbox(pair, requests_per_second=5)["secret_key"]
        began = time.monotonic()
        let_in = [status(pair, key) for _ in range(60)].count(200)
        assert 5 <= let_in <= 5 + 5 * (time.monotonic() - began)

    def test_the_room_of_a_process_that_is_killed_is_free_again(self, pair: Server) -> None:
        key = sandbox(pair, requests_at_once=1)["secret_key"]
        with under_way(pair, key) as port:
            os.kill(_process_that_serves(pair, port), signal.SIGKILL)
            eventually(lambda: status(pair, key) == 200, "the room of the dead process")


def _process_that_serves(server: Server, port: int) -> int:
    """The HTTP process that holds the connection from a port."""
    ends = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    ours = f":{urlsplit(server.url).port:04X}"
    (inode,) = [end[9] for end in ends if end[1].endswith(ours) and end[2].endswith(f":{port:04X}")]
    held = {
        pid: {str(file.readlink()) for file in Path(f"/proc/{pid}/fd").iterdir()}
        for pid in children_of(server.process.pid)
    }
    (process,) = [pid for pid, files in held.items() if f"socket:[{inode}]" in files]
    return process
