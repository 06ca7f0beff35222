"""Prices through the API, with the official SDK where a user would use it."""

import time
from decimal import Decimal
from typing import Any

import pytest
import stripe

PRICES = "/v1/prices"


@pytest.fixture
def product(client: stripe.StripeClient) -> str:
    """A product to put prices on."""
    return client.v1.products.create({"name": "Cloth"}).id


def create(server: Any, product: str, **fields: str) -> dict[str, Any]:
    """A price of 10.00 US dollars, unless `fields` say otherwise."""
    amount = {} if "billing_scheme" in fields or "unit_amount_decimal" in fields else {"unit_amount": "1000"}
    answer = server.request("POST", PRICES, {"currency": "usd", "product": product, **amount, **fields})
    assert answer.status == 200, answer.json
    return dict(answer.json)


def error_of(answer: Any) -> tuple[int, str | None, str | None, str]:
    """Status, code, param and message of a refusal."""
    error = answer.json["error"]
    return answer.status, error.get("code"), error.get("param"), error["message"]


def events_of(client: stripe.StripeClient, object_id: str) -> list[Any]:
    """The events about one object, oldest first."""
    found = [e for e in client.v1.events.list({"limit": 100}).data if getattr(e.data.object, "id", None) == object_id]
    return found[::-1]


def a_key() -> str:
    """A lookup key that no other test uses."""
    return f"key-{time.time_ns()}"


# ── Create ──────────────────────────────────────────────────────────────────────────────────────


def test_a_one_time_price(server: Any, client: stripe.StripeClient, product: str) -> None:
    made = create(server, product, currency="USD")
    assert made["id"].startswith("price_")
    assert list(made.items()) == [
        ("id", made["id"]), ("object", "price"), ("active", True), ("billing_scheme", "per_unit"),
        ("created", made["created"]), ("currency", "usd"), ("custom_unit_amount", None), ("livemode", False),
        ("lookup_key", None), ("metadata", {}), ("nickname", None), ("product", product), ("recurring", None),
        ("tax_behavior", "unspecified"), ("tiers_mode", None), ("transform_quantity", None), ("type", "one_time"),
        ("unit_amount", 1000), ("unit_amount_decimal", "1000"),
    ]  # fmt: skip
    assert server.request("GET", f"{PRICES}/{made['id']}").json == made
    assert [e.type for e in events_of(client, made["id"])] == ["price.created"]


def test_a_recurring_price_with_everything(client: stripe.StripeClient, product: str) -> None:
    key = a_key()
    meter = client.v1.billing.meters.create(
        {"display_name": "Calls", "event_name": key, "default_aggregation": {"formula": "sum"}}
    ).id
    made = client.v1.prices.create(
        {
            "currency": "eur",
            "product": product,
            "unit_amount_decimal": Decimal("0.000001"),
            "recurring": {
                "interval": "week",
                "interval_count": 156,
                "usage_type": "metered",
                "trial_period_days": 30,
                "meter": meter,
            },
            "transform_quantity": {"divide_by": 1000, "round": "up"},
            "lookup_key": key,
            "nickname": "per thousand",
            "metadata": {"a": "b"},
            "tax_behavior": "inclusive",
            "active": False,
        }
    )
    read = client.v1.prices.retrieve(made.id)
    assert read.to_dict() == made.to_dict()
    assert (read.type, read.unit_amount, read.unit_amount_decimal) == ("recurring", None, Decimal("0.000001"))
    assert read.recurring.to_dict() == {
        "interval": "week", "interval_count": 156, "meter": meter, "trial_period_days": 30, "usage_type": "metered",
    }  # fmt: skip
    assert read.transform_quantity.to_dict() == {"divide_by": 1000, "round": "up"}
    assert (read.lookup_key, read.nickname, read.tax_behavior, read.active) == (key, "per thousand", "inclusive", False)


