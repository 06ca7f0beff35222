"""Requests that schemathesis makes from `/openapi.json`: each ends in time, and none with a fault of the server.

By day a few routes get a few requests. At night `BILLHOOK_REQUESTS` (100,000) are shared among all routes; another
`BILLHOOK_SEED` makes others.
"""

import json
import os
import random
from collections.abc import Callable, Iterator
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from schemathesis import GenerationMode
from tests.conftest import Server, start_server, stop_server
from tests.nightly import IS_NIGHTLY, usual
from tests.rooms.rendering_templates.drawing import template_of
from tests.wire.accepted import in_further_states, uses_up
from tests.wire.generated import Generated, Known, cases, request_of
from tests.wire.hostile import Belongings, Caller, assert_civil, belongings_of, money_of

from billhook.openapi.naming import path_of
from billhook.routes import ROUTES
from billhook.wire.routing import Route

REQUESTS = int(os.environ.get("BILLHOOK_REQUESTS", "100000" if IS_NIGHTLY else "150"))
# Another number, other requests.
SEED = int(os.environ.get("BILLHOOK_SEED", "0"))
TRIED = usual(ROUTES, ROUTES[::12])
# Everything is made anew after so many requests, and after a few what they use up.
FRESH_AFTER, RENEWED_AFTER = 120, 10
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own, which may be left in any state."""
    running = start_server(tmp_path_factory.mktemp("schemathesis") / "data")
    yield running
    stop_server(running)


@pytest.fixture(scope="module")
def call(tried: Server) -> Caller:
    return Caller(tried)


@pytest.fixture(scope="module")
def document(tried: Server) -> Any:
    return tried.request("GET", "/openapi.json", key=None).json


@pytest.fixture(scope="module")
def schema(document: Any) -> Any:
    return schemathesis.openapi.from_dict(document)


@pytest.fixture(scope="module")
def fresh(tried: Server, call: Caller) -> Callable[[Route], Belongings]:
    """One of everything for a request of a route."""
    template = template_of(tried).id
    made: list[Belongings] = []
    asked = 0

    def belongings(route: Route) -> Belongings:
        nonlocal asked
        if asked % FRESH_AFTER == 0:
            made.append(everything(call, template))
        elif asked % RENEWED_AFTER == 0 and uses_up(route):
            made.append(in_further_states(call, made[-1]))
        asked += 1
        return made[-1]

    return belongings


def everything(call: Caller, template: str) -> Belongings:
    remove_those_of_which_few_may_be(call)
    whole = belongings_of(call, "http://127.0.0.1:9/", {**money_of(call), "invoice_rendering_templates/id": template})
    send = f"/v1/test_helpers/customers/{whole.ids['customers/id']}/fund_cash_balance"
    transfer = call.json("POST", send, "amount=5&currency=eur")["id"]
    return in_further_states(call, whole.also("customers/cash_transaction", transfer))


def remove_those_of_which_few_may_be(call: Caller) -> None:
    """Endpoints, which would also hear of everything, and mappings of CSV."""
    for collection in ("/v1/webhook_endpoints", "/v1/billhook/bank_csv_mappings"):
        for one in call.json("GET", collection, "limit=100")["data"]:
            call("DELETE", f"{collection}/{one['id']}")


def judged(route: Route, request: Generated, call: Caller, answers: jsonschema_rs.Validator) -> str:
    """What is wrong with the answer; empty if nothing is."""
    try:
        status, body = call(request.method, request.path, request.sent, request.headers)
        if status == 200 and route.downloads:
            return ""
        assert_civil(status, body)
        if status == 200:
            answers.validate(json.loads(body))
    except (AssertionError, ValueError, KeyError, OSError) as error:
        return f"{type(error).__name__} {error!s:.400} after {request!r:.2000}"
    return ""


def answers_of(document: Any, route: Route) -> jsonschema_rs.Validator:
    """The schema of what the route answers if it does what it is asked."""
    described = document["paths"][path_of(route)][route.method.lower()]["responses"]["200"]["content"]
    (content,) = described.values()
    return jsonschema_rs.validator_for({**content["schema"], "components": document["components"]})


def expandable(document: Any, route: Route) -> tuple[str, ...]:
    """The names that `expand` takes on this route."""
    places = document["components"]["schemas"].get(route.returns, {}).get("x-expandableFields", ())
    return tuple(f"data.{place}" if route.listing else place for place in places)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("route", TRIED, ids=lambda route: f"{route.method} {route.path}")
def test_no_request_meets_a_fault(
    schema: Any, document: Any, call: Caller, fresh: Callable[[Route], Belongings], route: Route
) -> None:
    number = ROUTES.index(route) + SEED * len(ROUTES)
    rng, answers = random.Random(number), answers_of(document, route)
    each = max(1, REQUESTS // len(TRIED) // len(MODES))
    names = expandable(document, route)
    found: set[str] = set()
    for mode in MODES:
        for case in cases(schema[path_of(route)][route.method], each, mode, number):
            request = request_of(case, route, Known(fresh(route), names), rng)
            if not request.is_too_long and (fault := judged(route, request, call, answers)):
                found.add(fault)
    assert found == set()
