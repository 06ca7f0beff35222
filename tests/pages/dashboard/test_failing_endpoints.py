"""An endpoint that fails for days: who is told, when it is disabled, and how it comes back."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
import stripe
from tests.conftest import Server, run_billhook
from tests.pages.dashboard.mailbox import mails_to
from tests.pages.dashboard.signed_in import EMAIL, owner_of, person_as
from tests.rooms.webhooks.receiver import Receiver, eventually, in_turn, listening, status
from tests.stories.psql import query

DAY = 86_400
REFUSED = "https://127.0.0.1:9/hook"


@pytest.fixture
def live(house: Server) -> Iterator[stripe.StripeClient]:
    client = house.client_with(run_billhook(house, "keys", "roll", "--live", "--yes"))
    yield client
    for endpoint in client.v1.webhook_endpoints.list({"limit": 100}):
        client.v1.webhook_endpoints.delete(endpoint.id)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as found:
        yield found


def an_unreachable(house: Server, live: stripe.StripeClient) -> Any:
    """A live endpoint whose every attempt is refused here, without a network."""
    made = live.v1.webhook_endpoints.create({"url": "https://example.com/hook", "enabled_events": ["customer.created"]})
    query(house, "UPDATE webhook_endpoints SET url = $2 WHERE id = $1", made.id, REFUSED)
    return made


def row_of(house: Server, endpoint: Any) -> Any:
    return query(house, "SELECT * FROM webhook_endpoints WHERE id = $1", endpoint.id)[0]


def days_pass(house: Server, endpoint: Any, days: int) -> None:
    """What is remembered of the endpoint happened so many days earlier."""
    query(
        house, "UPDATE webhook_endpoints SET failing_since = failing_since - $2, warned_at = warned_at - $2 "
        "WHERE id = $1", endpoint.id, days * DAY,
    )  # fmt: skip


def noted(house: Server, endpoint: Any, column: str) -> None:
    eventually(lambda: row_of(house, endpoint)[column] is not None, f"{column} to be noted")


def page_of(endpoint: Any, rest: str = "") -> str:
    return f"/dashboard/live/developers/webhooks/{endpoint.id}{rest}"


def about_endpoints(house: Server, address: str) -> list[str]:
    return [str(mail["Subject"]) for mail in mails_to(house, address) if "webhook endpoint" in str(mail["Subject"])]


def told_twice(house: Server, address: str) -> bool:
    return len(about_endpoints(house, address)) == 2


def test_people_who_can_mend_it_are_told_and_in_the_end_it_is_disabled(
    house: Server, live: stripe.StripeClient
) -> None:
    owner = owner_of(house)
    person_as(house, "developer")
    person_as(house, "support")
    endpoint = an_unreachable(house, live)
    live.v1.customers.create()
    noted(house, endpoint, "failing_since")
    assert "No webhook was answered with 2xx since" in owner.get(page_of(endpoint)).page.text
    assert about_endpoints(house, EMAIL) == []

    # The third day: they are told once, whatever fails next.
    days_pass(house, endpoint, 3)
    live.v1.customers.create()
    noted(house, endpoint, "warned_at")
    eventually(lambda: len(about_endpoints(house, "developer@example.com")) == 1, "the developer's mail")
    eventually(lambda: len(about_endpoints(house, EMAIL)) == 1, "the owner's mail")
    fails = next(mail for mail in mails_to(house, EMAIL) if "webhook endpoint" in str(mail["Subject"]))
    text = fails.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert f"{REFUSED} (live mode) has answered no webhook with a status of 2xx since" in text
    assert "the address 127.0.0.1 may not be called" in text
    assert page_of(endpoint) in text
    assert "If it goes on to fail, Billhook disables it on" in owner.get(page_of(endpoint)).page.text

    # Six days later one more attempt fails.
    days_pass(house, endpoint, 6)
    live.v1.customers.create()
    noted(house, endpoint, "given_up_at")
    assert live.v1.webhook_endpoints.retrieve(endpoint.id).status == "disabled"
    for address in (EMAIL, "developer@example.com"):
        eventually(partial(told_twice, house, address), f"the second mail to {address}")
        assert about_endpoints(house, address)[1].endswith("is disabled")
    assert about_endpoints(house, "support@example.com") == []
    assert "Billhook disabled this endpoint on" in owner.get(page_of(endpoint)).page.text
    live.v1.invoices.create({"customer": live.v1.customers.list({"limit": 1}).data[0].id})
    assert "1 webhook endpoint was disabled after failing for days" in owner.get("/dashboard/live").page.text

    # Nothing is kept for it, until somebody enables it.
    quiet = live.v1.customers.create()
    events = live.v1.events.list({"type": "customer.created", "limit": 1}).data
    assert (events[0].data.object["id"], events[0].pending_webhooks) == (quiet.id, 0)
    owner.send(page_of(endpoint, "/enable"))
    back = row_of(house, endpoint)
    assert (back["status"], back["failing_since"], back["warned_at"], back["given_up_at"]) == ("enabled",) + (None,) * 3
    assert "disabled this endpoint" not in owner.get(page_of(endpoint)).page.text


def test_one_answer_makes_it_well_again(house: Server, receiver: Receiver) -> None:
    """In test mode, where nobody is told of anything however long it fails."""
    client = house.client
    url = receiver.at("/half", in_turn(status(500), status(500), status(200)))
    endpoint = client.v1.webhook_endpoints.create({"url": url, "enabled_events": ["customer.created"]})
    client.v1.customers.create()
    noted(house, endpoint, "failing_since")
    days_pass(house, endpoint, 30)
    receiver.wait_for("/half", 3)
    eventually(lambda: row_of(house, endpoint)["failing_since"] is None, "the endpoint to be well")
    assert client.v1.webhook_endpoints.retrieve(endpoint.id).status == "enabled"
    assert row_of(house, endpoint)["warned_at"] is None
    client.v1.webhook_endpoints.delete(endpoint.id)


def test_another_address_begins_anew(house: Server, receiver: Receiver) -> None:
    client = house.client
    bad, good = receiver.at("/bad", status(500)), receiver.at("/good", status(200))
    endpoint = client.v1.webhook_endpoints.create({"url": bad, "enabled_events": ["customer.created"]})
    client.v1.customers.create()
    noted(house, endpoint, "failing_since")
    page = f"/dashboard/test/developers/webhooks/{endpoint.id}"
    assert "No webhook was answered with 2xx since" in person_as(house, "analyst").get(page).page.text
    client.v1.webhook_endpoints.update(endpoint.id, {"url": good})
    assert row_of(house, endpoint)["failing_since"] is None
    client.v1.webhook_endpoints.delete(endpoint.id)
