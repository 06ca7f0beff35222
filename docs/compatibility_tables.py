"""The page of compatibility: every endpoint of the official SDK, and every parameter that is refused."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, get_args

import sdk_types
from tables import Row, capital, code, table

from billhook.payment_methods.params import OTHER_TYPES
from billhook.routes import ROUTES
from billhook.wire.absent import ABSENT, Absent
from billhook.wire.params import Params
from billhook.wire.routing import Route, Table


def endpoints() -> str:
    """Every endpoint of the resources that Billhook has, by resource: whether it works, or what part it belongs to."""
    ours = {(route.method, sdk_types.shape(route.path)): route for route in ROUTES}
    addresses = Table(ROUTES, ABSENT)
    sections: dict[str, list[Row]] = {}
    for (method, path), verb in sorted(_known().items(), key=lambda each: (_resource(each[0][1]), each[0][1])):
        route = ours.get((method, path))
        if route is not None:
            row = (code(f"{method} {route.path}"), "works", _refuses(route))
        else:
            absent = addresses.absent_at(method, path.replace("{}", "id"))
            row = (code(f"{method} {verb.spelled}"), "missing", _missing(absent))
        sections.setdefault(_resource(path), []).append(row)
    head = ("Endpoint", "Here", "Refused")
    return "\n\n".join(
        f"### {_title(name)}\n\n{table(head, rows)}"
        for name, rows in sections.items()
        if any(here == "works" for _, here, _ in rows)
    )


def elsewhere() -> str:
    """The resources that Billhook has nothing of, each with the number of its endpoints in the SDK."""
    addresses = Table(ROUTES, ABSENT)
    ours = {_resource(route.path) for route in ROUTES}
    counts: dict[str, list[str]] = {}
    for method, path in _known():
        if _resource(path) not in ours:
            absent = addresses.absent_at(method, path.replace("{}", "id"))
            counts.setdefault(_resource(path), []).append(_missing(absent))
    rows = (
        (code(f"/v1/{name}"), str(len(parts)), ", ".join(dict.fromkeys(parts)))
        for name, parts in sorted(counts.items())
    )
    return table(("Below", "Endpoints", "Belongs to"), rows)


def refused() -> str:
    """Parameters that Stripe documents and Billhook refuses, by the part of Stripe that they belong to."""
    sections = []
    for part, parameters in _refused().items():
        also = f"{_of_other_types()}\n\n" if part == "other payment method types" else ""
        sections.append(f"### {capital(part)}\n\n{also}{_parameter_table(parameters)}")
    return "\n\n".join(sections)


def _known() -> dict[tuple[str, str], sdk_types.Verb]:
    """What the SDK can call."""
    return sdk_types.verbs()


def _resource(path: str) -> str:
    """What an endpoint is about: the first words of its path, two where the first is a family."""
    first, *rest = path.removeprefix("/v1/").split("/")
    return f"{first}/{rest[0]}" if rest and first in _FAMILIES else first


# What begins a path and is no resource itself.
_FAMILIES = frozenset({"test_helpers", "radar", "billing_portal", "billing", "tax", "issuing", "treasury", "terminal"})


def _title(resource: str) -> str:
    return f"`{resource}`"


def _missing(absent: Absent | None) -> str:
    """The part of Stripe's API, with a link to what is said of it. Every endpoint without a route belongs to one."""
    assert absent is not None
    return f"[{absent.thing}](differences.md#{absent.anchor})"


def _refuses(route: Route) -> str:
    count = len(set(_not_offered(route.params)))
    return "–" if not count else f"{count} parameter{'s' if count > 1 else ''}"


