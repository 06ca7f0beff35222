"""Meters, their events, and what these come to, through the official SDK (recurring.md §2.5, §7)."""

import random
import threading
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest
import stripe
from tests.builders import Shop, refused
from tests.conftest import Server
from tests.rooms.meters.usage import DAY, HOUR, START, Meter
from tests.stories.psql import query

EXISTS = "An event already exists with identifier raced."


def raced(send: Callable[[], Any]) -> list[str]:
    """What eight senders hear at once: the identifier, or why not."""
    found: list[str] = []

    def told() -> None:
        try:
            found.append(str(send().identifier))
        except stripe.InvalidRequestError as error:
            found.append(str(error.user_message))

    threads = [threading.Thread(target=told) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_a_meter_lives(client: stripe.StripeClient, shop: Shop) -> None:
    meters: Any = client.v1.billing.meters
    asked = {"display_name": "Calls", "event_name": "a life", "default_aggregation": {"formula": "sum"}}
    made = meters.create(asked)
    assert made.id.startswith("mtr_")
    assert made.object == "billing.meter"
    assert (made.status, made.event_time_window) == ("active", None)
    assert made.customer_mapping.event_payload_key == "stripe_customer_id"
    assert made.customer_mapping.type == "by_id"
    assert made.value_settings.event_payload_key == "value"
    assert made.default_aggregation.formula == "sum"
    assert made.created == made.updated
    assert meters.retrieve(made.id).to_dict() == made.to_dict()
    named = meters.update(made.id, {"display_name": "More calls"})
    assert named.display_name == "More calls"
    assert meters.update(made.id, {"display_name": "More calls"}).updated == named.updated
    ended = meters.deactivate(made.id)
    assert (ended.status, ended.status_transitions.deactivated_at is None) == ("inactive", False)
    with refused("The meter cannot be asked to deactivate: it has a status of inactive; it would need one of: active."):
        meters.deactivate(made.id)
    assert made.id in [one.id for one in meters.list({"status": "inactive", "limit": 100}).data]
    again = meters.reactivate(made.id)
    assert (again.status, again.status_transitions.deactivated_at) == ("active", None)
    assert made.id not in [one.id for one in meters.list({"status": "inactive", "limit": 100}).data]
    happened = [
        event.type for event in client.v1.events.list({"type": "billing.meter.*", "limit": 100}).data
        if event.data.object.id == made.id  # type: ignore[attr-defined]
    ]  # fmt: skip
    names = ["created", "updated", "deactivated", "reactivated"]
    assert happened == [f"billing.meter.{name}" for name in reversed(names)]
    (changed,) = shop.events_of(named)
    assert changed.data.previous_attributes.to_dict()["display_name"] == "Calls"


def test_one_active_meter_takes_the_events_of_a_name(client: stripe.StripeClient) -> None:
    meters: Any = client.v1.billing.meters
    asked = {"display_name": "Calls", "event_name": "only one", "default_aggregation": {"formula": "sum"}}
    first = meters.create(asked)
    taken = "An active meter already takes the events named `only one`."
    with refused(taken, param="event_name"):
        meters.create(asked)
    meters.deactivate(first.id)
    meters.create(asked)
    with refused(taken, param="event_name"):
        meters.reactivate(first.id)


def test_what_a_meter_needs(server: Server, client: stripe.StripeClient) -> None:
    def answer(body: str) -> Any:
        said = server.request("POST", "/v1/billing/meters", body.encode())
        assert said.status == 400, said
        return said.json["error"]

    named = "display_name=Calls&event_name=needs"
    assert answer(named)["param"] == "default_aggregation"
    assert answer(f"{named}&default_aggregation[formula]=max")["param"] == "default_aggregation[formula]"
    assert answer(f"{named}&default_aggregation=sum")["param"] == "default_aggregation"
    summed = f"{named}&default_aggregation[formula]=sum"
    assert answer(f"{summed}&event_time_window=week")["param"] == "event_time_window"
    assert answer(f"{summed}&customer_mapping[type]=by_id")["param"] == "customer_mapping[event_payload_key]"
    assert answer(f"{summed}&metadata[a]=b")["code"] == "parameter_unknown"
    with refused("No such meter: 'mtr_none'", status=404, code="resource_missing", param="id"):
        client.v1.billing.meters.retrieve("mtr_none")


def test_an_event_counts(client: stripe.StripeClient) -> None:
    meter = Meter(client)
    event = meter.report(25, START - HOUR, identifier="one")
    assert event.object == "billing.meter_event"
    assert (event.event_name, event.identifier, event.timestamp) == (meter.name, "one", START - HOUR)
    assert event.payload.to_dict() == {"stripe_customer_id": meter.customer, "value": "25"}
    generated = meter.report("0.5")
    assert generated.timestamp == START
    assert generated.identifier
    meter.report("-3", START - HOUR)
    assert meter.used(START - DAY, START) == 22
    assert meter.used(START - DAY, START + 60) == 22.5
    assert meter.used(START, START + 60) == 0.5


@pytest.mark.parametrize(
    ("formula", "window", "whole", "hours", "days"),
    [
        ("sum", None, 28, [(0, 7), (3_600, 6), (86_400, 15)], [(0, 13), (86_400, 15)]),
        ("count", None, 5, [(0, 2), (3_600, 1), (86_400, 2)], [(0, 3), (86_400, 2)]),
        ("last", None, 8, [(0, 3), (3_600, 6), (86_400, 8)], [(0, 6), (86_400, 8)]),
        ("sum", "hour", 17, [(0, 3), (3_600, 6), (86_400, 8)], [(0, 9), (86_400, 8)]),
        ("count", "hour", 3, [(0, 1), (3_600, 1), (86_400, 1)], [(0, 2), (86_400, 1)]),
        ("sum", "day", 14, None, [(0, 6), (86_400, 8)]),
        ("last", "day", 8, None, [(0, 6), (86_400, 8)]),
    ],
)
def test_what_events_come_to(
    client: stripe.StripeClient, formula: str, window: str | None, whole: int,
    hours: list[tuple[int, int]] | None, days: list[tuple[int, int]],
) -> None:  # fmt: skip
    """Two events at one second: the later one is the last."""
    given = {} if window is None else {"event_time_window": window}
    meter = Meter(client, formula, start=START + 2 * DAY, **given)
    for value, at in ((3, 1_800), (4, 0), (6, 3_600), (7, 86_400), (8, 86_400)):
        meter.report(value, START + at)
    meter.report(99, START - 1)
    meter.report(99, START + 2 * DAY)
    assert meter.used(START, START + 2 * DAY) == whole
    if hours is not None:
        assert meter.sums(START, START + 2 * DAY, "hour") == hours
    assert meter.sums(START, START + 2 * DAY, "day") == days


def test_events_by_chance_come_to_what_the_formulas_say(client: stripe.StripeClient) -> None:
    """Against the rule written in Python: by timestamp, then by arrival."""
    chance = random.Random(7)
    meters = {formula: Meter(client, formula) for formula in ("sum", "count", "last")}
    events = [
        (START - chance.randrange(3 * HOUR), Decimal(chance.randrange(-500, 5_000)) / 100) for _ in range(40)
    ]  # fmt: skip
    for at, value in events:
        for meter in meters.values():
            meter.report(value, at)

    def expected(formula: str, start: int, end: int) -> float:
        inside = sorted((e for e in enumerate(events) if start <= e[1][0] < end), key=lambda e: (e[1][0], e[0]))
        values: Sequence[Decimal] = [value for _, (_, value) in inside]
        if formula == "count":
            return len(values)
        return float(sum(values)) if formula == "sum" else float(values[-1] if values else 0)

    for formula, meter in meters.items():
        for n in range(3):
            start = START - (n + 1) * HOUR
            assert meter.used(start, start + HOUR) == expected(formula, start, start + HOUR), (formula, n)
        assert meter.used(START - DAY, START + DAY) == expected(formula, START - DAY, START + DAY)


def test_summaries_in_pages(client: stripe.StripeClient) -> None:
    meter = Meter(client, start=START + DAY)
    for hour in (0, 1, 5, 6, 9):
        meter.report(hour, START + hour * HOUR)
    first = meter.page(START, START + DAY, "hour", limit=2)
    assert [one.start_time for one in first.data] == [START + 9 * HOUR, START + 6 * HOUR]
    assert [one.end_time - one.start_time for one in first.data] == [HOUR, HOUR]
    assert first.has_more
    assert {one.meter for one in first.data} == {meter.id}
    rest = meter.page(START, START + DAY, "hour", starting_after=first.data[-1].id)
    assert [one.aggregated_value for one in rest.data] == [5, 1, 0]
    assert not rest.has_more
    back = meter.page(START, START + DAY, "hour", ending_before=rest.data[0].id)
    assert [one.id for one in back.data] == [one.id for one in first.data]


@pytest.mark.parametrize(
    ("start", "end", "window", "param"),
    [
        (START + 1, START + 60, None, "start_time"), (START, START + 61, None, "end_time"),
        (START + 60, START + HOUR, "hour", "start_time"), (START, START + 60, "hour", "end_time"),
        (START + HOUR, START + DAY, "day", "start_time"), (START, START + HOUR, "day", "end_time"),
        (START, START, None, "end_time"), (START + DAY, START, "day", "end_time"),
    ],
)  # fmt: skip
def test_ranges_of_summaries(
    client: stripe.StripeClient, start: int, end: int, window: str | None, param: str
) -> None:  # fmt: skip
    meter = Meter(client)
    with refused(None, param=param):
        meter.page(start, end, window)


def test_summaries_of_nobody(client: stripe.StripeClient) -> None:
    meter = Meter(client)
    with refused("No such customer: 'cus_none'", code="resource_missing", param="customer"):
        meter.page(START, START + 60, customer="cus_none")
    assert meter.used(START, START + 60) == 0
    assert meter.sums(START, START + HOUR, "hour") == []


def test_an_identifier_counts_once(client: stripe.StripeClient) -> None:
    meter, other = Meter(client), Meter(client)
    meter.report(5, identifier="once")
    with refused("An event already exists with identifier once.", param="identifier"):
        meter.report(7, identifier="once")
    other.report(7, identifier="once")
    assert meter.used(START, START + 60) == 5
    assert other.used(START, START + 60) == 7


def test_two_writers_with_one_identifier_count_once(client: stripe.StripeClient) -> None:
    meter = Meter(client)
    assert sorted(raced(lambda: meter.report(5, identifier="raced"))) == [*[EXISTS] * 7, "raced"]
    assert meter.used(START, START + 60) == 5


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (-35 * DAY, None), (-35 * DAY - 1, "timestamp_too_far_in_past"), (300, None), (301, "timestamp_in_future"),
    ],
)  # fmt: skip
def test_moments_are_measured_by_the_clock_of_the_customer(
    client: stripe.StripeClient, at: int, code: str | None
) -> None:  # fmt: skip
    meter = Meter(client)
    if code is None:
        assert meter.report(1, START + at).timestamp == START + at
    else:
        with refused(None, code=code, param="timestamp"):
            meter.report(1, START + at)


