"""Changing invoices: everything of a draft, very little of a finalized one (invoicing.md §3.3, §3.6)."""

from typing import Any

import pytest
from tests.builders import DAY, Shop, refused, types

FROZEN = "Finalized invoices can't be updated in this way"

FIELDS: dict[str, Any] = {
    "collection_method": "charge_automatically",
    "custom_fields": [{"name": "PO", "value": "9"}],
    "days_until_due": 60,
    "description": "Corrected memo",
    "due_date": 4_000_000_000,
    "effective_at": 1_700_000_000,
    "footer": "Corrected footer",
    "number": "ANOTHER-1",
    "shipping_details": {"name": "Dock", "address": {"line1": "Quay 1"}},
    "statement_descriptor": "ACME INC",
    "automatically_finalizes_at": 4_000_000_000,
}


@pytest.mark.parametrize("status", ["open", "paid", "void", "uncollectible"])
def test_nothing_of_a_finalized_document_changes(shop: Shop, status: str) -> None:
    invoice = shop.invoice(status)
    for name, value in FIELDS.items():
        with refused(FROZEN, param=name):
            shop.v1.invoices.update(invoice.id, {name: value})
    with refused(FROZEN, param="rendering"):
        shop.v1.invoices.update(invoice.id, {"rendering": {"amount_tax_display": "exclude_tax"}})
    # One field that may change does not carry another one in.
    with refused(FROZEN, param="footer"):
        shop.v1.invoices.update(invoice.id, {"metadata": {"k": "v"}, "footer": "x"})
    assert shop.v1.invoices.retrieve(invoice.id) == invoice


@pytest.mark.parametrize("status", ["draft", "open", "paid", "void", "uncollectible"])
def test_metadata_and_paper_change_in_every_status(shop: Shop, status: str) -> None:
    invoice = shop.invoice(status)
    changed = shop.v1.invoices.update(
        invoice.id, {"metadata": {"order": "6735"}, "rendering": {"pdf": {"page_size": "a4"}}}
    )
    assert changed.metadata.to_dict() == {"order": "6735"}
    assert changed.rendering.pdf.page_size == "a4"
    assert changed.status == status


@pytest.mark.parametrize(
    ("status", "allowed"),
    [("draft", True), ("open", True), ("paid", False), ("void", False), ("uncollectible", False)],
)
def test_auto_advance_toggles_in_draft_and_open_only(shop: Shop, status: str, allowed: bool) -> None:
    invoice = shop.invoice(status)
    if allowed:
        assert shop.v1.invoices.update(invoice.id, {"auto_advance": True}).auto_advance is True
        assert shop.v1.invoices.update(invoice.id, {"auto_advance": False}).auto_advance is False
    else:
        with refused(FROZEN, param="auto_advance"):
            shop.v1.invoices.update(invoice.id, {"auto_advance": True})


class TestDrafts:
    def test_every_field(self, shop: Shop) -> None:
        draft = shop.draft()
        given = {name: FIELDS[name] for name in FIELDS if name not in _TIMING} | {"due_date": 4_000_000_000}
        changed = shop.v1.invoices.update(draft.id, {**given, "rendering": {"amount_tax_display": "exclude_tax"}})
        for name in ("description", "footer", "number", "statement_descriptor", "effective_at", "due_date"):
            assert changed[name] == given[name]
        assert [f.to_dict() for f in changed.custom_fields] == [{"name": "PO", "value": "9"}]
        assert changed.shipping_details.name == "Dock"
        assert changed.shipping_details.address.line1 == "Quay 1"
        assert changed.rendering.amount_tax_display == "exclude_tax"
        assert shop.v1.invoices.retrieve(draft.id) == changed

    @pytest.mark.parametrize("name", ["custom_fields", "effective_at", "number", "shipping_details"])
    def test_empty_clears(self, shop: Shop, name: str) -> None:
        draft = shop.draft(**{name: FIELDS[name] if name != "number" else "CLEARED-1"})
        assert draft[name] is not None
        assert shop.v1.invoices.update(draft.id, {name: ""})[name] is None

    @pytest.mark.parametrize("name", ["auto_advance", "collection_method", "due_date", "days_until_due"])
    def test_empty_does_not_clear_what_has_no_empty_state(self, shop: Shop, name: str) -> None:
        draft = shop.draft()
        with refused(None, param=name, code=_EMPTY_CODES.get(name)):
            shop.v1.invoices.update(draft.id, {name: ""})

    def test_days_count_from_the_creation(self, shop: Shop) -> None:
        draft = shop.draft()
        assert shop.v1.invoices.update(draft.id, {"days_until_due": 7}).due_date == draft.created + 7 * DAY

    def test_from_sent_to_charged_and_back(self, shop: Shop) -> None:
        draft = shop.draft()
        charged = shop.v1.invoices.update(draft.id, {"collection_method": "charge_automatically"})
        assert charged.due_date is None
        with refused(
            "If invoice collection method is 'send_invoice', you must specify 'due_date' or 'days_until_due'."
        ):
            shop.v1.invoices.update(draft.id, {"collection_method": "send_invoice"})
        sent = shop.v1.invoices.update(draft.id, {"collection_method": "send_invoice", "days_until_due": 3})
        assert sent.due_date == draft.created + 3 * DAY

    @pytest.mark.parametrize(
        "name", ["customer", "currency", "pending_invoice_items_behavior", "from_invoice", "subscription"]
    )
    def test_what_is_decided_at_creation_is_no_parameter(self, shop: Shop, name: str) -> None:
        draft = shop.draft()
        with refused(f"Received unknown parameter: {name}", code="parameter_unknown", param=name):
            shop.v1.invoices.update(draft.id, {name: "usd"})

    def test_numbers_are_unique(self, shop: Shop) -> None:
        shop.draft(number="TAKEN-1")
        draft = shop.draft()
        with refused("Invoice number TAKEN-1 is already used by another invoice.", param="number"):
            shop.v1.invoices.update(draft.id, {"number": "TAKEN-1"})

    def test_a_change_to_the_same_reports_nothing(self, shop: Shop) -> None:
        draft = shop.draft(description="As it is")
        assert shop.events_of(shop.v1.invoices.update(draft.id, {"description": "As it is"})) == []
        assert shop.events_of(shop.v1.invoices.update(draft.id, {})) == []

    def test_a_change_names_the_former_values(self, shop: Shop) -> None:
        draft = shop.draft(description="Before", metadata={"a": "1", "b": "2"})
        changed = shop.v1.invoices.update(draft.id, {"description": "After", "metadata": {"a": "3", "c": "4"}})
        (event,) = shop.events_of(changed)
        assert event.type == "invoice.updated"
        assert event.data.previous_attributes.to_dict() == {
            "description": "Before", "metadata": {"a": "1", "c": None},
        }  # fmt: skip
        assert event.data.object.to_dict() == changed.to_dict()


