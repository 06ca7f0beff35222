"""`previous_attributes`: the former values of what changed, and of nothing else (platform.md §6.1)."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from billhook.events.previous import previous_attributes

json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(st.sampled_from("abcdef"), json, min_size=6, max_size=6)


def test_only_what_changed_is_named() -> None:
    assert previous_attributes({"a": 1, "b": 2}, {"a": 1, "b": 3}) == {"b": 2}


def test_of_a_hash_only_its_changed_keys() -> None:
    before = {"status_transitions": {"finalized_at": None, "paid_at": None}}
    after = {"status_transitions": {"finalized_at": 5, "paid_at": None}}
    assert previous_attributes(before, after) == {"status_transitions": {"finalized_at": None}}


def test_of_an_array_all_of_it() -> None:
    before = {"custom_fields": [{"name": "PO", "value": "1"}, {"name": "X", "value": "2"}]}
    after = {"custom_fields": [{"name": "PO", "value": "1"}]}
    assert previous_attributes(before, after) == before


def test_of_a_list_of_lines_what_changed_of_it() -> None:
    url = "/v1/invoices/in_1/lines"
    before = {"lines": {"object": "list", "data": [], "has_more": False, "total_count": 0, "url": url}}
    after = {"lines": {"object": "list", "data": [{"id": "il_1"}], "has_more": False, "total_count": 1, "url": url}}
    assert previous_attributes(before, after) == {"lines": {"data": [], "total_count": 0}}


def test_a_new_metadata_key_was_null_before() -> None:
    assert previous_attributes({"metadata": {}}, {"metadata": {"k": "v"}}) == {"metadata": {"k": None}}


def test_a_hash_that_was_null_is_given_as_null() -> None:
    assert previous_attributes({"address": None}, {"address": {"city": "Ulm"}}) == {"address": None}


@given(objects)
def test_nothing_changed_says_nothing(body: dict[str, Any]) -> None:
    assert previous_attributes(body, dict(body)) == {}


@given(objects, objects)
def test_the_named_keys_are_those_that_differ(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert set(previous_attributes(before, after)) == {k for k in before if before[k] != after[k]}
