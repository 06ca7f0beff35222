"""The request log in the Dashboard."""

from collections.abc import Callable

import pytest
import stripe
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import Seen, Visitor
from tests.rooms.request_log.test_requests import logged, request_of

Somebody = Callable[[str], Visitor]
_LOGS = "/developers/logs"


def refused(server: Server, price: str) -> str:
    """The id of a request for a price that does not exist, once it is in the log."""
    with pytest.raises(stripe.InvalidRequestError) as error:
        server.client.v1.prices.retrieve(price)
    id = str(error.value.request_id)
    logged(server, id)
    return id


def ids(seen: Seen) -> list[str]:
    """The ids of the requests of a list."""
    return [row.all("td")[4].text for row in seen.page.one("tbody").all("tr")]


def test_requests_are_listed_newest_first_and_narrowed(server: Server, owner: Visitor, shop: Shop) -> None:
    made = shop.v1.customers.create({"name": "Ada"}, {"idempotency_key": "log-page-ada"})
    post = request_of(made)
    get = refused(server, "price_nobody_page")
    listed = ids(owner.get(_LOGS))
    assert listed.index(get) < listed.index(post)
    assert ids(owner.get(f"{_LOGS}?key=log-page-ada")) == [post]
    assert ids(owner.get(f"{_LOGS}?url_path=/v1/prices/price_nobody_page")) == [get]
    assert ids(owner.get(f"{_LOGS}?request={post}")) == [post]
    assert ids(owner.get(f"{_LOGS}?object={made.id}")) == [post]
    assert ids(owner.get(f"{_LOGS}?status=errors&url_path=/v1/prices/price_nobody_page")) == [get]
    assert ids(owner.get(f"{_LOGS}?error=resource_missing&status=4xx"))[0] == get
    assert post not in ids(owner.get(f"{_LOGS}?method=GET"))
    for nothing in ("status=5xx&url_path=/v1/prices", "to=2020-01-01", "request=req_nobody", "error=nobody"):
        assert "No requests match" in owner.get(f"{_LOGS}?{nothing}").page.text


def test_older_requests_follow(server: Server, owner: Visitor, shop: Shop) -> None:
    asked = [request_of(shop.v1.tax_rates.list()) for _ in range(27)]
    logged(server, asked[-1])
    first = owner.get(f"{_LOGS}?url_path=/v1/tax_rates&method=GET")
    (older,) = [a for a in first.page.one("nav", aria_label="Pages").all("a") if a.text == "Older"]
    second = owner.get(older.attributes["href"])
    assert ids(first) == asked[:1:-1]
    assert ids(second)[:2] == asked[1::-1]
    (newer,) = [a for a in second.page.one("nav", aria_label="Pages").all("a") if a.text == "Newer"]
    assert ids(owner.get(newer.attributes["href"])) == ids(first)


def test_one_request_leads_to_its_object_and_its_events_and_back(server: Server, owner: Visitor, shop: Shop) -> None:
    made = shop.v1.customers.create({"name": "<b>Ada</b>", "metadata": {"password": "hunter2"}})
    logged(server, request_of(made))
    event = shop.v1.events.list({"type": "customer.created", "limit": 1}).data[0]
    seen = owner.get(f"{_LOGS}/{request_of(made)}")
    links = [a.attributes["href"] for a in seen.page.one("main").all("a")]
    assert f"/dashboard/test/customers/{made.id}" in links
    assert f"/dashboard/test/developers/events/{event.id}" in links
    assert "<b>Ada</b>" in seen.page.one("section", aria_label="Parameters").text
    assert made.id in seen.page.one("section", aria_label="Response").text
    assert "hunter2" not in seen.page.text
    back = owner.get(f"/developers/events/{event.id}")
    assert f"/dashboard/test{_LOGS}/{request_of(made)}" in [a.attributes["href"] for a in back.page.all("a")]


def test_support_sees_no_bodies_and_an_analyst_no_requests(server: Server, somebody: Somebody) -> None:
    id = refused(server, "price_nobody_support")
    seen = somebody("support").get(f"{_LOGS}/{id}")
    assert "resource_missing" in seen.page.text
    assert "Your role does not show what was sent and answered." in seen.page.text
    assert "No such price" not in seen.page.text
    assert somebody("analyst").get(_LOGS).status == 403
    assert somebody("analyst").get(f"{_LOGS}/{id}").status == 403


def test_requests_of_test_mode_are_not_in_live_mode(server: Server, owner: Visitor) -> None:
    id = refused(server, "price_nobody_live")
    live = Visitor(server, mode="live", cookies=owner.cookies)
    assert live.get(f"{_LOGS}/{id}").status == 404
    assert id not in live.get(_LOGS).page.text
