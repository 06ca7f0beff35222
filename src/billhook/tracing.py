"""Traces for OpenTelemetry, if the operator asks for them (docs/decisions/0086-traces.md).

A trace is one request or one job with what it did: the verb, its statements of SQL, its calls to others. Traces are on
if OpenTelemetry's own variable `OTEL_EXPORTER_OTLP_ENDPOINT` names a collector; its other variables hold too. Names and
attributes are words of ours: routes, verbs, jobs, statements without their values. No id but the request's, no address
and no word of a caller is among them. Without traces a span is an object that does nothing.
"""

import os
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from types import TracebackType
from typing import Any, Literal, Protocol, Self

_WANTED = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_PACKAGES = (
    "opentelemetry.sdk.trace",
    "opentelemetry.exporter.otlp.proto.http.trace_exporter",
    "opentelemetry.instrumentation.asyncpg",
)
_FLUSH_MS = 3_000

Kind = Literal["internal", "server", "client", "consumer"]


class TracingError(Exception):
    """Traces are asked for, and what they need is not installed."""


class Span(Protocol):
    """A part of a trace, from `with` to its end."""

    def set(self, name: str, value: str | int) -> None:
        """Note an attribute."""
        ...

    def fail(self, kind: str) -> None:
        """Note that it failed: `kind` names the kind of failure, such as a class."""
        ...

    def rename(self, name: str) -> None:
        """Give it another name than it began with."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class _Nothing:
    """The span of a process that traces nothing."""

    def set(self, name: str, value: str | int) -> None:
        pass

    def fail(self, kind: str) -> None:
        pass

    def rename(self, name: str) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass


_NOTHING = _Nothing()
_tracer: Any = None


class _Traced:
    """A span of OpenTelemetry. It notes the class of an exception that passes: its words may be a caller's."""

    def __init__(self, managed: Any) -> None:
        self._managed = managed
        self._span: Any = None

    def set(self, name: str, value: str | int) -> None:
        self._span.set_attribute(name, value)

    def fail(self, kind: str) -> None:
        from opentelemetry.trace import StatusCode

        self._span.set_attribute("error.type", kind)
        self._span.set_status(StatusCode.ERROR)

    def rename(self, name: str) -> None:
        self._span.update_name(name)

    def __enter__(self) -> Self:
        self._span = self._managed.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._span.set_attribute("error.type", kind.__name__)
        self._managed.__exit__(None, None, None)


def is_wanted(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether OpenTelemetry's variables name a collector and do not switch it off."""
    is_off = environment.get("OTEL_SDK_DISABLED", "").lower() == "true"
    return not is_off and any(environment.get(name) for name in _WANTED)


def insist_on_what_it_needs(environment: Mapping[str, str] = os.environ) -> None:
    """Raise TracingError if traces are wanted and the packages of the extra `tracing` are not there."""
    if is_wanted(environment) and (missing := [name for name in _PACKAGES if not _is_there(name)]):
        named = next(name for name in _WANTED if environment.get(name))
        raise TracingError(
            f"{named} asks for traces, and {missing[0]} is not installed. Install billhook[tracing], or unset it."
        )


def _is_there(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ModuleNotFoundError:
        return False


def start() -> None:
    """Begin to trace, if that is wanted. The packages must be there."""
    global _tracer
    if _tracer is not None or not is_wanted():
        return
    from opentelemetry import trace
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.instrumentation.asyncpg import AsyncPGInstrumentor
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    import billhook

    named = {} if os.environ.get("OTEL_SERVICE_NAME") else {"service.name": "billhook"}
    provider = TracerProvider(resource=Resource.create({**named, "service.version": billhook.__version__}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    AsyncPGInstrumentor().instrument(tracer_provider=provider)  # type: ignore[no-untyped-call]
    _tracer = provider.get_tracer("billhook", billhook.__version__)


def stop() -> None:
    """Hand over what was traced and not sent yet, for a few seconds at most."""
    if _tracer is not None:
        from opentelemetry import trace

        trace.get_tracer_provider().force_flush(_FLUSH_MS)  # type: ignore[attr-defined]


def span(name: str, kind: Kind = "internal") -> Span:
    """A part of the trace that is under way, or the first of a new one."""
    return _NOTHING if _tracer is None else _begun(name, kind, None)


def request_span(headers: Iterable[tuple[bytes, bytes]]) -> Span:
    """The span of a request. Its header `traceparent` (W3C Trace Context) may name the trace that a caller began."""
    if _tracer is None:
        return _NOTHING
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    given = {name.decode("latin-1"): value.decode("latin-1") for name, value in headers}
    return _begun("request", "server", TraceContextTextMapPropagator().extract(given))


def _begun(name: str, kind: Kind, context: Any) -> Span:
    from opentelemetry.trace import SpanKind

    return _Traced(
        _tracer.start_as_current_span(
            name, context, SpanKind[kind.upper()], record_exception=False, set_status_on_exception=False
        )
    )
