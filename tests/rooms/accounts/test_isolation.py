"""Ids of one account in the hands of all others: every route with an id, with and without `Stripe-Account`."""

import json
from dataclasses import dataclass

import pytest
from tests.conftest import Server
from tests.rooms.accounts.accounts import Added
from tests.stories.psql import query
from tests.wire.hostile import Belongings, Caller, belongings_of, money_of

from billhook.kernel.ids import new_id
from billhook.routes import ROUTES
from billhook.wire.routing import Route

LOOKS = [route for route in ROUTES if route.placeholders and route.method == "GET"]
DELETES = [route for route in ROUTES if route.placeholders and route.method == "DELETE"]


@dataclass(frozen=True)
class Hand:
    """A key, and the account that it names, if it names one."""

    words: str
    key: str
    names: str | None = None

    def __call__(self, server: Server, method: str, path: str) -> tuple[int, str]:
        """The status, and the code of a refusal."""
        headers = {} if self.names is None else {"Stripe-Account": self.names}
        status, body = Caller(server, self.key)(method, path, headers=headers)
        return status, "" if status == 200 else str(json.loads(body)["error"].get("code"))


@pytest.fixture(scope="module")
def theirs(house: Server, bakery: Added) -> Belongings:
    """One of everything, of the bakery in test mode."""
    call = Caller(house, bakery.key)
    template = new_id("inrtem")
    query(
        house, "INSERT INTO invoice_rendering_templates (tenant, id, created, active, nickname, version, metadata, "
        "design) SELECT t.id, $1, 1, true, 'Old', 1, '{}', '{}' FROM tenants t WHERE t.account = $2 AND NOT t.livemode",
        template, bakery.id,
    )  # fmt: skip
    whole = belongings_of(call, "http://127.0.0.1:9/", {**money_of(call), "invoice_rendering_templates/id": template})
    send = f"/v1/test_helpers/customers/{whole.ids['customers/id']}/fund_cash_balance"
    return whole.also("customers/cash_transaction", call.json("POST", send, "amount=5&currency=eur")["id"])


@pytest.fixture(scope="module")
def others(house: Server, platform: str, platform_live: str, bakery: Added, garage: Added) -> list[Hand]:
    """Every hand that does not open the bakery in test mode."""
    return [
        Hand("the platform in test mode", house.key),
        Hand("the platform in live mode", platform_live),
        Hand("the platform in live mode, for the bakery", platform_live, bakery.id),
        Hand("the platform, for itself", house.key, platform),
        Hand("the platform, for the garage", house.key, garage.id),
        Hand("the garage", garage.key),
        Hand("the garage, for the bakery", garage.key, bakery.id),
        Hand("the garage in live mode, for the bakery", garage.live_key, bakery.id),
        Hand("the bakery in live mode", bakery.live_key),
        Hand("the bakery, for the garage", bakery.key, garage.id),
        Hand("the bakery, for the platform", bakery.key, platform),
    ]


@pytest.mark.parametrize("route", LOOKS, ids=lambda route: route.path)
def test_nobody_else_looks_at_it(house: Server, theirs: Belongings, others: list[Hand], route: Route) -> None:
    path = theirs.path(route)
    for hand in others:
        status, code = hand(house, "GET", path)
        if route.verb.returns == "account":
            # The platform sees every account, and the bakery sees itself in each mode.
            may = hand.names is None and not hand.words.startswith("the garage")
            may = may or hand.words in ("the platform, for itself", "the platform in live mode, for the bakery")
            assert (hand.words, status) == (hand.words, 200 if may else 403)
        else:
            assert (hand.words, status in (400, 403, 404), code != "") == (hand.words, True, True)


@pytest.mark.parametrize("route", LOOKS, ids=lambda route: route.path)
def test_the_platform_sees_what_the_account_sees(
    house: Server, theirs: Belongings, bakery: Added, route: Route
) -> None:
    path = theirs.path(route)
    own = Hand("the bakery", bakery.key)(house, "GET", path)
    assert Hand("the platform, for the bakery", house.key, bakery.id)(house, "GET", path) == own
    assert Hand("the bakery, for itself", bakery.key, bakery.id)(house, "GET", path) == own


@pytest.mark.parametrize("route", DELETES, ids=lambda route: route.path)
def test_nobody_else_deletes_it(house: Server, theirs: Belongings, others: list[Hand], route: Route) -> None:
    for hand in others:
        status, code = hand(house, "DELETE", theirs.path(route))
        assert (hand.words, status in (400, 403, 404), code != "") == (hand.words, True, True)


def test_most_of_it_is_there(house: Server, theirs: Belongings, bakery: Added) -> None:
    """What is found by its owner alone shows that the tables above ask for what there is."""
    found = [route.path for route in LOOKS if Hand("own", bakery.key)(house, "GET", theirs.path(route))[0] == 200]
    assert len(found) > len(LOOKS) * 0.8, {route.path for route in LOOKS} - set(found)


def test_lists_of_others_name_nothing_of_it(house: Server, theirs: Belongings, others: list[Hand]) -> None:
    ids = {id for place, id in theirs.ids.items() if not place.startswith("accounts/")}
    for route in ROUTES:
        if not route.listing or route.placeholders:
            continue
        for hand in others:
            headers = {} if hand.names is None else {"Stripe-Account": hand.names}
            _, body = Caller(house, hand.key)("GET", route.path, "limit=100", headers)
            assert not [id for id in ids if f'"{id}"'.encode() in body], (route.path, hand.words)