@pytest.mark.parametrize(
    ("sent", "whole", "decimal"),
    [
        ("12.50", None, "12.5"),
        ("1000.000", 1000, "1000"),
        ("0", 0, "0"),
        ("0.000000000001", None, "0.000000000001"),
        ("999999999999", 999999999999, "999999999999"),
    ],
)
def test_decimals_come_back_plain(server: Any, product: str, sent: str, whole: int | None, decimal: str) -> None:
    made = create(server, product, unit_amount_decimal=sent)
    assert (made["unit_amount"], made["unit_amount_decimal"]) == (whole, decimal)


def test_a_product_is_made_with_its_price(client: stripe.StripeClient) -> None:
    chosen = f"with-price-{time.time_ns()}"
    made = client.v1.prices.create(
        {
            "currency": "usd",
            "unit_amount": 5,
            "product_data": {
                "name": "Made with it", "id": chosen, "active": False, "metadata": {"a": "b"}, "unit_label": "seat",
                "statement_descriptor": "SEATS", "tax_details": {"tax_code": "txcd_10000000"},
            },
            "expand": ["product"],
        }
    )  # fmt: skip
    product = made.product
    assert (product.id, product.name, product.active, product.unit_label) == (chosen, "Made with it", False, "seat")
    assert (product.tax_code, product.metadata.to_dict()) == ("txcd_10000000", {"a": "b"})
    assert product.default_price is None
    assert [e.type for e in events_of(client, chosen)] == ["product.created"]


def test_tiers_are_shown_when_asked_for(client: stripe.StripeClient, product: str) -> None:
    made = client.v1.prices.create(
        {
            "currency": "usd",
            "product": product,
            "billing_scheme": "tiered",
            "tiers_mode": "graduated",
            "tiers": [
                {"up_to": 10, "flat_amount": 5000, "unit_amount": 0},
                {"up_to": "inf", "unit_amount_decimal": Decimal("212.5"), "flat_amount_decimal": Decimal("7")},
            ],
        }
    )
    assert "tiers" not in made
    assert (made.billing_scheme, made.tiers_mode, made.unit_amount) == ("tiered", "graduated", None)
    assert made.unit_amount_decimal is None
    expanded = client.v1.prices.retrieve(made.id, {"expand": ["tiers"]})
    assert list(expanded.to_dict()).index("tiers") == list(expanded.to_dict()).index("tiers_mode") - 1
    assert [tier.to_dict() for tier in expanded.tiers] == [
        {"flat_amount": 5000, "flat_amount_decimal": Decimal(5000), "unit_amount": 0,
         "unit_amount_decimal": Decimal(0), "up_to": 10},
        {"flat_amount": 7, "flat_amount_decimal": Decimal(7), "unit_amount": None,
         "unit_amount_decimal": Decimal("212.5"), "up_to": None},
    ]  # fmt: skip


def test_currency_options_are_shown_when_asked_for(server: Any, product: str) -> None:
    made = create(
        server, product, **{"currency_options[EUR][unit_amount]": "900", "currency_options[jpy][unit_amount]": "1500",
        "currency_options[jpy][tax_behavior]": "inclusive"},
    )  # fmt: skip
    assert "currency_options" not in made
    shown = server.request("GET", f"{PRICES}/{made['id']}?expand[]=currency_options").json["currency_options"]
    option = {"custom_unit_amount": None, "tax_behavior": "unspecified"}
    assert shown == {
        "eur": {**option, "unit_amount": 900, "unit_amount_decimal": "900"},
        "jpy": {**option, "tax_behavior": "inclusive", "unit_amount": 1500, "unit_amount_decimal": "1500"},
        "usd": {**option, "unit_amount": 1000, "unit_amount_decimal": "1000"},
    }


def test_tiers_inside_currency_options(server: Any, product: str) -> None:
    made = create(
        server, product, billing_scheme="tiered", tiers_mode="volume",
        **{"tiers[0][up_to]": "inf", "tiers[0][unit_amount]": "10",
           "currency_options[eur][tiers][0][up_to]": "inf", "currency_options[eur][tiers][0][unit_amount]": "9"},
    )  # fmt: skip
    path = f"{PRICES}/{made['id']}?expand[]=currency_options"
    assert "tiers" not in server.request("GET", path).json["currency_options"]["eur"]
    options = server.request("GET", f"{path}.eur.tiers").json["currency_options"]
    assert options["eur"]["tiers"] == [
        {"flat_amount": None, "flat_amount_decimal": None, "unit_amount": 9, "unit_amount_decimal": "9", "up_to": None}
    ]
    assert "tiers" not in options["usd"]
    assert server.request("GET", f"{path}.usd.tiers").json["currency_options"]["usd"]["tiers"][0]["unit_amount"] == 10
    assert "gbp" not in server.request("GET", f"{path}.gbp.tiers").json["currency_options"]


