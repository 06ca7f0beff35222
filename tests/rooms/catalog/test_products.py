"""Products through the API, with the official SDK where a user would use it."""

import time
from typing import Any

import pytest
import stripe

PRODUCTS = "/v1/products"


def create(server: Any, **fields: str) -> dict[str, Any]:
    answer = server.request("POST", PRODUCTS, {"name": "Cloth", **fields})
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


# ── Create ──────────────────────────────────────────────────────────────────────────────────────


def test_a_name_is_all_a_product_needs(server: Any) -> None:
    before = int(time.time())
    made = create(server)
    assert made["id"].startswith("prod_")
    assert before <= made["created"] <= time.time()
    assert list(made.items()) == [
        ("id", made["id"]), ("object", "product"), ("active", True), ("created", made["created"]),
        ("default_price", None), ("description", None), ("images", []), ("livemode", False),
        ("marketing_features", []), ("metadata", {}), ("name", "Cloth"), ("package_dimensions", None),
        ("shippable", None), ("statement_descriptor", None), ("tax_code", None), ("tax_details", None),
        ("type", "service"), ("unit_label", None), ("updated", made["created"]), ("url", None),
    ]  # fmt: skip


def test_everything_that_is_sent_comes_back(client: stripe.StripeClient) -> None:
    made = client.v1.products.create(
        {
            "name": "Shirt",
            "active": False,
            "description": "Grey cotton",
            "images": ["https://example.com/a.png", "http://example.com/b.png"],
            "marketing_features": [{"name": "Soft"}, {"name": "Warm"}],
            "metadata": {"shelf": "7"},
            "package_dimensions": {"height": 1.5, "length": 20, "weight": 0.25, "width": 12},
            "shippable": True,
            "statement_descriptor": "SHIRTS",
            "tax_code": "txcd_30011000",
            "type": "good",
            "unit_label": "piece",
            "url": "https://example.com/shirt",
        }
    )
    read = client.v1.products.retrieve(made.id)
    assert read.to_dict() == made.to_dict()
    assert (read.active, read.shippable, read.type) == (False, True, "good")
    assert read.images == ["https://example.com/a.png", "http://example.com/b.png"]
    assert [feature.name for feature in read.marketing_features] == ["Soft", "Warm"]
    assert read.package_dimensions.to_dict() == {"height": 1.5, "length": 20.0, "weight": 0.25, "width": 12.0}
    assert read.tax_details.to_dict() == {"performance_location": None, "tax_code": "txcd_30011000"}
    assert (read.description, read.unit_label, read.statement_descriptor) == ("Grey cotton", "piece", "SHIRTS")
    assert (read.url, read.metadata.to_dict()) == ("https://example.com/shirt", {"shelf": "7"})


def test_the_tax_code_may_come_in_its_new_place(server: Any) -> None:
    assert create(server, **{"tax_details[tax_code]": "txcd_10000000"})["tax_code"] == "txcd_10000000"


def test_an_older_version_has_no_tax_details(server: Any) -> None:
    made = create(server, tax_code="txcd_10000000")
    older = server.request("GET", f"{PRODUCTS}/{made['id']}", headers={"Stripe-Version": "2026-03-25.dahlia"}).json
    assert "tax_details" not in older
    assert older["tax_code"] == "txcd_10000000"


def test_a_chosen_id_is_kept_and_taken_once(server: Any, client: stripe.StripeClient) -> None:
    chosen = f"gold.plan:{time.time_ns()}+v2"
    assert create(server, id=chosen)["id"] == chosen
    assert client.v1.products.retrieve(chosen).name == "Cloth"
    again = server.request("POST", PRODUCTS, {"name": "Other", "id": chosen})
    assert error_of(again) == (400, "resource_already_exists", "id", "Product already exists.")
    assert client.v1.products.retrieve(chosen).name == "Cloth"


