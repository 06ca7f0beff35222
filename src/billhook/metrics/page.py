"""The page `/metrics`: what processes counted, this version, and what waits in the database.

One process shows what it counted. With several HTTP processes each counts into files of its own in a folder that they
share, and the one that is asked adds all of them up (`PROMETHEUS_MULTIPROC_DIR`, set by `serve.py`).
"""

import asyncio
import os
from collections.abc import Callable, Iterable

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

import billhook
from billhook.measuring import COUNTED
from billhook.metrics.database import Database, Work, families

MEDIA_TYPE = CONTENT_TYPE_PLAIN_0_0_4
SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable by which Prometheus' client knows that it is one process of several."""

_SAMPLE_SECONDS = 1.0


class Page:
    """Writes the page. `sample` is called first, so that gauges of this process say what is true now."""

    def __init__(self, database: Database, sample: Callable[[], None]) -> None:
        self._database = database
        self._sample = sample

    async def text(self) -> bytes:
        """The page as Prometheus reads it."""
        self._sample()
        work = await self._database.work()
        # Adding up the files of many processes takes a while, and requests go on meanwhile.
        return await asyncio.to_thread(_text, work)


async def sample_often(sample: Callable[[], None]) -> None:
    """Call `sample` every second until this is cancelled: another process may be asked for what it says."""
    while True:
        sample()
        await asyncio.sleep(_SAMPLE_SECONDS)


def _text(work: Work | None) -> bytes:
    around = CollectorRegistry()
    around.register(_Now(work))
    if SHARED_FOLDER in os.environ:
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    else:
        counted = COUNTED
        ProcessCollector(registry=around)
    return generate_latest(counted) + generate_latest(around)


class _Now(Collector):
    def __init__(self, work: Work | None) -> None:
        self._work = work

    def collect(self) -> Iterable[Metric]:
        build = GaugeMetricFamily("billhook_build_info", "1, with the version of the program.", labels=["version"])
        build.add_metric([billhook.__version__], 1)
        yield build
        yield from families(self._work)