def test_customers_may_choose_the_amount(client: stripe.StripeClient, product: str) -> None:
    made = client.v1.prices.create(
        {
            "currency": "usd",
            "product": product,
            "custom_unit_amount": {"enabled": True, "minimum": 100, "preset": 500},
            "currency_options": {"eur": {"custom_unit_amount": {"enabled": True, "maximum": 9000}}},
            "expand": ["currency_options"],
        }
    )
    assert made.custom_unit_amount.to_dict() == {"maximum": None, "minimum": 100, "preset": 500}
    assert (made.unit_amount, made.unit_amount_decimal) == (None, None)
    assert made.currency_options["eur"].custom_unit_amount.maximum == 9000


TIERED = {"billing_scheme": "tiered", "tiers_mode": "graduated"}
ENDLESS = {"tiers[0][up_to]": "inf", "tiers[0][unit_amount]": "1"}
CUSTOM = "custom_unit_amount"
REFUSED = [
    pytest.param({"currency": ""}, "parameter_invalid_empty", "currency", "You passed an empty string", id="empty"),
    pytest.param({"currency": "xyz"}, None, "currency", "Invalid currency: xyz. Stripe currently supports", id="xyz"),
    pytest.param({"unit_amount": "1.5"}, "parameter_invalid_integer", "unit_amount", "Invalid integer: 1.5", id="1.5"),
    pytest.param({"unit_amount": "-1"}, "parameter_invalid_integer", "unit_amount", "This value must be gr", id="-1"),
    pytest.param({"unit_amount": "9" * 30}, "parameter_invalid_integer", "unit_amount", "Invalid integer", id="9s"),
    pytest.param({"unit_amount_decimal": "1,5"}, None, "unit_amount_decimal", "Invalid decimal: 1,5", id="comma"),
    pytest.param({"unit_amount_decimal": "0." + "1" * 13}, None, "unit_amount_decimal", "Invalid dec", id="13 places"),
    pytest.param({"unit_amount_decimal": "NaN"}, None, "unit_amount_decimal", "Invalid decimal: NaN", id="NaN"),
    pytest.param({}, "parameter_missing", "unit_amount", "You must specify one of these parameters", id="no amount"),
    pytest.param({"unit_amount": "1", "unit_amount_decimal": "1"}, "parameters_exclusive", "unit_amount_decimal",
                 "You may only specify one of these parameters: unit_amount, unit_amount_decimal.", id="both"),
    pytest.param({"unit_amount": "1", f"{CUSTOM}[enabled]": "true"}, "parameters_exclusive", CUSTOM,
                 "You may only specify one of these parameters: unit_amount, custom_unit_amount.", id="two ways"),
    pytest.param({f"{CUSTOM}[enabled]": "false"}, None, f"{CUSTOM}[enabled]", "Invalid custom_unit", id="disabled"),
    pytest.param({f"{CUSTOM}[enabled]": "true", f"{CUSTOM}[minimum]": "49"}, None, f"{CUSTOM}[minimum]",
                 "Invalid minimum: must be at least 50 (the minimum charge amount)", id="below the minimum charge"),
    pytest.param({f"{CUSTOM}[enabled]": "true", f"{CUSTOM}[preset]": "60", f"{CUSTOM}[maximum]": "55"}, None,
                 f"{CUSTOM}[maximum]", "Invalid maximum: must be at least 60 (preset)", id="preset above maximum"),
    pytest.param({f"{CUSTOM}[enabled]": "true", "recurring[interval]": "day"}, None, CUSTOM, "Invalid", id="chosen"),
    pytest.param({"unit_amount": "1", "tiers_mode": "volume"}, None, "tiers_mode", "Invalid tiers:", id="mode alone"),
    pytest.param(ENDLESS, None, "tiers", "Invalid tiers:", id="flat"),
    pytest.param({**TIERED}, "parameter_missing", "tiers", "Missing required param: tiers.", id="no tiers"),
    pytest.param({**TIERED, "unit_amount": "1"}, None, "unit_amount", "Invalid unit_amount:", id="tiered amount"),
    pytest.param({"billing_scheme": "tiered", **ENDLESS},
                 "parameter_missing", "tiers_mode", "Missing required param: tiers_mode.", id="no mode"),
    pytest.param({**TIERED, "tiers[0][unit_amount]": "1"}, "parameter_missing", "tiers[0][up_to]", "M", id="no up_to"),
    pytest.param({**TIERED, "tiers[0][up_to]": "many"}, "parameter_invalid_integer", "tiers[0][up_to]", "I", id="many"),
    pytest.param({**TIERED, "tiers[0][up_to]": "5", "tiers[0][unit_amount]": "1"}, None, "tiers[0]",
                 "Invalid tiers: the last tier must have", id="no end"),
    pytest.param({**TIERED, "tiers[0][up_to]": "inf"}, None, "tiers[0]", "Invalid tiers: a tier needs", id="costless"),
    pytest.param({**TIERED, **ENDLESS, "tiers[0][flat_amount]": "1", "tiers[0][flat_amount_decimal]": "1"},
                 "parameters_exclusive", "tiers[0][flat_amount_decimal]", "You may only", id="two flat amounts"),
    pytest.param({**TIERED, **ENDLESS, "transform_quantity[divide_by]": "2", "transform_quantity[round]": "up"},
                 "parameters_exclusive", "transform_quantity", "You may only specify one", id="packages and tiers"),
    pytest.param({"unit_amount": "1", "transform_quantity[divide_by]": "0", "transform_quantity[round]": "up"},
                 "parameter_invalid_integer", "transform_quantity[divide_by]", "This value must be gr", id="by zero"),
    pytest.param({"unit_amount": "1", "recurring[interval]": "hour"}, None, "recurring[interval]",
                 "Invalid recurring[interval]: must be one of day, week, month, or year", id="hourly"),
    pytest.param({"unit_amount": "1", "recurring[interval]": "month", "recurring[interval_count]": "37"}, None,
                 "recurring[interval_count]", "Invalid interval_count: at most 36", id="more than three years"),
    pytest.param({"unit_amount": "1", "recurring[interval]": "day", "recurring[meter]": "mtr_1"},
                 None, "recurring[meter]", "`recurring[meter]` requires", id="meter"),
    pytest.param({"unit_amount": "1", "currency_options[usd][unit_amount]": "1"}, None, "currency_options[usd]",
                 "Invalid currency_options: usd is the currency of the price itself", id="its own currency"),
    pytest.param({"unit_amount": "1", "currency_options[xyz][unit_amount]": "1"}, None, "currency_options",
                 "Invalid currency: xyz.", id="option in no currency"),
    pytest.param({"unit_amount": "1", "currency_options[eur][tax_behavior]": "inclusive"}, "parameter_missing",
                 "currency_options[eur][unit_amount]", "You must specify one", id="option without amount"),
    pytest.param({"unit_amount": "1", "currency_options[EUR][unit_amount]": "x"}, "parameter_invalid_integer",
                 "currency_options[EUR][unit_amount]", "Invalid integer: x", id="option of words"),
    pytest.param({"unit_amount": "1", "currency_options[eur][custom_unit_amount][enabled]": "true"}, None,
                 "currency_options[eur][custom_unit_amount]", "Invalid custom_unit_amount: the price", id="other way"),
    pytest.param({"unit_amount": "1", "lookup_key": "x" * 201}, None, "lookup_key", "Invalid string: x", id="long key"),
    pytest.param({"unit_amount": "1", "type": "one_time"}, "parameter_unknown", "type", "Received unknown", id="type"),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "code", "param", "message"), REFUSED)
