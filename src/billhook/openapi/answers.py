"""JSON Schema of what is answered: objects, lists of them, and errors.

The schema of an object names what every caller relies on: its type and its id. The fields are Stripe's, and the types
of the official SDKs have them (docs/decisions/0075-openapi.md).
"""

from billhook.openapi.parameters import REF, Schema
from billhook.wire.expand import NOTHING, Hop, Registry
from billhook.wire.routing import Route

JSON = "application/json"
_NO_ID = frozenset(
    {
        "balance", "billhook.bank_csv_preview", "billhook.bank_import", "cash_balance", "funding_instructions",
        "stripecli.session",
    }
)  # fmt: skip

ERROR: Schema = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["type", "message"],
            "properties": {
                "type": {"type": "string"},
                "message": {"type": "string"},
                "code": {"type": "string"},
                "param": {"type": "string"},
                "doc_url": {"type": "string"},
                "decline_code": {"type": "string"},
                "request_log_url": {"type": "string"},
            },
        }
    },
}


def schemas_of(types: set[str], registry: Registry) -> dict[str, Schema]:
    """The schema of each type of object, by its name, and that of errors."""
    return {"error": ERROR, **{name: _of_object(name, registry) for name in sorted(types)}}


def _of_object(name: str, registry: Registry) -> Schema:
    expandable = sorted({_place(hop) for hop in registry.hops.get(name, ()) if _is_here(hop)})
    has_id = {} if name in _NO_ID else {"id": {"type": "string", "maxLength": 5_000}}
    return {
        "type": "object",
        "required": ["object", *has_id],
        "properties": {"object": {"const": name}, **has_id},
        **({"x-expandableFields": expandable} if expandable else {}),
    }


def _place(hop: Hop) -> str:
    return ".".join(hop.place)


def _is_here(hop: Hop) -> bool:
    return hop.target != NOTHING and hop.versions.before == "~"


def responses_of(route: Route) -> Schema:
    """The answers of a route: what it returns, and for everything else an error."""
    return {
        "200": {"description": "Done.", "content": _content(route)},
        "default": {"description": "Refused.", "content": {JSON: {"schema": {"$ref": f"{REF}error"}}}},
    }


def _content(route: Route) -> Schema:
    if route.downloads:
        return {"*/*": {"schema": {"type": "string", "format": "binary"}}}
    one: Schema = {"$ref": REF + route.returns} if route.ended is None else _of_another_version(route.returns)
    if route.pages:
        return {JSON: {"schema": _page(one)}}
    if route.listing:
        return {JSON: {"schema": _list(one, is_search=route.searches)}}
    return {JSON: {"schema": one}}


def _of_another_version(name: str) -> Schema:
    """The type alone: the preview of an invoice had no id, for one."""
    return {"type": "object", "required": ["object"], "properties": {"object": {"const": name}}}


def _list(one: Schema, *, is_search: bool) -> Schema:
    return {
        "type": "object",
        "required": ["object", "data", "has_more", "url"],
        "properties": {
            "object": {"const": "search_result" if is_search else "list"},
            "data": {"type": "array", "items": one},
            "has_more": {"type": "boolean"},
            "url": {"type": "string"},
            **({"next_page": {"type": ["string", "null"]}, "total_count": {"type": "integer"}} if is_search else {}),
        },
    }


def _page(one: Schema) -> Schema:
    address = {"type": ["string", "null"]}
    return {
        "type": "object",
        "required": ["data", "next_page_url", "previous_page_url"],
        "properties": {"data": {"type": "array", "items": one}, "next_page_url": address, "previous_page_url": address},
    }