def test_what_is_wrong_with_an_event(client: stripe.StripeClient) -> None:
    meter = Meter(client)
    with refused('No active meter found for event name "none"', param="event_name"):
        meter.v1.billing.meter_events.create({"event_name": "none", "payload": {"value": "1"}})
    key = "payload[stripe_customer_id]"
    with refused("No such customer: 'cus_none'", code="meter_event_customer_not_found", param=key):
        meter.report(payload={"stripe_customer_id": "cus_none", "value": "1"})
    with refused(None, code="meter_event_no_customer_defined", param=key):
        meter.report(payload={"value": "1"})
    with refused(None, code="meter_event_value_not_found", param="payload[value]"):
        meter.report(payload={"stripe_customer_id": meter.customer})
    with refused(None, code="meter_event_invalid_value", param="payload[value]"):
        meter.report("many")
    with refused(None, code="meter_event_value_too_many_digits", param="payload[value]"):
        meter.report("1" * 16)
    meter.v1.billing.meters.deactivate(meter.id)
    with refused(f'No active meter found for event name "{meter.name}"', param="event_name"):
        meter.report(1)


def test_hostile_payloads(server: Server, client: stripe.StripeClient) -> None:
    meter = Meter(client)
    head = f"event_name={meter.name.replace(' ', '+')}"
    for body in (
        "payload=x", "payload[]=x", "payload[value][a]=b", "payload=", "", "payload[value]=%00",
        "payload[stripe_customer_id]=%00&payload[value]=1", "payload[value]=" + "1" * 501,
        "payload[" + "k" * 101 + "]=1", "&".join(f"payload[k{n}]=1" for n in range(51)),
        f"payload[stripe_customer_id]={meter.customer}&payload[value]=1&identifier=" + "i" * 101,
        f"payload[stripe_customer_id]={meter.customer}&payload[value]=1&timestamp=-1",
        f"payload[stripe_customer_id]={meter.customer}&payload[value]=1&timestamp=99999999999999",
    ):  # fmt: skip
        answer = server.request("POST", "/v1/billing/meter_events", f"{head}&{body}".encode())
        assert answer.status == 400, (body, answer)
        assert answer.json["error"]["type"] == "invalid_request_error"
    assert meter.used(START - DAY, START + DAY) == 0