def test_refused(server: Any, sent: dict[str, str], code: str | None, param: str, message: str) -> None:
    """What was sent is judged before the product, which here does not exist, is looked for."""
    status, *found = error_of(server.request("POST", PRICES, {"currency": "usd", "product": "prod_x", **sent}))
    assert (status, *found[:2]) == (400, code, param)
    assert found[2].startswith(message)


def test_a_price_needs_one_product(server: Any, product: str) -> None:
    price = {"currency": "usd", "unit_amount": "1"}
    neither = server.request("POST", PRICES, price)
    assert error_of(neither) == (
        400, "parameter_missing", "product", "You must specify one of these parameters: product, product_data."
    )  # fmt: skip
    both = server.request("POST", PRICES, {**price, "product": product, "product_data[name]": "x"})
    assert error_of(both)[:3] == (400, "parameters_exclusive", "product_data")
    unknown = server.request("POST", PRICES, {**price, "product": "prod_x"})
    assert error_of(unknown) == (400, "resource_missing", "product", "No such product: 'prod_x'")
    taken = server.request("POST", PRICES, {**price, "product_data[name]": "x", "product_data[id]": product})
    assert error_of(taken)[:3] == (400, "resource_already_exists", "product_data[id]")


def test_an_archived_product_gets_no_new_price(server: Any, client: stripe.StripeClient, product: str) -> None:
    client.v1.products.update(product, {"active": False})
    answer = server.request("POST", PRICES, {"currency": "usd", "unit_amount": "1", "product": product})
    assert error_of(answer)[:3] == (400, None, "product")