def test_a_default_price_is_made_with_the_product(client: stripe.StripeClient) -> None:
    made = client.v1.products.create(
        {
            "name": "Plan",
            "default_price_data": {
                "currency": "usd",
                "unit_amount_decimal": "1000.5",
                "recurring": {"interval": "month", "interval_count": 3},
                "currency_options": {"eur": {"unit_amount": 900, "tax_behavior": "inclusive"}},
                "metadata": {"tier": "gold"},
                "tax_behavior": "exclusive",
            },
            "expand": ["default_price.currency_options"],
        }
    )
    price = made.default_price
    assert price.product == made.id
    assert (price.type, price.unit_amount, str(price.unit_amount_decimal)) == ("recurring", None, "1000.5")
    assert (price.recurring.interval, price.recurring.interval_count) == ("month", 3)
    assert (price.tax_behavior, price.metadata.to_dict()) == ("exclusive", {"tier": "gold"})
    assert price.currency_options["eur"].unit_amount == 900
    assert price.currency_options["eur"].tax_behavior == "inclusive"
    assert [e.type for e in events_of(client, made.id)] == ["product.created"]
    assert [e.type for e in events_of(client, price.id)] == ["price.created", "plan.created"]
    assert events_of(client, made.id)[0].data.object["default_price"] == price.id


def test_nothing_remains_of_a_product_whose_default_price_is_refused(server: Any) -> None:
    chosen = f"half-{time.time_ns()}"
    refused = server.request("POST", PRODUCTS, {"name": "x", "id": chosen, "default_price_data[currency]": "usd"})
    assert error_of(refused)[:3] == (400, "parameter_missing", "default_price_data[unit_amount]")
    assert server.request("GET", f"{PRODUCTS}/{chosen}").status == 404


REFUSED = [
    pytest.param({}, "parameter_missing", "name", "Missing required param: name.", id="no name"),
    pytest.param({"name": ""}, "parameter_invalid_empty", "name", "You passed an empty string for 'name'.", id="empty"),
    pytest.param({"nam": "x"}, "parameter_unknown", "nam",
                 "Received unknown parameter: nam. Did you mean name?", id="typo"),
    pytest.param({"name[a]": "x"}, None, "name", 'Invalid string: {"a":"x"}', id="a hash for a name"),
    pytest.param({"name": "x" * 5001}, None, "name", "Invalid string: xxx", id="long name"),
    pytest.param({"active": "yes"}, None, "active", "Invalid boolean: yes", id="boolean"),
    pytest.param({"id": "a/b"}, None, "id", "Invalid id: must be printable", id="slash in id"),
    pytest.param({"id": "search"}, None, "id", "Invalid id: must be printable", id="id of another door"),
    pytest.param({"id": "x" * 256}, None, "id", "Invalid string: xxx", id="long id"),
    pytest.param({"images[0]": "ftp://x.y"}, "url_invalid", "images[0]", "Invalid URL: An explicit scheme", id="image"),
    pytest.param({"images": "https://x.y"}, None, "images", "Invalid array", id="image for images"),
    pytest.param({"url": "https://["}, "url_invalid", "url", "Invalid URL: Not a valid URL", id="broken url"),
    pytest.param({"marketing_features[0][name]": "x" * 81}, None, "marketing_features[0][name]",
                 "Invalid string", id="long feature"),
    pytest.param({"marketing_features[0]": "x"}, None, "marketing_features[0]", "Invalid object", id="feature"),
    pytest.param({"package_dimensions[height]": "1"}, "parameter_missing", "package_dimensions[length]",
                 "Missing required param", id="one dimension"),
    pytest.param({"statement_descriptor": "A <B>"}, None, "statement_descriptor", "Invalid statement_desc", id="chars"),
    pytest.param({"statement_descriptor": "123"}, None, "statement_descriptor", "Invalid statement_d", id="digits"),
    pytest.param({"tax_code": "food"}, "resource_missing", "tax_code", "No such tax code: 'food'", id="tax code"),
    pytest.param({"type": "idea"}, None, "type", "Invalid type: must be one of good or service", id="type"),
    pytest.param({"default_price_data": "x"}, None, "default_price_data", "Invalid object", id="price as text"),
    pytest.param({"default_price": "price_1"}, "parameter_unknown", "default_price", "Received unknown", id="price id"),
    pytest.param(
        {"tax_details[performance_location]": "x"}, "parameter_not_supported", "tax_details[performance_location]",
        "Billhook does not support", id="not offered",
    ),
    pytest.param(
        {"tax_code": "txcd_10000000", "tax_details[tax_code]": "txcd_10000001"}, "parameters_exclusive",
        "tax_details[tax_code]", "You may only specify one of these parameters: tax_code, tax_details[tax_code].",
        id="two tax codes",
    ),
    pytest.param(
        {"default_price_data[currency]": "usd", "default_price_data[tiers][0][up_to]": "inf"}, "parameter_unknown",
        "default_price_data[tiers]", "Received unknown parameter: default_price_data[tiers]", id="tiered",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "code", "param", "message"), REFUSED)
