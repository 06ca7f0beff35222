"""Labels of metrics are bounded, and the database is asked seldom."""

import asyncio

from prometheus_client import generate_latest

from billhook.measuring import COUNTED, count_request
from billhook.metrics import database
from billhook.metrics.database import Database, Work, families


def test_a_request_is_counted_by_classes_of_statuses_and_known_methods() -> None:
    for status in (200, 201, 404, 0):
        count_request("/v1/of_this_test", "GET", status, 0.02)
    count_request("/v1/of_this_test", "BREW", 405, 0.02)
    said = [line for line in generate_latest(COUNTED).decode().splitlines() if "of_this_test" in line]
    counted = {line for line in said if line.startswith("billhook_requests_total")}
    assert counted == {
        f'billhook_requests_total{{method="{method}",route="/v1/of_this_test",status="{status}"}} {number}'
        for method, status, number in (
            ("GET", "2xx", 2.0),
            ("GET", "4xx", 1.0),
            ("GET", "gone", 1.0),
            ("other", "4xx", 1.0),
        )
    }
    # 0.02 s is more than 0.01 and not more than 0.025.
    assert 'billhook_request_seconds_bucket{le="0.01",method="GET",route="/v1/of_this_test"} 0.0' in said
    assert 'billhook_request_seconds_bucket{le="0.025",method="GET",route="/v1/of_this_test"} 4.0' in said


def test_the_database_is_asked_every_15_seconds_at_most(monkeypatch) -> None:
    now, looks = 1000.0, 0

    class Seen(Database):
        async def _look(self) -> Work | None:
            nonlocal looks
            looks += 1
            return Work((), ())

    monkeypatch.setattr(database, "monotonic", lambda: now)

    async def ask(seen: Database, times: int) -> None:
        await asyncio.gather(*(seen.work() for _ in range(times)))

    seen = Seen(None, ())  # type: ignore[arg-type]
    asyncio.run(ask(seen, 5))
    now = 1014.9
    asyncio.run(ask(seen, 5))
    assert looks == 1
    now = 1015.0
    asyncio.run(ask(seen, 5))
    assert looks == 2


def test_without_the_database_only_that_is_told() -> None:
    (up,) = families(None)
    assert (up.name, [sample.value for sample in up.samples]) == ("billhook_database_up", [0])