# ── Update ──────────────────────────────────────────────────────────────────────────────────────


def test_an_update_tells_what_was(server: Any, client: stripe.StripeClient, product: str) -> None:
    made = create(server, product, nickname="old", **{"metadata[a]": "1"})
    changed = client.v1.prices.update(made["id"], {"nickname": "new", "active": False, "metadata": {"b": "2"}})
    assert (changed.nickname, changed.active, changed.metadata.to_dict()) == ("new", False, {"a": "1", "b": "2"})
    last = events_of(client, made["id"])[-1]
    assert last.type == "price.updated"
    assert last.data.previous_attributes.to_dict() == {"active": True, "metadata": {"b": None}, "nickname": "old"}
    assert server.request("POST", f"{PRICES}/{made['id']}", {"nickname": ""}).json["nickname"] is None


def test_an_update_that_changes_nothing_is_no_event(server: Any, client: stripe.StripeClient, product: str) -> None:
    made = create(server, product, nickname="same")
    assert server.request("POST", f"{PRICES}/{made['id']}", {"nickname": "same", "active": "true"}).json == made
    assert [e.type for e in events_of(client, made["id"])] == ["price.created"]


@pytest.mark.parametrize("name", ["unit_amount", "currency", "product", "recurring[interval]", "tiers_mode"])
def test_what_a_price_costs_never_changes(server: Any, product: str, name: str) -> None:
    made = create(server, product)
    answer = server.request("POST", f"{PRICES}/{made['id']}", {name: "1"})
    assert error_of(answer)[:2] == (400, "parameter_unknown")


def test_the_tax_behavior_is_set_once(server: Any, product: str) -> None:
    made = create(server, product, **{"currency_options[eur][unit_amount]": "900"})
    path = f"{PRICES}/{made['id']}"
    assert server.request("POST", path, {"tax_behavior": "exclusive"}).json["tax_behavior"] == "exclusive"
    assert server.request("POST", path, {"tax_behavior": "exclusive"}).status == 200
    for other in ("inclusive", "unspecified"):
        status, _, param, message = error_of(server.request("POST", path, {"tax_behavior": other}))
        assert (status, param) == (400, "tax_behavior")
        assert "cannot change the tax_behavior" in message
    option = "currency_options[eur][tax_behavior]"
    assert server.request("POST", path, {option: "inclusive"}).status == 200
    assert error_of(server.request("POST", path, {option: "exclusive"}))[:3] == (400, None, option)


