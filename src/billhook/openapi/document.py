"""The document: every route as an operation, with what it takes and what it answers."""

from collections.abc import Mapping, Sequence

from billhook import __version__
from billhook.kernel.api_versions import NEWEST, OFFERED
from billhook.openapi import answers, parameters
from billhook.openapi.naming import operation_of, path_of, placeholders
from billhook.openapi.parameters import REF, Schema
from billhook.wire.expand import Registry
from billhook.wire.params import Params
from billhook.wire.routing import Route

FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
# How a hash or an array is written into a form: `shipping[address][city]=…`.
_NESTED = {"style": "deepObject", "explode": True}

_ABOUT = (
    "Every route of this Billhook and every parameter, in the newest version of the API. A request may name a "
    "published version with `Stripe-Version`, and a POST may have an `Idempotency-Key`. Names and shapes are those "
    "of Stripe's API."
)


def document(routes: Sequence[Route], registry: Registry, *, server: str) -> Schema:
    """The description of these routes, which `server` answers."""
    names, sent = parameters.schemas_of(route.params for route in routes)
    paths: dict[str, Schema] = {}
    for route in routes:
        paths.setdefault(path_of(route), {})[route.method.lower()] = _operation(route, names[route.params], sent)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Billhook", "version": NEWEST, "x-billhook-version": __version__, "description": _ABOUT},
        "servers": [{"url": server}],
        "security": [{"bearerAuth": []}, {"basicAuth": []}],
        "paths": paths,
        "components": {
            "schemas": {
                **_referred_to(routes, names, sent),
                **answers.schemas_of({r.returns for r in routes if not r.downloads}, registry),
            },
            "securitySchemes": {
                "basicAuth": {"type": "http", "scheme": "basic", "description": "The key is the user name."},
                "bearerAuth": {"type": "http", "scheme": "bearer", "description": "The key."},
            },
        },
    }


def _operation(route: Route, name: str, sent: Mapping[str, Schema]) -> Schema:
    in_query = [] if route.method == "POST" else _in_query(sent[name], sent)
    body = {"requestBody": _body(route, name, sent)} if route.method == "POST" else {}
    ended = {"deprecated": True, "description": f"Newer versions have {route.ended.instead}."} if route.ended else {}
    return {
        "operationId": operation_of(route),
        "tags": [_tag(route)],
        **ended,
        "parameters": [*_in_path(route), *_in_header(route), *in_query],
        **body,
        "responses": answers.responses_of(route),
    }


def _tag(route: Route) -> str:
    """The collection that the path begins with."""
    return route.path.split("/")[2]


def _in_path(route: Route) -> list[Schema]:
    schema = {"type": "string", "minLength": 1, "maxLength": 255}
    return [
        {"name": name, "in": "path", "required": True, "schema": schema, "style": "simple"}
        for name in placeholders(path_of(route))
    ]


def _in_header(route: Route) -> list[Schema]:
    """A URL that only older versions have needs one of them."""
    if route.ended is None:
        return []
    older = [version for version in OFFERED if version < route.ended.version]
    return [{"name": "Stripe-Version", "in": "header", "required": True, "schema": {"type": "string", "enum": older}}]


def _in_query(taken: Schema, sent: Mapping[str, Schema]) -> list[Schema]:
    required = taken.get("required", [])
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "schema": schema,
            **(_NESTED if _is_nested(schema, sent) else {"style": "form"}),
        }
        for name, schema in taken.get("properties", {}).items()
    ]


def _body(route: Route, name: str, sent: Mapping[str, Schema]) -> Schema:
    taken = sent[name]
    nested = {each: _NESTED for each, schema in taken.get("properties", {}).items() if _is_nested(schema, sent)}
    content = {"schema": {"$ref": REF + name}, **({"encoding": nested} if nested else {})}
    if route.uploads:
        return {"required": True, "content": {_MULTIPART: {"schema": {"$ref": REF + name}}}}
    kinds = (FORM, answers.JSON) if route.path.startswith("/v2/") else (FORM,)
    return {"required": bool(taken.get("required")), "content": {kind: dict(content) for kind in kinds}}


def _is_nested(schema: Schema, sent: Mapping[str, Schema]) -> bool:
    """Whether some value that the schema allows is a hash or an array."""
    if "$ref" in schema:
        return _is_nested(sent[schema["$ref"].removeprefix(REF)], sent)
    inner = [*schema.get("anyOf", ()), *schema.get("allOf", ()), *schema.get("oneOf", ())]
    return schema.get("type") in ("object", "array") or any(_is_nested(each, sent) for each in inner)


def _referred_to(
    routes: Sequence[Route], names: Mapping[type[Params], str], sent: Mapping[str, Schema]
) -> Mapping[str, Schema]:
    """The schemas without those that are parameters of a query alone: these are written where they belong."""
    in_bodies = {names[route.params] for route in routes if route.method == "POST"}
    in_queries = {names[route.params] for route in routes} - in_bodies
    return {name: schema for name, schema in sent.items() if name not in in_queries}
