"""Traces of a server, as a collector of OpenTelemetry receives them on loopback (docs/guide/operations.md)."""

import contextlib
import gzip
import http.server
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from tests.builders import Shop
from tests.conftest import Server, start_server, stop_server
from tests.platform.processes import eventually
from tests.rooms.webhooks.receiver import listening, status

from billhook.tracing import TracingError, insist_on_what_it_needs, is_wanted, span

TRACE = "0af7651916cd43dd8448eb211c80319c"
CALLER = "b7ad6b7169203331"


@dataclass
class Collector:
    """Keeps the spans that it receives."""

    url: str
    spans: list[Any] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)

    def of_trace(self, trace: str) -> dict[str, Any]:
        return {each.name: each for each in list(self.spans) if each.trace_id.hex() == trace}

    def named(self, name: str) -> list[Any]:
        return [each for each in list(self.spans) if each.name == name]


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    found = Collector("")

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            body = gzip.decompress(body) if self.headers.get("content-encoding") == "gzip" else body
            found.raw.append(body)
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                found.spans.extend(each for scope in resource.scope_spans for each in scope.spans)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield found
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory, collector: Collector) -> Iterator[Server]:
    running = start_server(
        tmp_path_factory.mktemp("traced") / "data",
        OTEL_EXPORTER_OTLP_ENDPOINT=collector.url,
        OTEL_BSP_SCHEDULE_DELAY="50",
    )
    with contextlib.ExitStack() as stack:
        stack.callback(stop_server, running)
        yield running


def attributes(each: Any) -> dict[str, Any]:
    return {one.key: one.value.int_value or one.value.string_value for one in each.attributes}


def test_a_request_its_verb_and_its_statements_are_one_trace(traced: Server, collector: Collector) -> None:
    headers = {"traceparent": f"00-{TRACE}-{CALLER}-01"}
    answer = traced.request("POST", "/v1/customers", {"email": "hidden@example.com"}, headers=headers)
    assert answer.status == 200
    assert eventually(lambda: "POST /v1/customers" in collector.of_trace(TRACE))
    trace = collector.of_trace(TRACE)
    request, verb = trace["POST /v1/customers"], trace["customer.create"]
    assert request.parent_span_id.hex() == CALLER
    assert verb.parent_span_id == request.span_id
    assert attributes(request) == {
        "http.request.method": "POST",
        "http.response.status_code": 200,
        "http.route": "/v1/customers",
        "billhook.request_id": answer.headers["request-id"],
    }
    statements = [each for each in trace.values() if each.parent_span_id == verb.span_id]
    assert any("INSERT INTO customers" in attributes(each).get("db.statement", "") for each in statements)


def test_a_webhook_is_a_trace_of_its_job(traced: Server, collector: Collector) -> None:
    with listening() as receiver:
        url = receiver.at("/traced", status(503))
        shop = Shop(traced.client)
        shop.v1.webhook_endpoints.create({"url": url, "enabled_events": ["product.created"]})
        shop.v1.products.create({"name": "Hidden hedge"})
        receiver.wait_for("/traced")
        assert eventually(lambda: bool(collector.named("webhook")))
    sent = collector.named("webhook")[0]
    assert attributes(sent) == {"http.response.status_code": 503, "error.type": "503"}
    (job,) = [each for each in list(collector.spans) if each.span_id == sent.parent_span_id]
    assert job.name == "job webhooks.deliver"


def test_nothing_that_a_caller_wrote_is_in_a_trace(traced: Server, collector: Collector) -> None:
    traced.request("GET", "/v1/customers/cus_HiddenWord?expand[]=hiddenword")
    traced.request("GET", "/v1/hiddenword")
    traced.request("POST", "/v1/customers", {"email": "hiddenword", "hiddenword": "hiddenword"})
    assert eventually(lambda: bool(collector.named("GET /v1/customers/{id}")))
    assert eventually(lambda: bool(collector.named("GET")))
    sent = b"".join(collector.raw)
    assert b"customer.create" in sent
    assert re.search(rb"(?i)hidden ?(word|hedge)|hidden@|sk_test_|127\.0\.0\.1:[0-9]+/traced", sent) is None


class TestWhatIsAskedFor:
    @pytest.mark.parametrize(
        ("environment", "wanted"),
        [
            ({}, False),
            ({"OTEL_EXPORTER_OTLP_ENDPOINT": ""}, False),
            ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}, True),
            ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://collector:4318/v1/traces"}, True),
            ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318", "OTEL_SDK_DISABLED": "True"}, False),
        ],
    )
    def test_a_collector_is_named(self, environment: dict[str, str], wanted: bool) -> None:
        assert is_wanted(environment) is wanted

    def test_a_missing_package_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("billhook.tracing.find_spec", lambda name: None)
        insist_on_what_it_needs({})
        with pytest.raises(TracingError, match=r"Install billhook\[tracing\], or unset it"):
            insist_on_what_it_needs({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"})

    def test_without_a_collector_a_span_does_nothing(self) -> None:
        with span("verb") as one, span("statement") as other:
            one.set("a", 1)
            assert one is other
