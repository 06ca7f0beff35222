"""Every parameter of the official SDK is taken, or refused by its name; none is unknown, and none is ignored."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sdk_types import Verb, parameters, shape, verbs
from tests.tidy.source import modules, tree

from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.routes import ROUTES
from billhook.wire import params
from billhook.wire.routing import Route

Pair = tuple[Route, Verb]


def pairs() -> list[Pair]:
    """Every route with the SDK's verb for it."""
    known = verbs()
    return [(r, known[r.method, shape(r.path)]) for r in ROUTES if (r.method, shape(r.path)) in known]


def refusal(route: Route, path: list[str]) -> ApiError | None:
    """What becomes of a request that sends nothing but this parameter; unknown ones are reported before all else."""
    value: Any = "x"
    for part in reversed(path):
        value = {part: value}
    try:
        params.parse(route.params, value)
    except ApiError as error:
        return error
    return None


def test_the_sdk_is_read() -> None:
    """A check that found no verbs would find no faults either."""
    found = {(route.method, route.path) for route, _ in pairs()}
    assert ("POST", "/v1/invoices") in found
    assert ("POST", "/v1/invoiceitems/{id}") in found
    assert sum(1 for _, verb in pairs() for _ in parameters(verb)) > 500


@pytest.mark.parametrize("pair", pairs(), ids=lambda pair: f"{pair[0].method} {pair[0].path}")
def test_no_parameter_is_unknown(pair: Pair) -> None:
    route, verb = pair
    unknown = []
    for path in parameters(verb):
        error = refusal(route, path)
        if error is not None and error.kind in (errors.UNKNOWN_PARAMETER, errors.UNKNOWN_PARAMETERS):
            above_is_refused = any(
                (above := refusal(route, path[:n])) is not None and above.kind is errors.UNSUPPORTED_PARAMETER
                for n in range(1, len(path))
            )
            if not above_is_refused:
                unknown.append(params.bracketed(path))
    assert unknown == [], "take each in the room's params.py, or name it in not_offered there"


GONE = (
    ("/v1/prices", ["recurring", "aggregate_usage"]),
    ("/v1/payment_methods/{payment_method}", ["link"]),
    ("/v1/payment_methods/{payment_method}", ["naver_pay", "funding"]),
    ("/v1/payment_methods/{payment_method}", ["pay_by_bank"]),
)
"""Parameters of stripe-python 8.11 to 12.5 that the newest one no longer has, and that nothing lifts."""


@pytest.mark.parametrize(("path", "parameter"), GONE)
def test_a_parameter_of_older_types_is_refused_by_name(path: str, parameter: list[str]) -> None:
    (route,) = (r for r in ROUTES if (r.method, r.path) == ("POST", path))
    error = refusal(route, parameter)
    assert error is not None
    assert error.kind is errors.UNSUPPORTED_PARAMETER


# Documented in docs/guide/differences.md; so is `use_stripe_sdk`, which confirmation tokens show.
WITHOUT_EFFECT = {"forgive"}
# The command line says where it forwards events and on which machine it runs; it does the forwarding itself.
OF_THE_COMMAND_LINE = {
    "device_name", "forward_to_url", "forward_connect_to_url", "forward_thin_to_url", "forward_thin_connect_to_url",
}  # fmt: skip
# Stored and shown with the whole they belong to, without being named.
PARTS = {"length"}


def test_no_parameter_is_taken_and_then_forgotten() -> None:
    """Its name is read, or written as a text, somewhere outside the declaration of what may be sent."""
    read = {name for path in modules() if not _only_lists(path) for name in _names(path)}
    taken = {name for model in _models(params.Params) for name in model.model_fields}
    assert len(taken) > 150
    assert taken - read == WITHOUT_EFFECT | OF_THE_COMMAND_LINE | PARTS


def _only_lists(path: Path) -> bool:
    """What browsers may send is a list of names, and pages are read by nobody who calls the API."""
    return path.name == "browsers.py" or "dashboard" in path.parts


def _names(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _models(of: type[params.Params]) -> Iterator[type[params.Params]]:
    for model in of.__subclasses__():
        yield model
        yield from _models(model)
