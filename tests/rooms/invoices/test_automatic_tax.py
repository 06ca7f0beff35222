"""Automatic tax by the account's own registrations (invoicing.md §1.4; docs/decisions/0014-automatic-tax.md)."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.builders import Shop, refused, types
from tests.conftest import Server, run_billhook

GERMANY = {"country": "DE", "city": "Berlin"}


@pytest.fixture
def registered(server: Server, shop: Shop) -> Iterator[Shop]:
    """An account that sells from Germany and is registered there and in France."""
    for name, value in (("business_country", "DE"), ("tax_registrations", "DE=19, FR=20")):
        run_billhook(server, "settings", "set", name, value)
    yield shop
    for name, value in (("business_country", "US"), ("tax_registrations", "")):
        run_billhook(server, "settings", "set", name, value)


def draft_for(shop: Shop, customer: dict[str, Any], **given: Any) -> Any:
    return shop.empty(shop.customer(**customer), automatic_tax={"enabled": True}, **given)


def test_without_registrations_it_is_refused(shop: Shop) -> None:
    with refused(
        "Automatic tax is not set up: no registrations are known. "
        "Set them with `billhook settings set tax_registrations 'DE=19, AT=20'`.",
        code="stripe_tax_inactive",
        param="automatic_tax[enabled]",
    ):
        shop.empty(automatic_tax={"enabled": True})
    assert shop.empty(automatic_tax={"enabled": False}).automatic_tax.enabled is False


def test_the_rate_of_the_place_where_the_customer_is(registered: Shop) -> None:
    """Three lines of 0.33: summed first, 0.99 x 19 % = 0.1881, so 19 cents and not three times 6."""
    draft = draft_for(registered, {"address": GERMANY})
    for _ in range(3):
        registered.item(draft, 33)
    shown = registered.v1.invoices.retrieve(draft.id)
    assert shown.automatic_tax.to_dict() == {
        "disabled_reason": None, "enabled": True, "liability": {"type": "self"}, "provider": None,
        "status": "complete",
    }  # fmt: skip
    (tax,) = shown.total_taxes
    assert (tax.amount, tax.taxable_amount, tax.taxability_reason) == (19, 99, "standard_rated")
    assert (shown.total, sum(line.taxes[0].amount for line in shown.lines.data)) == (118, 19)
    rate = registered.v1.tax_rates.retrieve(tax.tax_rate_details.tax_rate)
    assert (rate.country, rate.percentage, rate.tax_type, rate.active) == ("DE", 19, "vat", False)
    assert registered.v1.invoices.finalize_invoice(draft.id).total == 118


def test_a_price_with_tax_inside(registered: Shop) -> None:
    draft = draft_for(registered, {"address": GERMANY})
    item = registered.item(draft, 1_190, tax_behavior="inclusive")
    shown = registered.v1.invoices.retrieve(draft.id)
    assert (shown.total, shown.total_excluding_tax) == (1_190, 1_000)
    assert registered.v1.prices.retrieve(item.pricing.price_details.price).tax_behavior == "inclusive"


def test_a_business_of_another_state_owes_the_tax_itself(registered: Shop) -> None:
    customer = {"address": {"country": "FR"}, "tax_id_data": [{"type": "eu_vat", "value": "FRAB123456789"}]}
    draft = draft_for(registered, customer)
    registered.item(draft, 1_000)
    (tax,) = registered.v1.invoices.retrieve(draft.id).total_taxes
    assert (tax.amount, tax.taxability_reason) == (0, "reverse_charge")


def test_shipping_is_taxed_too(registered: Shop) -> None:
    data = {
        "display_name": "Post", "type": "fixed_amount", "fixed_amount": {"amount": 500, "currency": "usd"},
        "tax_behavior": "exclusive",
    }  # fmt: skip
    draft = draft_for(registered, {"address": GERMANY}, shipping_cost={"shipping_rate_data": data})
    registered.item(draft, 1_000)
    shown = registered.v1.invoices.retrieve(draft.id, {"expand": ["shipping_cost.taxes"]})
    assert (shown.shipping_cost.amount_subtotal, shown.shipping_cost.amount_tax, shown.amount_shipping) == (
        500,
        95,
        595,
    )
    assert [tax.amount for tax in shown.shipping_cost.taxes] == [95]
    assert (shown.total, sum(tax.amount for tax in shown.total_taxes)) == (1_785, 285)


def test_switched_off_it_leaves_shipping_too(registered: Shop) -> None:
    data = {
        "display_name": "Post", "type": "fixed_amount", "fixed_amount": {"amount": 500, "currency": "usd"},
        "tax_behavior": "exclusive",
    }  # fmt: skip
    draft = draft_for(registered, {"address": GERMANY}, shipping_cost={"shipping_rate_data": data})
    registered.item(draft, 1_000)
    off = registered.v1.invoices.update(draft.id, {"automatic_tax": {"enabled": False}})
    assert (off.shipping_cost.amount_tax, off.amount_shipping, off.total, off.total_taxes) == (0, 500, 1_500, [])


def test_a_draft_waits_for_the_place_and_cannot_be_finalized_without(registered: Shop) -> None:
    draft = draft_for(registered, {})
    registered.item(draft, 1_000)
    assert registered.v1.invoices.retrieve(draft.id).automatic_tax.status == "requires_location_inputs"
    with refused(None, code="customer_tax_location_invalid"):
        registered.v1.invoices.finalize_invoice(draft.id)
    registered.v1.customers.update(draft.customer, {"address": GERMANY})
    final = registered.v1.invoices.finalize_invoice(draft.id)
    assert (final.total, final.automatic_tax.status) == (1_190, "complete")
    assert types(registered.events_of(final)) == ["payment_intent.created", "invoice.updated", "invoice.finalized"]


def test_it_can_be_switched_off_and_excludes_rates(registered: Shop) -> None:
    draft = draft_for(registered, {"address": GERMANY})
    registered.item(draft, 1_000)
    rate = registered.v1.tax_rates.create({"display_name": "VAT", "percentage": 7, "inclusive": False})
    message = (
        "You cannot enable automatic tax on an invoice that has `default_tax_rates`, `tax_rates` or `tax_amounts`."
    )
    with refused(message, param="automatic_tax[enabled]"):
        registered.v1.invoices.update(draft.id, {"default_tax_rates": [rate.id]})
    with refused(message, param="automatic_tax[enabled]"):
        registered.item(draft, 1_000, tax_rates=[rate.id])
    off = registered.v1.invoices.update(draft.id, {"automatic_tax": {"enabled": False}})
    assert (off.total, off.total_taxes, off.automatic_tax.status) == (1_000, [], None)


def test_a_preview_finds_it_as_well(registered: Shop) -> None:
    preview = registered.v1.invoices.create_preview(
        {
            "automatic_tax": {"enabled": True},
            "customer_details": {"address": GERMANY},
            "invoice_items": [{"amount": 1_000, "currency": "eur"}],
        }
    )
    assert (preview.total, preview.total_taxes[0].amount) == (1_190, 190)