def test_currency_options_are_added_changed_and_cleared(server: Any, product: str) -> None:
    made = create(server, product, **{"currency_options[eur][unit_amount]": "900"})
    path = f"{PRICES}/{made['id']}"

    def after(**fields: str) -> dict[str, int]:
        answer = server.request("POST", path, {**fields, "expand[]": "currency_options"})
        assert answer.status == 200, answer.json
        return {c: option["unit_amount"] for c, option in answer.json["currency_options"].items()}

    assert after(**{"currency_options[gbp][unit_amount]": "800"}) == {"eur": 900, "gbp": 800, "usd": 1000}
    assert after(**{"currency_options[eur][unit_amount]": "950"}) == {"eur": 950, "gbp": 800, "usd": 1000}
    assert after(currency_options="") == {"usd": 1000}


def test_a_default_price_stays_active(server: Any, client: stripe.StripeClient) -> None:
    product = client.v1.products.create({"name": "Plan", "default_price_data": {"currency": "usd", "unit_amount": 5}})
    path = f"{PRICES}/{product.default_price}"
    assert error_of(server.request("POST", path, {"active": "false"})) == (
        400, None, "active", "This price cannot be archived because it is the default price of its product."
    )  # fmt: skip
    client.v1.products.update(product.id, {"default_price": ""})
    assert server.request("POST", path, {"active": "false"}).json["active"] is False


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_price(server: Any, method: str) -> None:
    answer = server.request(method, f"{PRICES}/price_x", b"" if method == "POST" else None)
    assert error_of(answer) == (404, "resource_missing", "price", "No such price: 'price_x'")


# ── List ────────────────────────────────────────────────────────────────────────────────────────


def test_every_filter_filters(server: Any, product: str) -> None:
    key = a_key()
    once = create(server, product, lookup_key=key)
    monthly = create(server, product, **{"recurring[interval]": "month"})
    counts = {"display_name": "Calls", "event_name": key, "default_aggregation[formula]": "sum"}
    meter = server.request("POST", "/v1/billing/meters", counts).json["id"]
    daily = {"recurring[interval]": "day", "recurring[usage_type]": "metered", "recurring[meter]": meter}
    metered = create(server, product, currency="eur", **daily)
    archived = create(server, product, active="false")

    def listed(**query: str) -> list[str]:
        words = "&".join(f"{name}={value}" for name, value in {"product": product, **query}.items())
        answer = server.request("GET", f"{PRICES}?{words}")
        assert answer.status == 200, answer.json
        return [p["id"] for p in answer.json["data"]]

    active = [metered["id"], monthly["id"], once["id"]]
    assert listed() == active
    assert listed(active="true") == active
    assert listed(active="false") == [archived["id"]]
    assert listed(currency="EUR") == [metered["id"]]
    assert listed(type="one_time") == [once["id"]]
    assert listed(type="recurring") == [metered["id"], monthly["id"]]
    assert listed(**{"recurring[interval]": "month"}) == [monthly["id"]]
    assert listed(**{"recurring[usage_type]": "metered"}) == [metered["id"]]
    assert listed(**{"recurring[meter]": meter}) == [metered["id"]]
    assert listed(**{"recurring[meter]": "mtr_1"}) == []
    assert listed(**{"lookup_keys[0]": key, "lookup_keys[1]": "none"}) == [once["id"]]
    assert listed(**{"created[gt]": str(archived["created"])}) == []
    assert listed(limit="1", starting_after=metered["id"]) == [monthly["id"]]


def test_at_most_ten_lookup_keys(server: Any) -> None:
    query = "&".join(f"lookup_keys[{i}]=k{i}" for i in range(11))
    assert error_of(server.request("GET", f"{PRICES}?{query}"))[2] == "lookup_keys"


def test_products_are_expanded_in_lists(client: stripe.StripeClient, server: Any, product: str) -> None:
    create(server, product)
    (price,) = client.v1.prices.list({"product": product, "expand": ["data.product"]}).data
    assert price.product.name == "Cloth"


@pytest.mark.parametrize("path", ["foo", "product.foo", "currency_options.xyz", "tiers.up_to"])
def test_what_cannot_be_expanded(server: Any, path: str) -> None:
    answer = server.request("GET", f"{PRICES}/price_x?expand[]={path}")
    assert answer.status == 400
    assert "cannot be expanded" in error_of(answer)[3]