def test_an_event_of_a_deleted_customer(client: stripe.StripeClient) -> None:
    meter = Meter(client)
    meter.report(3)
    meter.v1.customers.delete(meter.customer)
    with refused(None, code="meter_event_customer_not_found", param="payload[stripe_customer_id]"):
        meter.report(4)


def test_keys_of_ones_own(client: stripe.StripeClient) -> None:
    mapping = {"event_payload_key": "account", "type": "by_id"}
    meter = Meter(client, customer_mapping=mapping, value_settings={"event_payload_key": "bytes"})
    meter.report(payload={"account": meter.customer, "bytes": "9"})
    assert meter.used(START, START + 60) == 9


def test_an_event_is_taken_back(client: stripe.StripeClient) -> None:
    meter = Meter(client)
    meter.report(5, identifier="wrong")
    meter.report(2)
    answer = meter.cancel("wrong")
    assert answer.object == "billing.meter_event_adjustment"
    assert (answer.status, answer.type, answer.cancel.identifier) == ("complete", "cancel", "wrong")
    assert answer.event_name == meter.name
    assert meter.used(START, START + 60) == 2
    assert meter.cancel("wrong").status == "complete"
    with refused("An event already exists with identifier wrong.", param="identifier"):
        meter.report(5, identifier="wrong")
    with refused("No such meter event: 'none'", code="resource_missing", param="cancel[identifier]"):
        meter.cancel("none")
    with refused("Missing required param: cancel[identifier].", code="parameter_missing", param="cancel[identifier]"):
        meter.v1.billing.meter_event_adjustments.create({"event_name": meter.name, "type": "cancel"})