def test_refused(server: Any, sent: dict[str, str], code: str | None, param: str, message: str) -> None:
    names = {"name", "nam", "name[a]"}  # those rows that are about the name itself
    complete = sent if not sent or names & sent.keys() else {"name": "x", **sent}
    status, *found = error_of(server.request("POST", PRODUCTS, complete))
    assert (status, *found[:2]) == (400, code, param)
    assert found[2].startswith(message)


def test_too_many_of_a_list_are_refused(server: Any) -> None:
    images = {f"images[{i}]": f"https://example.com/{i}" for i in range(9)}
    assert error_of(server.request("POST", PRODUCTS, {"name": "x", **images}))[2] == "images"
    features = {f"marketing_features[{i}][name]": "x" for i in range(16)}
    assert error_of(server.request("POST", PRODUCTS, {"name": "x", **features}))[2] == "marketing_features"
    metadata = {f"metadata[{i}]": "x" for i in range(51)}
    assert error_of(server.request("POST", PRODUCTS, {"name": "x", **metadata}))[2] == "metadata"


# ── Update ──────────────────────────────────────────────────────────────────────────────────────


def test_an_update_changes_what_is_given_and_tells_what_was(server: Any, client: stripe.StripeClient) -> None:
    made = create(server, description="old", **{"metadata[a]": "1", "metadata[b]": "2"})
    changed = client.v1.products.update(made["id"], {"description": "new", "metadata": {"a": "", "c": "3"}})
    assert (changed.description, changed.name) == ("new", "Cloth")
    assert changed.metadata.to_dict() == {"b": "2", "c": "3"}
    updated = events_of(client, made["id"])[-1]
    assert updated.type == "product.updated"
    previous = updated.data.previous_attributes.to_dict()
    previous.pop("updated", None)  # the same second or the next
    assert previous == {"description": "old", "metadata": {"a": "1", "c": None}}


def test_empty_texts_unset(server: Any) -> None:
    made = create(
        server, description="d", unit_label="u", url="https://example.com", tax_code="txcd_10000000",
        statement_descriptor="CLOTH",
        **{"images[0]": "https://example.com/a.png", "marketing_features[0][name]": "Soft", "metadata[a]": "1"},
    )  # fmt: skip
    names = ("description", "unit_label", "url", "tax_code", "statement_descriptor", "images", "marketing_features")
    answer = server.request("POST", f"{PRODUCTS}/{made['id']}", dict.fromkeys((*names, "metadata"), ""))
    assert [answer.json[name] for name in names] == [None, None, None, None, None, [], []]
    assert answer.json["metadata"] == {}
    assert answer.json["tax_details"] is None


@pytest.mark.parametrize("name", ["name", "active", "shippable"])
def test_what_cannot_be_unset(server: Any, name: str) -> None:
    made = create(server)
    status, _, param, _ = error_of(server.request("POST", f"{PRODUCTS}/{made['id']}", {name: ""}))
    assert (status, param) == (400, name)


def test_an_update_that_changes_nothing_is_no_event(server: Any, client: stripe.StripeClient) -> None:
    made = create(server)
    assert server.request("POST", f"{PRODUCTS}/{made['id']}", {"name": "Cloth"}).json == made
    assert [e.type for e in events_of(client, made["id"])] == ["product.created"]


def test_the_default_price_is_an_active_price_of_the_product(server: Any, client: stripe.StripeClient) -> None:
    mine, other = create(server), create(server)
    prices = client.v1.prices
    price = prices.create({"product": mine["id"], "currency": "usd", "unit_amount": 500})
    archived = prices.create({"product": mine["id"], "currency": "usd", "unit_amount": 5, "active": False})
    foreign = prices.create({"product": other["id"], "currency": "usd", "unit_amount": 500})
    path = f"{PRODUCTS}/{mine['id']}"

    def attempt(price_id: str) -> tuple[int, str | None, str | None, str]:
        return error_of(server.request("POST", path, {"default_price": price_id}))

    assert attempt("price_x") == (400, "resource_missing", "default_price", "No such price: 'price_x'")
    assert "belongs to another product" in attempt(foreign.id)[3]
    assert "is inactive" in attempt(archived.id)[3]
    assert server.request("POST", path, {"default_price": price.id}).json["default_price"] == price.id
    assert server.request("POST", path, {"default_price": ""}).json["default_price"] is None


