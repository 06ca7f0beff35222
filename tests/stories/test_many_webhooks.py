"""Many webhooks to five receivers, good and bad: each ends where the rules say, and the fast one waits for no other.

20,000 webhooks take a quarter of an hour, because the one that hangs is called four times at once. It runs at night, on
a machine that does nothing else: receivers that are late would count as silent.
"""

import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from tests.conftest import Server, start_server, stop_server
from tests.nightly import IS_NIGHTLY
from tests.rooms.webhooks.receiver import eventually
from tests.stories.five_receivers import PATHS, Receivers, fails, five_receivers
from tests.stories.psql import query

EVENTS = 4_000
# One attempt, and one more after a second.
ATTEMPTS = 2
LATEST_SECONDS = 2.0
# Events a second: 300 webhooks a second with the first attempts alone.
PACE = 60
SECONDS = 1_800


@pytest.fixture
def telling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = start_server(
        tmp_path_factory.mktemp("many") / "data",
        BILLHOOK_WEBHOOK_TIMEOUT_SECONDS="0.4",
        BILLHOOK_WEBHOOK_RETRY_SECONDS="1",
    )
    yield running
    stop_server(running)


@pytest.fixture
def receivers() -> Iterator[Receivers]:
    with five_receivers() as found:
        yield found


if IS_NIGHTLY:

    @pytest.mark.timeout(3 * SECONDS)
    def test_each_webhook_ends_where_the_rules_say_and_the_fast_one_is_never_late(
        telling: Server, receivers: Receivers
    ) -> None:
        ids = {path: listens(telling, f"{receivers.url}/{path}") for path in PATHS}
        made = customers_made(telling)
        eventually(lambda: len(receivers.told) == EVENTS, "the fast one to hear of everything", SECONDS)
        late = sorted(receivers.told[customer] - at for customer, at in made.items())
        print(f"fast: half within {late[len(late) // 2]:.3f} s, the last after {late[-1]:.3f} s")
        assert late[-1] < LATEST_SECONDS

        eventually(lambda: receivers.calls["hang"] == EVENTS * ATTEMPTS, "the last call of the one that hangs", SECONDS)
        eventually(lambda: waiting(telling) == 0, "every webhook to end", SECONDS)
        ended = {path: deliveries(telling, endpoint) for path, endpoint in ids.items()}
        assert {path: len(found) for path, found in ended.items()} == dict.fromkeys(PATHS, EVENTS)
        for path in ("fast", "slow"):
            assert Counter(row["status"] for row in ended[path]) == {"delivered": EVENTS}
        for path in ("hang", "redirect"):
            assert Counter((row["status"], row["attempts"]) for row in ended[path]) == {("failed", ATTEMPTS): EVENTS}
        for row in ended["half"]:
            assert (row["status"], row["attempts"]) == by_the_rule(row["event"])
        assert {answer_of(telling, ids[path]) for path in ("hang", "redirect")} == {
            (None, "no complete answer within 0.4 seconds"), (307, None),
        }  # fmt: skip
        assert receivers.calls["elsewhere"] == 0
        for path, found in ended.items():
            assert [receivers.attempts[path, row["event"]] for row in found] == [row["attempts"] for row in found]


def listens(server: Server, url: str) -> str:
    endpoint = server.client.v1.webhook_endpoints.create({"url": url, "enabled_events": ["customer.created"]})
    return str(endpoint.id)


def customers_made(server: Server) -> dict[str, float]:
    """The new customers, each with the moment at which it was there."""
    made = {}
    began = time.monotonic()
    for number in range(EVENTS):
        made[server.client.v1.customers.create().id] = time.monotonic()
        time.sleep(max(0.0, began + (number + 1) / PACE - time.monotonic()))
    return made


def by_the_rule(event: str) -> tuple[str, int]:
    """How the deliveries of the one that fails half the time end: at the first attempt that does not fail."""
    for attempt in range(1, ATTEMPTS + 1):
        if not fails(event, attempt):
            return "delivered", attempt
    return "failed", ATTEMPTS


def waiting(server: Server) -> int:
    return int(query(server, "SELECT count(*) FROM webhook_deliveries WHERE status = 'pending'")[0][0])


def deliveries(server: Server, endpoint: str) -> list[Any]:
    return query(server, "SELECT event, status, attempts FROM webhook_deliveries WHERE endpoint = $1", endpoint)


def answer_of(server: Server, endpoint: str) -> tuple[int | None, str | None]:
    """What every attempt at an endpoint came to."""
    (row,) = query(server, "SELECT DISTINCT response_status, error FROM webhook_attempts WHERE endpoint = $1", endpoint)
    return row["response_status"], row["error"]