def test_an_identifier_is_free_after_a_day(server: Server, client: stripe.StripeClient) -> None:
    """And an event of yesterday cannot be taken back any more."""
    meter = Meter(client)
    meter.report(5, identifier="daily")
    ago = "UPDATE meter_events SET received_at = received_at - $2 WHERE meter = $1"
    query(server, ago, meter.id, DAY - 60)
    with refused("An event already exists with identifier daily.", param="identifier"):
        meter.report(7, identifier="daily")
    query(server, ago, meter.id, 60)
    with refused(
        "The event daily was received more than 24 hours ago. It cannot be canceled any more.",
        param="cancel[identifier]",
    ):
        meter.cancel("daily")
    meter.report(7, identifier="daily")
    assert meter.used(START, START + 60) == 12
    with refused("An event already exists with identifier daily.", param="identifier"):
        meter.report(7, identifier="daily")
    meter.cancel("daily")
    assert meter.used(START, START + 60) == 5


def test_live_usage_in_real_time(live: stripe.StripeClient) -> None:
    """Without a clock, and by the statement that takes no lock."""
    v1: Any = live.v1
    customer = v1.customers.create({"name": "Ada"}).id
    asked = {"display_name": "Calls", "event_name": "live", "default_aggregation": {"formula": "sum"}}
    meter = v1.billing.meters.create(asked)
    report = {"event_name": "live", "payload": {"stripe_customer_id": customer, "value": "4"}, "identifier": "live 1"}
    event = v1.billing.meter_events.create(report)
    assert event.livemode
    with refused("An event already exists with identifier live 1.", param="identifier"):
        v1.billing.meter_events.create(report)
    report["identifier"] = "raced"
    assert sorted(raced(lambda: v1.billing.meter_events.create(report))) == [*[EXISTS] * 7, "raced"]
    since = event.timestamp - event.timestamp % 60
    found = v1.billing.meters.event_summaries.list(
        meter.id, {"customer": customer, "start_time": since, "end_time": since + 600}
    )
    assert [one.aggregated_value for one in found.data] == [8]
    v1.billing.meters.deactivate(meter.id)