def test_labels_of_a_good_cannot_be_changed(server: Any) -> None:
    made = create(server, type="good")
    status, _, param, message = error_of(server.request("POST", f"{PRODUCTS}/{made['id']}", {"unit_label": "kg"}))
    assert (status, param) == (400, "unit_label")
    assert "service" in message


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_unknown_product(server: Any, method: str) -> None:
    answer = server.request(method, f"{PRODUCTS}/prod_x", b"" if method == "POST" else None)
    assert error_of(answer) == (404, "resource_missing", "id", "No such product: 'prod_x'")


# ── List ────────────────────────────────────────────────────────────────────────────────────────


def test_lists_are_newest_first_whatever_the_ids(server: Any, client: stripe.StripeClient) -> None:
    stem = time.time_ns()
    ids = [create(server, id=f"{letter}-{stem}")["id"] for letter in ("m", "z", "a")]
    listed = client.v1.products.list({"ids": ids})
    assert [p.id for p in listed.data] == ids[::-1]
    after = server.request("GET", f"{PRODUCTS}?limit=1&starting_after={ids[2]}").json
    assert (after["data"][0]["id"], after["has_more"]) == (ids[1], True)
    newer = server.request("GET", f"{PRODUCTS}?limit=1&ending_before={ids[0]}").json
    assert newer["data"][0]["id"] == ids[1]
    assert list(newer) == ["object", "data", "has_more", "url"]


def test_every_filter_filters(server: Any) -> None:
    url = f"https://example.com/{time.time_ns()}"
    plain = create(server, url=url)
    good = create(server, url=url, type="good", shippable="true", active="false")

    def listed(**query: str) -> list[str]:
        words = "&".join(f"{name}={value}" for name, value in {"url": url, **query}.items())
        answer = server.request("GET", f"{PRODUCTS}?{words}")
        assert answer.status == 200, answer.json
        return [p["id"] for p in answer.json["data"]]

    both = [good["id"], plain["id"]]
    assert listed() == both
    assert listed(active="true") == [plain["id"]]
    assert listed(active="false") == [good["id"]]
    assert listed(shippable="true") == [good["id"]]
    assert listed(type="service") == [plain["id"]]
    assert listed(**{"ids[0]": plain["id"], "ids[1]": "prod_x"}) == [plain["id"]]
    assert listed(**{"created[gte]": str(plain["created"])}) == both
    assert listed(**{"created[lt]": str(plain["created"])}) == []


def test_ids_and_cursors_exclude_each_other(server: Any) -> None:
    made = create(server)
    answer = server.request("GET", f"{PRODUCTS}?ids[0]={made['id']}&starting_after={made['id']}")
    assert error_of(answer)[:3] == (400, "parameters_exclusive", "starting_after")


# ── Delete ──────────────────────────────────────────────────────────────────────────────────────


def test_a_product_without_prices_can_be_deleted(server: Any, client: stripe.StripeClient) -> None:
    made = create(server)
    assert client.v1.products.delete(made["id"]).to_dict() == {"id": made["id"], "object": "product", "deleted": True}
    last = events_of(client, made["id"])[-1]
    assert last.type == "product.deleted"
    assert last.data.object["name"] == "Cloth"
    assert server.request("GET", f"{PRODUCTS}/{made['id']}").status == 404
    assert server.request("DELETE", f"{PRODUCTS}/{made['id']}").status == 404
    assert server.request("GET", f"{PRODUCTS}?ids[0]={made['id']}").json["data"] == []
    refused = server.request("POST", "/v1/prices", {"product": made["id"], "currency": "usd", "unit_amount": "1"})
    assert error_of(refused)[:3] == (400, "resource_missing", "product")


def test_the_id_of_a_deleted_product_can_be_given_again(server: Any) -> None:
    chosen = f"again-{time.time_ns()}"
    create(server, id=chosen, description="first")
    server.request("DELETE", f"{PRODUCTS}/{chosen}")
    assert create(server, id=chosen)["description"] is None


def test_a_product_with_a_price_can_only_be_archived(server: Any, client: stripe.StripeClient) -> None:
    made = create(server)
    client.v1.prices.create({"product": made["id"], "currency": "usd", "unit_amount": 5, "active": False})
    refused = server.request("DELETE", f"{PRODUCTS}/{made['id']}")
    assert refused.status == 400
    assert "archive" in error_of(refused)[3]
    archived = server.request("POST", f"{PRODUCTS}/{made['id']}", {"active": "false"}).json
    assert archived["active"] is False