_TIMING = ("collection_method", "days_until_due", "due_date", "automatically_finalizes_at")
_EMPTY_CODES = {"due_date": "parameter_invalid_integer", "days_until_due": "parameter_invalid_integer"}


class TestMetadata:
    """Merge, unset, clear, and the limits of platform.md §1.10."""

    def test_given_keys_are_merged(self, shop: Shop) -> None:
        draft = shop.empty(metadata={"a": "1", "b": "2"})
        changed = shop.v1.invoices.update(draft.id, {"metadata": {"b": "3", "c": "4"}})
        assert changed.metadata.to_dict() == {"a": "1", "b": "3", "c": "4"}

    def test_an_empty_value_unsets_its_key(self, shop: Shop) -> None:
        draft = shop.empty(metadata={"a": "1", "b": "2"})
        changed = shop.v1.invoices.update(draft.id, {"metadata": {"a": ""}})
        assert changed.metadata.to_dict() == {"b": "2"}

    def test_empty_clears_all(self, shop: Shop) -> None:
        draft = shop.empty(metadata={"a": "1", "b": "2"})
        assert shop.v1.invoices.update(draft.id, {"metadata": ""}).metadata.to_dict() == {}

    def test_fifty_keys_and_no_more(self, shop: Shop) -> None:
        fifty = {f"key{i}": str(i) for i in range(50)}
        draft = shop.empty(metadata=fifty)
        assert draft.metadata.to_dict() == fifty
        with refused(None, param="metadata"):
            shop.v1.invoices.update(draft.id, {"metadata": {"one": "more"}})
        # An exchange keeps within the limit.
        changed = shop.v1.invoices.update(draft.id, {"metadata": {"one": "more", "key0": ""}})
        assert len(changed.metadata.to_dict()) == 50
        with refused(None, param="metadata"):
            shop.empty(metadata=fifty | {"one": "more"})

    def test_the_longest(self, shop: Shop) -> None:
        longest = {"k" * 40: "v" * 500}
        assert shop.empty(metadata=longest).metadata.to_dict() == longest
        with refused(f"Invalid key: {'k' * 41} must be a string under 40 characters", param="metadata"):
            shop.empty(metadata={"k" * 41: "v"})
        with refused(None, param="metadata"):
            shop.empty(metadata={"k": "v" * 501})

    def test_text_of_the_world(self, shop: Shop) -> None:
        worldly = {"größe": "日本 🪓 \u202e <b>&amp;", "a.b-c": "100 % + 1 = 101"}
        assert shop.empty(metadata=worldly).metadata.to_dict() == worldly


def test_events_of_an_open_invoices_metadata(shop: Shop) -> None:
    changed = shop.v1.invoices.update(shop.invoice("open").id, {"metadata": {"k": "v"}})
    events = shop.events_of(changed)
    assert types(events) == ["invoice.updated"]
    assert events[0].data.previous_attributes.to_dict() == {"metadata": {"k": None}}