# Which part of Stripe a refused parameter belongs to: the first pattern that fits its name decides.
# fmt: off
_PARTS_OF_STRIPE = (
    ("other payment method types", r".*<other type>.*|link|naver_pay|pay_by_bank|payto"),
    ("accounts v2", r".*customer_account.*"),
    ("connect", r"application_fee_amount|automatic_tax\[liability\]|issuer\[account\]|on_behalf_of|transfer_.*|"
                r"refund_application_fee|reverse_transfer|owner\[account\]|account|person"),
    ("other parts of subscriptions", r"subscription.*|schedule.*|.*\[discount_end\]|invoicing_rules"),
    ("test clocks", r"test_clock"),
    ("invoice rendering templates", r".*\[template(_version)?\]"),
    ("alerts and credits of usage", r"(recurring\[)?(aggregate_usage|meter)\]?"),
    ("other sources", r"source|default_(source|card|bank_account|alipay_account)|validate|bank_account|owner|"
                      r"account_holder_\w+"),
    ("payment settings", r"payment_method_configuration|(allowed|excluded)_payment_method_types"),
    ("payment line items", r"amount_details|payment_details"),
    ("reported payments", r".*payment_record.*"),
    ("payouts", r"card\[currency\]"),
    ("files", r"evidence\[(.*_(policy|communication|signature|documentation|file)|receipt)\]"),
    ("tax products", r"tax|customer_details\[tax\]|.*tax_details.*"),
    ("fraud rules", r".*radar_options.*"),
    ("card options", r".*\[card\]\[.*|.*\[card(_present)?\]|card\[networks\]|cvc_update"),
    ("bank debit options", r".*us_bank_account.*|.*\[sepa_debit\]|.*\[default_mandate\]"),
    ("setup intent options", r"attach_to_self|flow_directions|single_use|payment_method_options"),
    ("refund and dispute options", r"evidence.*|intended_submission_method|instructions_email|origin"),
    ("other parameters", r".*"),
)
# fmt: on


def _of_other_types() -> str:
    types = ", ".join(map(code, sorted(OTHER_TYPES)))
    return f"`<other type>` stands for each of these:\n\n{types}"


def _refused() -> dict[str, dict[str, list[Route]]]:
    """By part of Stripe, in the order above: the refused parameters, each with the routes that refuse it."""
    found: dict[str, dict[str, list[Route]]] = {part: {} for part, _ in _PARTS_OF_STRIPE}
    for route in ROUTES:
        for name in _not_offered(route.params):
            part = next(part for part, pattern in _PARTS_OF_STRIPE if re.fullmatch(pattern, name))
            found[part].setdefault(name, []).append(route)
    return {part: dict(sorted(parameters.items())) for part, parameters in found.items() if parameters}


def _parameter_table(parameters: dict[str, list[Route]]) -> str:
    rows = ((code(name), _done_with(routes)) for name, routes in parameters.items())
    return table(("Parameter", "Refused by"), rows)


def _done_with(routes: Iterable[Route]) -> str:
    """Routes as resources, each with what is done: `invoices`: create, update."""
    by_resource: dict[str, list[str]] = {}
    for route in routes:
        resource, *rest = (
            route.path.removeprefix("/v1/").removeprefix("/v2/core/").removeprefix("test_helpers/").split("/")
        )
        if "test_helpers" in route.path:
            resource = f"test_helpers/{resource}"
        by_resource.setdefault(resource, []).append(_done(route, rest))
    return "; ".join(f"{code(resource)}: {', '.join(done)}" for resource, done in by_resource.items())


def _done(route: Route, rest: list[str]) -> str:
    """What a route does, as the SDKs call it."""
    words = "/".join(part for part in rest if not part.startswith("{"))
    if words and not rest[-1].startswith("{"):
        return words
    if route.method == "DELETE":
        return f"delete {words}".strip()
    plain = {("GET", False): "list", ("GET", True): "retrieve", ("POST", False): "create", ("POST", True): "update"}
    return f"{plain[route.method, bool(rest)]} {words}".strip()


def _not_offered(params: type[Params], path: str = "") -> Iterator[str]:
    """The names as a caller writes them: `rendering[template]`, `lines[][tax_rates]`."""

    def spelled(name: str) -> str:
        return f"{path}[{name}]" if path else name

    names = params.not_offered
    if names >= OTHER_TYPES:
        names = (names - OTHER_TYPES) | {"<other type>"}
    yield from (spelled(name) for name in names)
    for name, field in params.model_fields.items():
        for inner, in_list in _within(field.annotation):
            yield from _not_offered(inner, spelled(name) + ("[]" if in_list else ""))


def _within(annotation: Any, in_list: bool = False) -> Iterator[tuple[type[Params], bool]]:
    """The descriptions inside an annotation, and whether they stand in a list."""
    if isinstance(annotation, type) and issubclass(annotation, Params):
        yield annotation, in_list
    in_list = in_list or getattr(annotation, "__origin__", None) is list
    for argument in get_args(annotation):
        yield from _within(argument, in_list)


PARTS = {"endpoints": endpoints, "endpoints-elsewhere": elsewhere, "refused-parameters": refused}
