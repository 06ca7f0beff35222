"""`/openapi.json` says what the server does: valid, every route, every parameter, and no other."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
import sdk_types
from openapi_spec_validator import OpenAPIV31SpecValidator
from tests.conftest import Server
from tests.docs.pages import GUIDE

from billhook.kernel.api_versions import NEWEST
from billhook.openapi.naming import operation_of, path_of, placeholders
from billhook.routes import ROUTES
from billhook.wire.routing import Route

Document = Mapping[str, Any]


@pytest.fixture(scope="module")
def document(server: Server) -> Document:
    answer = server.request("GET", "/openapi.json", key=None)
    assert answer.status == 200
    return answer.json  # type: ignore[no-any-return]


def operation(document: Document, route: Route) -> Mapping[str, Any]:
    return document["paths"][path_of(route)][route.method.lower()]  # type: ignore[no-any-return]


def resolved(document: Document, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema that a reference names."""
    if "$ref" not in schema:
        return schema
    return document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]  # type: ignore[no-any-return]


def body(document: Document, path: str, kind: str = "application/x-www-form-urlencoded") -> Mapping[str, Any]:
    return resolved(document, document["paths"][path]["post"]["requestBody"]["content"][kind]["schema"])


def test_the_document_is_valid(document: Document) -> None:
    assert document["openapi"].startswith("3.1")
    assert document["info"]["version"] == NEWEST
    assert [str(error) for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_it_has_every_route_and_no_other(document: Document) -> None:
    described = {(method, path) for path, methods in document["paths"].items() for method in methods}
    assert described == {(route.method.lower(), path_of(route)) for route in ROUTES}
    names = [operation(document, route)["operationId"] for route in ROUTES]
    assert len(set(names)) == len(names)


def test_paths_are_spelled_as_stripe_does() -> None:
    known = sdk_types.verbs()
    pairs = [(path_of(route), known.get((route.method, sdk_types.shape(route.path)))) for route in ROUTES]
    assert [(ours, verb.spelled) for ours, verb in pairs if verb is not None and verb.spelled != ours] == []


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_parameters_are_those_that_the_route_takes(document: Document, route: Route) -> None:
    described = operation(document, route)
    by_place: dict[str, set[str]] = {"path": set(), "query": set(), "header": set()}
    for parameter in described["parameters"]:
        by_place[parameter["in"]].add(parameter["name"])
    assert by_place["path"] == set(placeholders(path_of(route)))
    taken = set(route.params.model_fields)
    required = {name for name, field in route.params.model_fields.items() if field.is_required()}
    if route.method != "POST":
        assert by_place["query"] == taken
        assert {p["name"] for p in described["parameters"] if p["in"] == "query" and p["required"]} == required
        return
    assert by_place["query"] == set()
    for content in described["requestBody"]["content"].values():
        schema = resolved(document, content["schema"])
        assert set(schema["properties"]) == taken
        assert set(schema.get("required", ())) == required
        assert schema["additionalProperties"] is False


# The names are those of Stripe's own document.
OPERATIONS = {
    "POST /v1/invoices": "PostInvoices",
    "GET /v1/invoices": "GetInvoices",
    "POST /v1/invoices/{id}": "PostInvoicesInvoice",
    "POST /v1/invoices/{id}/mark_uncollectible": "PostInvoicesInvoiceMarkUncollectible",
    "DELETE /v1/customers/{id}/tax_ids/{tax_id}": "DeleteCustomersCustomerTaxIdsId",
    "GET /v1/payment_intents/{intent}": "GetPaymentIntentsIntent",
    "POST /v1/test_helpers/test_clocks/{test_clock}/advance": "PostTestHelpersTestClocksTestClockAdvance",
    "GET /v2/core/events/{event}": "GetV2CoreEventsEvent",
}


def test_operations_have_the_names_that_stripe_gives_them() -> None:
    by_route = {f"{route.method} {route.path}": operation_of(route) for route in ROUTES}
    assert {route: by_route[route] for route in OPERATIONS} == OPERATIONS


def test_what_a_parameter_may_be(document: Document) -> None:
    """A form has no null: the empty text unsets, and is an alternative of what may be unset."""
    empty, schemas = {"enum": [""]}, document["components"]["schemas"]
    customer = body(document, "/v1/customers")["properties"]
    assert customer["name"] == {"type": "string", "maxLength": 256}
    assert customer["tax_exempt"] == {"type": "string", "enum": ["none", "exempt", "reverse", ""]}
    assert customer["address"] == {"anyOf": [{"$ref": "#/components/schemas/Address"}, empty]}
    assert customer["metadata"]["anyOf"][0]["propertyNames"]["maxLength"] == 40
    assert customer["preferred_locales"]["anyOf"][0]["maxItems"] == 20
    assert "default_card" not in customer  # which Billhook refuses by name
    price = body(document, "/v1/prices")
    assert price["required"] == ["currency"]
    assert price["properties"]["unit_amount"] == {"type": "integer", "minimum": 0, "maximum": 999_999_999_999}
    tier = schemas["TierGiven"]["properties"]["up_to"]
    assert [each["type"] for each in tier["anyOf"]] == ["integer", "string"]
    assert body(document, "/v1/files", "multipart/form-data")["properties"]["file"]["format"] == "binary"


def test_hashes_and_arrays_are_written_with_brackets(document: Document) -> None:
    content = document["paths"]["/v1/customers"]["post"]["requestBody"]["content"]
    encoding = content["application/x-www-form-urlencoded"]["encoding"]
    assert encoding["address"] == {"style": "deepObject", "explode": True}
    assert encoding["expand"] == {"style": "deepObject", "explode": True}
    assert "name" not in encoding
    query = {each["name"]: each for each in document["paths"]["/v1/invoices"]["get"]["parameters"]}
    assert (query["created"]["style"], query["limit"]["style"]) == ("deepObject", "form")


def test_answers_name_the_type_of_the_object(document: Document) -> None:
    one = document["paths"]["/v1/invoices/{invoice}"]["get"]["responses"]
    assert one["200"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/invoice"}
    assert one["default"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/error"}
    invoice = document["components"]["schemas"]["invoice"]
    assert invoice["properties"]["object"] == {"const": "invoice"}
    assert "customer" in invoice["x-expandableFields"]
    many = document["paths"]["/v1/invoices"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert many["properties"]["data"]["items"] == {"$ref": "#/components/schemas/invoice"}


def test_a_url_that_newer_versions_lack_asks_for_an_older_one(document: Document) -> None:
    upcoming = document["paths"]["/v1/invoices/upcoming"]["get"]
    assert upcoming["deprecated"] is True
    (version,) = [each for each in upcoming["parameters"] if each["in"] == "header"]
    assert (version["name"], version["required"]) == ("Stripe-Version", True)
    assert "2024-06-20" in version["schema"]["enum"]
    assert NEWEST not in version["schema"]["enum"]


def test_it_is_sent_again_only_if_it_changed(server: Server) -> None:
    first = server.request("GET", "/openapi.json", key=None)
    again = server.request("GET", "/openapi.json", headers={"If-None-Match": first.headers["etag"]}, key=None)
    assert (again.status, again.body) == (304, b"")
    other = server.request("GET", "/openapi.json", headers={"If-None-Match": '"x"'}, key=None)
    assert (other.status, other.body) == (200, first.body)
    assert server.request("POST", "/openapi.json", data=b"", key=None).status == 405
    assert first.json["servers"] == [{"url": server.url}]


def test_the_guide_says_where_it_is() -> None:
    for page in ("api.md", "compatibility.md"):
        assert re.search(r"/openapi\.json", (GUIDE / page).read_text("utf-8")), page
