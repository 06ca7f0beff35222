"""Samples for test events: one for each kind of object, in the shape that the newest version gives."""

import json

import pytest

from billhook.events.types import EVENT_TYPES
from billhook.webhooks.rules.samples import sample, samples

RESOURCES = {name.rpartition(".")[0] for name in EVENT_TYPES}
# What the object type is called where the types of events say it otherwise (platform.md §6.2).
CALLED = {
    "charge.dispute": "dispute", "customer.discount": "discount", "customer.source": "card",
    "customer.subscription": "subscription",
    "customer.tax_id": "tax_id",
}  # fmt: skip


def test_each_kind_has_one_and_no_other_is_there() -> None:
    assert set(samples()) == RESOURCES


@pytest.mark.parametrize("resource", sorted(RESOURCES))
def test_it_is_the_object_that_such_an_event_is_about(resource: str) -> None:
    shown = json.loads(sample(resource))
    assert shown["object"] == CALLED.get(resource, resource)
    assert shown.get("livemode") in (False, None)
    if resource not in ("coupon", "cash_balance"):  # the first has an id of the business's own, the other none
        assert shown["id"].endswith("00000000")
