"""`/metrics` and the log of a server with two HTTP processes: what an operator reads off them."""

import json
import os
import signal
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests.conftest import Server, free_port, start_server, stop_server
from tests.platform.processes import children_of, eventually

TOKEN = "metrics-token-of-the-tests"  # noqa: S105

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


@pytest.fixture(scope="module")
def metrics_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory, metrics_port: int) -> Iterator[Server]:
    running = start_server(
        tmp_path_factory.mktemp("watched") / "data",
        "--workers",
        "2",
        BILLHOOK_METRICS_PORT=str(metrics_port),
        BILLHOOK_METRICS_TOKEN=TOKEN,
        BILLHOOK_LOG_FORMAT="json",
        BILLHOOK_ACCESS_LOG="true",
    )
    yield running
    stop_server(running)


def shown(port: int) -> Samples:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def value(samples: Samples, name: str, **labels: str) -> float:
    return samples.get((name, frozenset(labels.items())), 0)


def log_of(server: Server) -> list[dict[str, object]]:
    lines = (server.data_dir.parent / f"{server.data_dir.name}.log").read_text().splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def test_requests_of_all_processes_are_counted_by_route(watched: Server, metrics_port: int) -> None:
    labels = {"route": "/v1/customers/{id}", "method": "GET"}
    before = shown(metrics_port)
    for _ in range(20):
        watched.request("GET", "/v1/customers/cus_nobody")
    for index in range(4):
        watched.request("POST", "/v1/customers", {"name": f"Customer {index}"})
    after = shown(metrics_port)

    def risen(name: str, **labels: str) -> float:
        return value(after, name, **labels) - value(before, name, **labels)

    assert risen("billhook_requests_total", status="4xx", **labels) == 20
    assert risen("billhook_request_seconds_count", **labels) == 20
    assert risen("billhook_requests_total", route="/v1/customers", method="POST", status="2xx") == 4
    assert risen("billhook_events_total") == 4  # customer.created of each


def test_a_stranger_makes_no_labels(watched: Server, metrics_port: int) -> None:
    for path in ("/v1/of_my_own", "/of/my/own", "/dashboard/of_my_own"):
        watched.request("GET", path)
    watched.request("BREW", "/v1/customers")
    labels = {text for _, labels in shown(metrics_port) for _, text in labels}
    assert not {label for label in labels if "own" in label and "unknown" not in label}
    assert "BREW" not in labels


def test_what_waits_is_shown(watched: Server, metrics_port: int) -> None:
    samples = shown(metrics_port)
    assert value(samples, "billhook_database_up") == 1
    assert ("billhook_oldest_due_seconds", frozenset({("job", "invoices.mail"), ("table", "invoice_mails")})) in samples
    assert eventually(lambda: value(shown(metrics_port), "billhook_last_sweep_timestamp_seconds") > 0)


def test_counters_outlive_a_process(watched: Server, metrics_port: int) -> None:
    def served() -> float:
        name, labels = "billhook_requests_total", {"route": "/v1/products", "method": "GET", "status": "2xx"}
        return value(shown(metrics_port), name, **labels)

    for _ in range(6):
        watched.request("GET", "/v1/products")
    assert served() == 6
    (process, *_) = [pid for pid in children_of(watched.process.pid) if _is_http(pid)]
    os.kill(process, signal.SIGKILL)
    assert eventually(lambda: process not in children_of(watched.process.pid))
    assert served() == 6


def _is_http(pid: int) -> bool:
    return b"serve_process" in Path(f"/proc/{pid}/cmdline").read_bytes()


def test_on_the_port_of_the_api_a_token_is_needed(watched: Server, server: Server) -> None:
    assert watched.request("GET", "/metrics", key=None).status == 401
    assert watched.request("GET", "/metrics").status == 401  # an API key is none
    answer = watched.request("GET", "/metrics", key=TOKEN)
    assert (answer.status, b"billhook_build_info" in answer.body) == (200, True)
    assert server.request("GET", "/metrics", key=TOKEN).status == 404  # it is off unless somebody asks for it


def test_the_log_has_a_line_for_each_request(watched: Server) -> None:
    answer = watched.request("POST", "/v1/customers", {"email": "secret@example.com"})
    request = answer.headers["request-id"]
    assert eventually(lambda: any(line.get("request") == request for line in log_of(watched)))
    (line,) = [line for line in log_of(watched) if line.get("request") == request]
    account = watched.request("GET", "/v1/account").json["id"]
    assert {**line, "time": "", "ms": 0} == {
        "time": "",
        "level": "info",
        "logger": "billhook.access",
        "message": "request",
        "method": "POST",
        "route": "/v1/customers",
        "status": 200,
        "ms": 0,
        "request": request,
        "account": account,
    }
    assert float(str(line["ms"])) > 0
    whole = (watched.data_dir.parent / f"{watched.data_dir.name}.log").read_text()
    access = "".join(text for text in whole.splitlines(True) if text.startswith("{"))
    assert watched.key not in access
    assert "secret@example.com" not in access
