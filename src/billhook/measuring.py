"""What a process counts of itself, as Prometheus' client keeps it (docs/decisions/0073-running.md).

Labels are bounded: templates of routes, methods, classes of statuses, names of our own. No id, address or word of a
caller is ever one. `metrics/` shows what is counted here; counting needs nobody who looks.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics

disable_created_metrics()  # type: ignore[no-untyped-call]

COUNTED = CollectorRegistry()
"""All that is defined here, if the process is the only one. Several share files instead (`metrics/page.py`)."""

_REQUEST_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_LONG_SECONDS = (0.01, 0.05, 0.25, 1.0, 5.0, 30.0, 300.0)
METHODS = frozenset({"GET", "HEAD", "POST", "DELETE", "OPTIONS", "PUT", "PATCH"})

_REQUESTS = Counter(
    "billhook_requests",
    "Requests, by the template of their route, by method and by the class of the status.",
    ["route", "method", "status"],
    registry=COUNTED,
)
_SECONDS = Histogram(
    "billhook_request_seconds",
    "How long requests took, in seconds.",
    ["route", "method"],
    buckets=_REQUEST_SECONDS,
    registry=COUNTED,
)
CONNECTIONS = Gauge(
    "billhook_database_connections_in_use",
    "Connections to the database that requests and jobs hold.",
    multiprocess_mode="livesum",
    registry=COUNTED,
)
IN_LINE = Gauge(
    "billhook_database_connections_waiting",
    "Requests and jobs that wait for a connection.",
    multiprocess_mode="livesum",
    registry=COUNTED,
)
WAITS = Counter(
    "billhook_database_waits", "How often a request or a job had to wait for a connection.", registry=COUNTED
)
EVENTS = Counter("billhook_events", "Events that were committed.", registry=COUNTED)
DELIVERIES = Counter(
    "billhook_webhook_attempts",
    "Attempts at deliveries of webhooks: delivered, pending (it is tried again) or failed.",
    ["outcome"],
    registry=COUNTED,
)
MAILS = Counter(
    "billhook_mails",
    "Attempts at mails: sent, queued (it is tried again), failed or unknown.",
    ["audience", "outcome"],
    registry=COUNTED,
)
DROPPED = Counter(
    "billhook_request_log_dropped", "Requests that the log of requests lacks, because it was full.", registry=COUNTED
)
SWEEP = Histogram(
    "billhook_sweep_seconds", "How long sweeps took, in seconds.", buckets=_LONG_SECONDS, registry=COUNTED
)
HOUSEKEEPING = Histogram(
    "billhook_housekeeping_seconds",
    "How long rounds of housekeeping took, in seconds.",
    buckets=_LONG_SECONDS,
    registry=COUNTED,
)
SWEPT_AT = Gauge(
    "billhook_last_sweep_timestamp_seconds",
    "When the last sweep ended well, in Unix seconds.",
    multiprocess_mode="livemax",
    registry=COUNTED,
)
KEPT_AT = Gauge(
    "billhook_last_housekeeping_timestamp_seconds",
    "When the last round of housekeeping ended well, in Unix seconds.",
    multiprocess_mode="livemax",
    registry=COUNTED,
)

# Finding a child by its labels takes a lock and makes tuples; a look into these takes neither.
_counters: dict[tuple[str, str, int], Counter] = {}
_histograms: dict[tuple[str, str], Histogram] = {}


def count_request(route: str, method: str, status: int, seconds: float) -> None:
    """Count a request. `status` is 0 if nobody was left to answer."""
    if method not in METHODS:
        method = "other"
    kind = (route, method, status // 100)
    counter = _counters.get(kind)
    if counter is None:
        named = f"{status // 100}xx" if status else "gone"
        counter = _counters[kind] = _REQUESTS.labels(route, method, named)
    counter.inc()
    histogram = _histograms.get(kind[:2])
    if histogram is None:
        histogram = _histograms[kind[:2]] = _SECONDS.labels(route, method)
    histogram.observe(seconds)
