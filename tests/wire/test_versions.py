"""API versions: what each release changed is undone for older ones, and nothing else is.

The field lists of 2024-06-20 were read off the types of the official client that pins it (stripe-python
10.12.0); those of the newest version off stripe-python 16.1.0.
"""

import copy
from typing import Any

import orjson
import pytest

from billhook.kernel.api_versions import KNOWN, NEWEST, OFFERED, is_known, is_too_old
from billhook.kernel.api_versions import OLDEST as OLDEST_OFFERED
from billhook.wire.forms import decode
from billhook.wire.versions import chain
from billhook.wire.versions.chain import at, previous_at, wants_past
from billhook.wire.versions.registry import CHANGES
from billhook.wire.versions.requests import LIFTS, request_at
from billhook.wire.versions.with_past import WithPast

Body = dict[str, Any]

OLDEST = "2024-06-20"
LAST_DAHLIA = "2026-08-26.dahlia"
FIRST_DAHLIA = "2026-03-25.dahlia"
LAST_CLOVER = "2026-02-25.clover"
LAST_BASIL = "2025-08-27.basil"
FIRST_BASIL = "2025-03-31.basil"
LAST_ACACIA = "2025-02-24.acacia"


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


INVOICE_2024 = _names(
    """account_country account_name account_tax_ids amount_due amount_paid amount_remaining amount_shipping
    application application_fee_amount attempt_count attempted auto_advance automatic_tax
    automatically_finalizes_at billing_reason charge collection_method created currency custom_fields
    customer customer_address customer_email customer_name customer_phone customer_shipping
    customer_tax_exempt customer_tax_ids default_payment_method default_source default_tax_rates description
    discount discounts due_date effective_at ending_balance footer from_invoice hosted_invoice_url id
    invoice_pdf issuer last_finalization_error latest_revision lines livemode metadata next_payment_attempt
    number object on_behalf_of paid paid_out_of_band payment_intent payment_settings period_end period_start
    post_payment_credit_notes_amount pre_payment_credit_notes_amount quote receipt_number rendering
    shipping_cost shipping_details starting_balance statement_descriptor status status_transitions
    subscription subscription_details subtotal subtotal_excluding_tax tax test_clock total
    total_discount_amounts total_excluding_tax total_tax_amounts transfer_data
    webhooks_delivered_at"""
)
"""Without `subscription_proration_date` and `threshold_reason`, which only some subscriptions have."""

LINE_2024 = _names(
    """amount amount_excluding_tax currency description discount_amounts discountable discounts id invoice
    livemode metadata object period plan price proration proration_details quantity subscription tax_amounts
    tax_rates type unit_amount_excluding_tax"""
)
"""Without `invoice_item` and `subscription_item`, which are there where there is one."""

ITEM_2024 = _names(
    """amount currency customer date description discountable discounts id invoice livemode metadata object
    period plan price proration quantity subscription tax_rates test_clock unit_amount
    unit_amount_decimal"""
)
"""Without `subscription_item`, which is there where there is one."""


def a_price(**given: Any) -> Body:
    return {
        "id": "price_1", "object": "price", "active": True, "billing_scheme": "per_unit", "created":
        1_700_000_000, "currency": "usd", "custom_unit_amount": None, "livemode": False, "lookup_key": None,
        "metadata": {}, "nickname": "Retainer", "product": "prod_1", "recurring": None, "tax_behavior":
        "unspecified", "tiers_mode": None, "transform_quantity": None, "type": "one_time", "unit_amount":
        6000, "unit_amount_decimal": "6000", **given,
    }  # fmt: skip


def a_tax(amount: int = 2280, **given: Any) -> Body:
    return {
        "amount": amount, "tax_behavior": "exclusive", "tax_rate_details": {"tax_rate": "txr_1"},
        "taxability_reason": "not_available", "taxable_amount": 12000, "type": "tax_rate_details", **given,
    }  # fmt: skip


def a_line(*, past: Body | None = None, **given: Any) -> WithPast:
    """Two of a price at 60.00 with 19 % on top."""
    body = {
        "id": "il_1", "object": "line_item", "amount": 12000, "currency": "usd", "description": "Retainer",
        "discount_amounts": [], "discountable": True, "discounts": [], "invoice": "in_1", "livemode": False,
        "metadata": {},
        "parent": {
            "type": "invoice_item_details", "subscription_item_details": None,
            "invoice_item_details": {
                "invoice_item": "ii_1", "proration": False, "proration_details": None, "subscription": None,
            },
        },
        "period": {"start": 1, "end": 1}, "pretax_credit_amounts": [],
        "pricing": {
            "type": "price_details", "price_details": {"price": "price_1", "product": "prod_1"},
            "unit_amount_decimal": "6000",
        }, "quantity": 2, "quantity_decimal": "2", "subscription": None, "subtotal": 12000, "taxes":
        [a_tax()], **given,
    }  # fmt: skip
    return WithPast(body, **(past or {}))


def an_invoice(*lines: Body, past: Body | None = None, **given: Any) -> WithPast:
    """An open invoice of 120.00 and 22.80 tax, due in full."""
    body = {
        "id": "in_1", "object": "invoice", "account_country": "US", "account_name": "Acme",
        "account_tax_ids": None, "amount_due": 14280, "amount_overpaid": 0, "amount_paid": 0,
        "amount_paid_off_stripe": 0, "amount_remaining": 14280, "amount_shipping": 0, "application": None,
        "attempt_count": 0, "attempted": False, "auto_advance": False, "automatic_tax": {
            "disabled_reason": None, "enabled": False, "liability": None, "provider": None, "status": None,
        }, "automatically_finalizes_at": None, "billing_reason": "manual", "collection_method":
        "send_invoice", "created": 1_700_000_000, "currency": "usd", "custom_fields": None, "customer":
        "cus_1", "customer_account": None, "customer_address": None, "customer_email": "a@example.com",
        "customer_name": "A", "customer_phone": None, "customer_shipping": None, "customer_tax_exempt":
        "none", "customer_tax_ids": [], "default_payment_method": None, "default_source": None,
        "default_tax_rates": [], "description": None, "discounts": [], "due_date": None, "effective_at":
        None, "ending_balance": None, "footer": None, "from_invoice": None, "hosted_invoice_url": None,
        "invoice_pdf": None, "issuer": {"type": "self"}, "last_finalization_error": None, "latest_revision":
        None, "lines": {"object": "list", "data": list(lines), "has_more": False, "url":
        "/v1/invoices/in_1/lines"}, "livemode": False, "metadata": {}, "next_payment_attempt": None,
        "number": "A-1", "on_behalf_of": None, "parent": None, "payment_settings": {
            "default_mandate": None, "payment_method_options": None, "payment_method_types": None,
        }, "period_end": 0, "period_start": 0, "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0, "receipt_number": None, "rendering": None, "shipping_cost":
        None, "shipping_details": None, "starting_balance": 0, "statement_descriptor": None, "status":
        "open", "status_details": None, "status_transitions": {
            "finalized_at": 1, "marked_uncollectible_at": None, "paid_at": None, "voided_at": None,
        },
        "subtotal": 12000, "subtotal_excluding_tax": 12000, "test_clock": None, "total": 14280,
        "total_discount_amounts": [], "total_excluding_tax": 12000, "total_pretax_credit_amounts": [],
        "total_taxes": [a_tax()], "webhooks_delivered_at": None, **given,
    }  # fmt: skip
    return WithPast(body, **(past or {}))


def an_item(*, past: Body | None = None, **given: Any) -> WithPast:
    body = {
        "id": "ii_1", "object": "invoiceitem", "amount": 12000, "currency": "usd", "customer": "cus_1",
        "customer_account": None, "date": 1_700_000_000, "description": "Retainer", "discountable": True,
        "discounts": [], "frozen_fields": None, "invoice": "in_1", "invoicing_rules": None, "livemode": False,
        "metadata": {}, "net_amount": None, "parent": None, "period": {"start": 1, "end": 1},
        "pricing": {
            "type": "price_details", "price_details": {"price": "price_1", "product": "prod_1"},
            "unit_amount_decimal": "6000",
        }, "proration": False, "proration_details": {"credited_items": None, "discount_amounts": []},
        "quantity": 2, "quantity_decimal": "2", "tax_rates": [], "test_clock": None, **given,
    }  # fmt: skip
    return WithPast(body, **(past or {}))


# The versions -----------------------------------------------------------------------------------------


def test_the_known_versions_are_in_the_order_of_time() -> None:
    assert list(KNOWN) == sorted(KNOWN)
    assert KNOWN[-1] == NEWEST
    assert OLDEST_OFFERED in KNOWN


@pytest.mark.parametrize("version", ["2022-11-15", "2024-06-20", "2025-03-01.dashboard", "2026-10-28.endive"])
def test_a_published_version_is_known(version: str) -> None:
    assert is_known(version)


@pytest.mark.parametrize(
    "version", ["", "2024-06-21", "2026-10-28", "2026-10-28.preview", "2026-10-28.Endive", "2026-11-18.preview", "x"]
)
def test_anything_else_is_not(version: str) -> None:
    assert not is_known(version)


@pytest.mark.parametrize("version", ["2011-01-01", "2020-08-27", "2022-08-01"])
def test_a_version_whose_names_are_not_known_here_is_too_old(version: str) -> None:
    assert is_too_old(version)
    assert not is_known(version)
    assert not is_too_old("2020-08-28")


@pytest.mark.parametrize(("version", "features"), [("2022-11-15", "features"), ("2024-04-10", "marketing_features")])
def test_a_product_and_an_invoice_before_2024_04_10(version: str, features: str) -> None:
    product = at(version, {"id": "prod_1", "object": "product", "marketing_features": [{"name": "Fast"}]})
    assert product == {"id": "prod_1", "object": "product", features: [{"name": "Fast"}]}
    invoice = at(version, an_invoice(rendering={"amount_tax_display": "exclude_tax"}))
    wanted = {"amount_tax_display": "exclude_tax"} if version == "2022-11-15" else None
    assert invoice.get("rendering_options") == wanted


@pytest.mark.parametrize("version", ["2026-11-18.endive", "2027-03-31.fern"])
def test_a_version_later_than_the_newest_is_answered_as_the_newest(version: str) -> None:
    body: dict[str, Any] = {"id": "in_1", "object": "invoice", "status_details": None}
    assert is_known(version)
    assert at(version, body) is body


def test_every_change_and_every_lift_carries_the_line_of_its_upgrade_guide() -> None:
    functions = [step.undo for step in CHANGES] + [lift.apply for lift in LIFTS]
    assert [function.__name__ for function in functions if not function.__doc__] == []


def test_every_change_belongs_to_a_known_version_and_stands_in_its_file() -> None:
    for step in CHANGES:
        assert is_known(step.version)
        file = "v" + step.version.replace("-", "_").replace(".", "_")
        assert step.undo.__module__.rsplit(".", 1)[1].startswith(file), step.undo.__name__


def test_the_chain_names_its_modules_newest_first() -> None:
    versions = [module.VERSION for module in chain.CHANGED_IN]
    assert versions == sorted(versions, reverse=True)
    assert {step.undo.__module__ for step in CHANGES} == {module.__name__ for module in chain.CHANGED_IN}


# What stays as it is ----------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [NEWEST, "2026-11-18.endive"])
def test_the_newest_shape_is_handed_through_untouched(version: str) -> None:
    invoice = an_invoice(a_line(past={"price": a_price()}), past={"payment_intent": "pi_1"})
    assert at(version, invoice) is invoice


def test_facts_of_the_past_never_show_in_the_newest_shape() -> None:
    bare, remembering = (
        an_invoice(a_line()),
        an_invoice(a_line(past={"price": a_price()}), past={"charge": "ch_1"}),
    )
    assert orjson.dumps(remembering) == orjson.dumps(bare)


@pytest.mark.parametrize("version", OFFERED)
def test_walking_back_leaves_what_it_was_given_alone(version: str) -> None:
    discount = {
        "id": "di_1",
        "object": "discount",
        "customer_account": None,
        "source": {"coupon": "c", "type": "coupon"},
    }
    price = a_price(recurring={"interval": "month", "interval_count": 1, "usage_type": "licensed"})
    invoice = an_invoice(
        a_line(past={"price": price}),
        discounts=[discount],
        past={"payment_intent": "pi_1"},
        amount_paid_off_stripe=5,
    )
    event = {
        "id": "evt_1",
        "object": "event",
        "data": {"object": invoice, "previous_attributes": {"status": "draft"}},
    }
    before, facts = copy.deepcopy(event), (dict(invoice.past), copy.deepcopy(price))
    at(version, event)
    assert event == before
    assert (invoice.past, price) == facts


@pytest.mark.parametrize("version", [OLDEST, LAST_BASIL, LAST_DAHLIA])
def test_objects_that_never_changed_come_back_equal(version: str) -> None:
    page = {
        "object": "list",
        "data": [{"id": "x", "object": "tax_id", "owner": {"type": "self"}}],
        "has_more": False,
    }
    assert at(version, page) == page


@pytest.mark.parametrize("version", [OLDEST, LAST_BASIL])
def test_metadata_is_the_callers_whatever_its_keys_say(version: str) -> None:
    metadata = {"object": "invoice", "status": "x", "status_details": "y", "customer_account": "z"}
    assert at(version, an_invoice(metadata=metadata))["metadata"] == metadata


def test_a_deleted_object_gains_nothing() -> None:
    deleted = {"id": "in_1", "object": "invoice", "deleted": True}
    assert at(OLDEST, deleted) == deleted


# The newest shape without later additions ----------------------------------------------------------------

ADDITIONS: dict[str, tuple[Body, list[tuple[str, str]]]] = {
    "invoice": (
        an_invoice(),
        [("status_details", "2026-09-30.endive"), ("amount_paid_off_stripe", "2026-05-27.dahlia"),
         ("customer_account", "2025-12-15.clover"), ("total_pretax_credit_amounts", "2024-09-30.acacia")],
    ),
    "line_item": (
        a_line(),
        [("quantity_decimal", FIRST_DAHLIA), ("subtotal", "2025-12-15.clover"),
         ("pretax_credit_amounts", "2024-09-30.acacia")],
    ),
    "invoiceitem": (
        an_item(), [("invoicing_rules", "2026-09-30.endive"), ("frozen_fields", LAST_DAHLIA),
        ("quantity_decimal", FIRST_DAHLIA),
         ("customer_account", "2025-12-15.clover"), ("net_amount", "2025-09-30.clover"),
         ("proration_details", "2025-09-30.clover")],
    ), "product": ({"id": "p", "object": "product", "tax_details": None}, [("tax_details",
    "2026-09-30.endive")]), "tax_rate": ({"id": "t", "object": "tax_rate", "rate_type": None},
    [("rate_type", "2024-10-28.acacia")]), "refund": ({"id": "r", "object": "refund", "customer": "cus_1"},
    [("customer", "2026-07-29.dahlia")]),
}  # fmt: skip


@pytest.mark.parametrize(
    ("body", "field", "since"),
    [(body, field, since) for body, fields in ADDITIONS.values() for field, since in fields],
    ids=[f"{kind} {field}" for kind, (_, fields) in ADDITIONS.items() for field, _ in fields],
)
def test_an_added_field_is_there_since_its_version_and_not_before(body: Body, field: str, since: str) -> None:
    before = KNOWN[KNOWN.index(since) - 1]
    assert field in at(since, body)
    assert field not in at(before, body)


def test_fields_added_inside_a_hash_go_too() -> None:
    tax = {"enabled": False, "liability": None, "status": None}
    assert at("2025-04-30.basil", an_invoice())["automatic_tax"] == {
        **tax,
        "disabled_reason": None,
        "provider": None,
    }
    assert at(FIRST_BASIL, an_invoice())["automatic_tax"] == {**tax, "disabled_reason": None}
    assert at("2024-11-20.acacia", an_invoice())["automatic_tax"] == tax
    assert at("2026-04-22.dahlia", an_item())["proration_details"] == {"discount_amounts": []}
    owned = {
        "id": "x",
        "object": "tax_id",
        "customer_account": None,
        "owner": {"type": "self", "customer_account": None},
    }
    assert at("2025-11-17.clover", owned) == {"id": "x", "object": "tax_id", "owner": {"type": "self"}}
    assert at("2025-12-15.clover", owned) == owned


def test_a_dispute_tells_since_2026_10_28_how_its_evidence_was_submitted() -> None:
    details = {"due_by": 5, "submission_count": 1}
    dispute = {
        "id": "du_1", "object": "dispute", "evidence_details": {**details, "submission_method": "manual"},
    }  # fmt: skip
    assert at("2026-10-28.endive", dispute) is dispute
    assert at("2026-09-30.endive", dispute)["evidence_details"] == details
    assert at(OLDEST, dispute)["evidence_details"] == details


def test_an_invoice_payment_names_its_payment_record_since_2025_10_29() -> None:
    named = {"type": "payment_record", "payment_record": "pr_1"}
    elsewhere = {"id": "inpay_1", "object": "invoice_payment", "payment": named}
    assert at("2025-10-29.clover", elsewhere)["payment"] == named
    assert at("2025-09-30.clover", elsewhere)["payment"] == {"type": "payment_record"}
    here = {"type": "payment_intent", "payment_intent": "pi_1"}
    assert at(FIRST_BASIL, {**elsewhere, "payment": here})["payment"] == here


def test_basil_is_the_newest_shape_less_the_additions_and_no_more() -> None:
    gone = {"status_details", "amount_paid_off_stripe", "customer_account"}
    invoice = an_invoice()
    assert at(FIRST_BASIL, invoice).keys() == invoice.keys() - gone


def test_everything_inside_is_walked_back_with_it() -> None:
    invoice = an_invoice(a_line(), discounts=[{"id": "di_1", "object": "discount", "source": {"coupon": "c"}}])
    page = at(LAST_BASIL, {"object": "list", "data": [invoice], "has_more": False})
    (shown,) = page["data"]
    assert "quantity_decimal" not in shown["lines"]["data"][0]
    assert shown["discounts"] == [{"id": "di_1", "object": "discount", "coupon": {"id": "c", "object": "coupon"}}]


def test_before_clover_a_discount_and_a_promotion_code_have_their_coupon() -> None:
    coupon = {"id": "c", "object": "coupon", "percent_off": 10}
    discount = {"id": "di_1", "object": "discount", "source": {"type": "coupon", "coupon": "c"}}
    code = {"id": "promo_1", "object": "promotion_code", "promotion": {"type": "coupon", "coupon": coupon}}
    assert at(LAST_CLOVER, discount)["source"]["coupon"] == "c"
    shown = at(LAST_BASIL, WithPast(discount, coupon=coupon))
    assert shown == {"id": "di_1", "object": "discount", "coupon": coupon}
    assert at(LAST_BASIL, code) == {"id": "promo_1", "object": "promotion_code", "coupon": coupon}


# The shape of 2024-06-20 -----------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["2024-04-10", OLDEST])
def test_an_old_invoice_has_the_fields_of_2024_06_20(version: str) -> None:
    assert at(version, an_invoice()).keys() == INVOICE_2024


def test_an_old_line_has_the_fields_of_2024_06_20() -> None:
    assert at(OLDEST, a_line()).keys() == LINE_2024 | {"invoice_item"}


def test_an_old_invoice_item_has_the_fields_of_2024_06_20() -> None:
    assert at(OLDEST, an_item()).keys() == ITEM_2024


def test_acacia_is_the_old_shape_with_its_own_additions() -> None:
    assert at(LAST_ACACIA, an_invoice()).keys() == INVOICE_2024 | {"total_pretax_credit_amounts"}
    assert at("2025-03-01.dashboard", a_line()).keys() == LINE_2024 | {
        "invoice_item",
        "pretax_credit_amounts",
    }


PAID_ELSEWHERE: Body = {
    "amount_paid": 14280,
    "amount_remaining": 0,
    "amount_paid_off_stripe": 14280,
    "status": "paid",
}
PAYMENTS = {
    # what the newest invoice says, what the old one says
    "open": ({}, {"paid": False, "paid_out_of_band": False, "amount_paid": 0, "amount_remaining": 14280}),
    "paid by card": (
        {"status": "paid", "amount_paid": 14280, "amount_remaining": 0},
        {"paid": True, "paid_out_of_band": False, "amount_paid": 14280, "amount_remaining": 0},
    ),
    "paid out of band": (
        PAID_ELSEWHERE,
        {"paid": True, "paid_out_of_band": True, "amount_paid": 0, "amount_remaining": 14280},
    ),
    "partly paid out of band": (
        {"amount_paid": 5000, "amount_remaining": 9280, "amount_paid_off_stripe": 5000},
        {"paid": False, "paid_out_of_band": False, "amount_paid": 0, "amount_remaining": 14280},
    ),
    "nothing to pay": (
        {"status": "paid", "amount_due": 0, "amount_remaining": 0, "total": 0},
        {"paid": True, "paid_out_of_band": False, "amount_paid": 0, "amount_remaining": 0},
    ),
    "void": ({"status": "void"}, {"paid": False, "paid_out_of_band": False}),
}


@pytest.mark.parametrize(("newest", "expected"), PAYMENTS.values(), ids=PAYMENTS)
def test_how_an_old_invoice_says_that_it_is_paid(newest: Body, expected: Body) -> None:
    shown = at(OLDEST, an_invoice(**newest))
    assert {name: shown[name] for name in expected} == expected


def test_an_invoice_of_a_newer_server_without_amount_paid_off_stripe_is_understood() -> None:
    invoice = an_invoice(status="paid", amount_paid=14280, amount_remaining=0)
    del invoice["amount_paid_off_stripe"]
    assert at(OLDEST, invoice)["paid_out_of_band"] is False


def test_an_old_invoice_names_its_payment() -> None:
    shown = at(OLDEST, an_invoice(past={"payment_intent": "pi_1", "charge": "ch_1"}))
    assert (shown["payment_intent"], shown["charge"]) == ("pi_1", "ch_1")
    shown = at(OLDEST, an_invoice())
    assert (shown["payment_intent"], shown["charge"]) == (None, None)


def test_an_old_invoice_shows_the_payment_that_was_expanded() -> None:
    intent = WithPast(
        {"id": "pi_2", "object": "payment_intent", "latest_charge": "ch_2", "customer_account": None},
        invoice="in_1",
    )
    payments = {
        "object": "list",
        "data": [
            {"id": "inpay_1", "object": "invoice_payment", "is_default": False,
             "payment": {"type": "payment_record", "payment_record": "pr_1"}},
            {"id": "inpay_2", "object": "invoice_payment", "is_default": True,
             "payment": {"type": "payment_intent", "payment_intent": intent}},
        ],
    }  # fmt: skip
    shown = at(OLDEST, an_invoice(payments=payments, confirmation_secret=None))
    assert shown["payment_intent"] == {
        "id": "pi_2", "object": "payment_intent", "latest_charge": "ch_2", "invoice": "in_1",
    }  # fmt: skip
    assert shown["charge"] == "ch_2"
    assert shown.keys() == INVOICE_2024


TAXES = {
    "none": ([], [], None),
    "null": (None, [], None),
    "added on top": (
        [a_tax()],
        [{"amount": 2280, "inclusive": False, "tax_rate": "txr_1", "taxability_reason": None,
          "taxable_amount": 12000}],
        2280,
    ),
    "two, one of them included": (
        [a_tax(taxability_reason="reverse_charge"), a_tax(600, tax_behavior="inclusive")],
        [{"amount": 2280, "inclusive": False, "tax_rate": "txr_1", "taxability_reason": "reverse_charge",
          "taxable_amount": 12000},
         {"amount": 600, "inclusive": True, "tax_rate": "txr_1", "taxability_reason": None,
          "taxable_amount": 12000}],
        2880,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("taxes", "amounts", "tax"), TAXES.values(), ids=TAXES)
def test_taxes_of_an_old_invoice(taxes: list[Body] | None, amounts: list[Body], tax: int | None) -> None:
    shown = at(OLDEST, an_invoice(total_taxes=taxes))
    assert (shown["total_tax_amounts"], shown["tax"]) == (amounts, tax)


def test_an_old_subscription_invoice_names_its_subscription_itself() -> None:
    details = {
        "metadata": {"plan": "gold"},
        "subscription": "sub_1",
        "subscription_proration_date": 1_700_000_000,
    }
    parent = {"type": "subscription_details", "quote_details": None, "subscription_details": details}
    shown = at(OLDEST, an_invoice(parent=parent))
    assert shown["subscription"] == "sub_1"
    assert shown["subscription_details"] == {"metadata": {"plan": "gold"}}
    assert shown["subscription_proration_date"] == 1_700_000_000
    assert shown["quote"] is None
    assert "parent" not in shown


def test_an_old_quote_invoice_names_its_quote_itself() -> None:
    parent = {"type": "quote_details", "quote_details": {"quote": "qt_1"}, "subscription_details": None}
    shown = at(OLDEST, an_invoice(parent=parent))
    assert (shown["quote"], shown["subscription"], shown["subscription_details"]) == ("qt_1", None, None)


def test_an_old_invoice_shows_its_only_discount_whole() -> None:
    discount = {"id": "di_1", "object": "discount", "source": {"type": "coupon", "coupon": "c"}}
    old = {"id": "di_1", "object": "discount", "coupon": {"id": "c", "object": "coupon"}}
    assert at(OLDEST, an_invoice(discounts=["di_1"], past={"discount": discount}))["discount"] == old
    assert at(OLDEST, an_invoice(discounts=[discount]))["discount"] == old
    assert at(OLDEST, an_invoice(discounts=["di_1"]))["discount"] is None
    assert at(OLDEST, an_invoice(discounts=[discount, discount]))["discount"] is None


def test_a_payment_of_old_names_its_invoice() -> None:
    intent = {"id": "pi_1", "object": "payment_intent", "payment_record": None, "customer_account": None}
    assert at(OLDEST, WithPast(intent, invoice="in_1")) == {
        "id": "pi_1",
        "object": "payment_intent",
        "invoice": "in_1",
    }
    assert at(OLDEST, {"id": "ch_1", "object": "charge"})["invoice"] is None


# Lines and items of 2024-06-20 ----------------------------------------------------------------------------


def test_an_old_line_of_an_invoice_item() -> None:
    rate = {
        "id": "txr_1",
        "object": "tax_rate",
        "percentage": 19.0,
        "flat_amount": None,
        "rate_type": "percentage",
    }
    shown = at(OLDEST, a_line(past={"price": a_price(), "tax_rates": [rate]}))
    assert {name: shown[name] for name in shown if name not in ("metadata", "period")} == {
        "id": "il_1", "object": "line_item", "amount": 12000, "amount_excluding_tax": 12000, "currency":
        "usd", "description": "Retainer", "discount_amounts": [], "discountable": True, "discounts": [],
        "invoice": "in_1", "invoice_item": "ii_1", "livemode": False, "plan": None, "price": a_price(),
        "proration": False, "proration_details": {"credited_items": None}, "quantity": 2, "subscription":
        None, "tax_amounts": [
            {"amount": 2280, "inclusive": False, "tax_rate": "txr_1", "taxability_reason": None,
             "taxable_amount": 12000},
        ],
        "tax_rates": [{"id": "txr_1", "object": "tax_rate", "percentage": 19.0}],
        "type": "invoiceitem", "unit_amount_excluding_tax": "6000",
    }  # fmt: skip


def test_an_old_line_of_a_subscription() -> None:
    recurring = {
        "interval": "month", "interval_count": 1, "meter": None, "trial_period_days": None, "usage_type":
        "licensed",
    }  # fmt: skip
    credited = {"credited_items": {"invoice": "in_0", "invoice_line_items": ["il_0"]}}
    details = {
        "invoice_item": None, "proration": True, "proration_details": credited, "subscription": "sub_1",
        "subscription_item": "si_1",
    }  # fmt: skip
    parent = {
        "type": "subscription_item_details", "invoice_item_details": None, "subscription_item_details":
        details,
    }  # fmt: skip
    shown = at(OLDEST, a_line(parent=parent, past={"price": a_price(type="recurring", recurring=recurring)}))
    assert shown.keys() == LINE_2024 | {"subscription_item"}
    assert (shown["type"], shown["subscription"], shown["subscription_item"]) == (
        "subscription",
        "sub_1",
        "si_1",
    )
    assert (shown["proration"], shown["proration_details"]) == (True, credited)
    assert shown["price"]["recurring"] == {**recurring, "aggregate_usage": None}
    assert shown["plan"] == {
        "id": "price_1", "object": "plan", "active": True, "aggregate_usage": None, "amount": 6000,
        "amount_decimal": "6000", "billing_scheme": "per_unit", "created": 1_700_000_000, "currency": "usd",
        "interval": "month", "interval_count": 1, "livemode": False, "metadata": {}, "meter": None,
        "nickname": "Retainer", "product": "prod_1", "tiers_mode": None, "transform_usage": None,
        "trial_period_days": None, "usage_type": "licensed",
    }  # fmt: skip


def test_an_old_line_tells_of_its_price_what_the_newest_line_tells() -> None:
    assert at(OLDEST, a_line())["price"] == {
        "id": "price_1", "object": "price", "billing_scheme": "per_unit", "currency": "usd", "livemode":
        False, "product": "prod_1", "type": "one_time", "unit_amount": 6000, "unit_amount_decimal": "6000",
    }  # fmt: skip
    expanded = {"type": "price_details", "price_details": {"price": a_price(), "product": "prod_1"}}
    assert at(OLDEST, a_line(pricing={**expanded, "unit_amount_decimal": "6000"}))["price"] == a_price()
    assert at(OLDEST, a_line(pricing=None))["price"] is None


WITHOUT_TAX = {
    # taxes, quantity, amount without tax, unit amount without tax
    "no tax": ([], 2, 12000, "6000"),
    "on top": ([a_tax(2280)], 2, 12000, "6000"),
    "included": ([a_tax(1916, tax_behavior="inclusive")], 2, 10084, "5042"),
    "included, with decimal places": ([a_tax(1915, tax_behavior="inclusive")], 2, 10085, "5042.5"),
    "included, without end": ([a_tax(2000, tax_behavior="inclusive")], 3, 10000, "3333.333333333333"),
    "included, of nothing": ([a_tax(2000, tax_behavior="inclusive")], 0, 10000, "6000"),
}


@pytest.mark.parametrize(("taxes", "quantity", "amount", "unit_amount"), WITHOUT_TAX.values(), ids=WITHOUT_TAX)
def test_amounts_of_an_old_line_without_tax(taxes: list[Body], quantity: int, amount: int, unit_amount: str) -> None:
    shown = at(OLDEST, a_line(taxes=taxes, quantity=quantity))
    assert (shown["amount_excluding_tax"], shown["unit_amount_excluding_tax"]) == (amount, unit_amount)


UNIT_AMOUNTS = {"whole": ("6000", 6000), "whole with zeros": ("6000.00", 6000), "a fraction": ("0.5", None),
                "negative": ("-500", -500), "none": (None, None)}  # fmt: skip


@pytest.mark.parametrize(("decimal", "whole"), UNIT_AMOUNTS.values(), ids=UNIT_AMOUNTS)
def test_unit_amount_of_an_old_invoice_item(decimal: str | None, whole: int | None) -> None:
    details = {"price": "price_1", "product": "prod_1"}
    shown = at(OLDEST, an_item(pricing={"price_details": details, "unit_amount_decimal": decimal}))
    assert (shown["unit_amount"], shown["unit_amount_decimal"]) == (whole, decimal)


def test_an_old_invoice_item_has_its_price_and_names_its_subscription() -> None:
    details = {"subscription": "sub_1", "subscription_item": "si_1"}
    parent = {"type": "subscription_details", "subscription_details": details}
    shown = at(OLDEST, an_item(parent=parent, past={"price": a_price()}))
    assert shown.keys() == ITEM_2024 | {"subscription_item"}
    assert (shown["price"], shown["plan"]) == (a_price(), None)
    assert (shown["subscription"], shown["subscription_item"]) == ("sub_1", "si_1")


# Credit notes and subscriptions -----------------------------------------------------------------------------


def test_an_old_credit_note() -> None:
    line = {
        "id": "cnli_1", "object": "credit_note_line_item", "amount": 1190, "metadata": {}, "quantity": 1,
        "taxes": [a_tax(190, tax_behavior="inclusive", taxable_amount=1000)], "unit_amount": None,
        "unit_amount_decimal": None, "pretax_credit_amounts": [],
    }  # fmt: skip
    note = {
        "id": "cn_1", "object": "credit_note", "customer_account": None, "lines": {"object": "list", "data":
        [line]}, "post_payment_amount": 1190, "pre_payment_amount": 0, "pretax_credit_amounts": [],
        "refunds": [{"amount_refunded": 1190, "refund": "re_1", "payment_record_refund": None, "type":
        "refund"}], "total_taxes": [a_tax(190, tax_behavior="inclusive", taxable_amount=1000)],
    }  # fmt: skip
    tax = {
        "amount": 190, "inclusive": True, "tax_rate": "txr_1", "taxability_reason": None, "taxable_amount":
        1000,
    }  # fmt: skip
    assert at(LAST_BASIL, note)["refunds"] == [{"amount_refunded": 1190, "refund": "re_1"}]
    assert at(OLDEST, note) == {
        "id": "cn_1", "object": "credit_note", "refund": "re_1", "tax_amounts": [tax],
        "lines": {
            "object": "list",
            "data": [
                {"id": "cnli_1", "object": "credit_note_line_item", "amount": 1190, "amount_excluding_tax":
                1000,
                 "quantity": 1, "tax_amounts": [tax], "unit_amount": None, "unit_amount_decimal": None,
                 "unit_amount_excluding_tax": "1000"},
            ],
        },
    }  # fmt: skip


def test_an_old_subscription_has_its_period_itself() -> None:
    item = {"id": "si_1", "object": "subscription_item", "current_period_start": 1, "current_period_end": 2}
    shown = at(OLDEST, {"id": "sub_1", "object": "subscription", "items": {"object": "list", "data": [item]}})
    assert (shown["current_period_start"], shown["current_period_end"]) == (1, 2)
    assert shown["items"]["data"] == [{"id": "si_1", "object": "subscription_item"}]


# Events -----------------------------------------------------------------------------------------------------


def test_a_recurring_price_of_old_says_how_usage_is_added_up() -> None:
    recurring = {"interval": "month", "usage_type": "licensed"}
    shown = at(OLDEST, a_price(type="recurring", recurring=recurring))
    assert shown["recurring"] == {"aggregate_usage": None, **recurring}
    assert at(FIRST_BASIL, a_price(recurring=recurring))["recurring"] == recurring
    assert at(OLDEST, a_price())["recurring"] is None


def test_the_intent_in_an_error_or_an_event_names_its_invoice_itself() -> None:
    intent: Body = {"id": "pi_1", "object": "payment_intent", "payment_details": {"order_reference": "in_1"}}
    assert at(OLDEST, intent)["invoice"] == "in_1"
    assert at(OLDEST, {**intent, "payment_details": {"order_reference": "my order"}})["invoice"] is None
    assert at(OLDEST, WithPast(intent, invoice=None))["invoice"] is None


def test_an_event_shows_its_object_and_its_former_values_in_one_version() -> None:
    paid = an_invoice(a_line(), **PAID_ELSEWHERE, metadata={"a": "new", "b": "1"})
    former = {"status": "open", "amount_paid": 0, "amount_remaining": 14280, "amount_paid_off_stripe": 0,
              "status_details": None, "metadata": {"a": "old", "b": None}}  # fmt: skip
    event = {"id": "evt_1", "object": "event", "data": {"object": paid, "previous_attributes": former}}
    assert at(NEWEST, event)["data"]["previous_attributes"] == former
    shown = at(OLDEST, event)["data"]
    assert shown["object"].keys() == INVOICE_2024
    # Amounts paid out of band did not count, so for 2024-06-20 none of them changed.
    assert shown["previous_attributes"] == {
        "status": "open", "paid": False, "paid_out_of_band": False, "metadata": {"a": "old", "b": None},
    }  # fmt: skip
    assert previous_at(OLDEST, paid, former) == shown["previous_attributes"]
    assert previous_at(NEWEST, paid, former) is former


def test_an_event_that_changed_nothing_has_no_former_values() -> None:
    event = {"id": "evt_1", "object": "event", "data": {"object": an_invoice()}}
    assert at(OLDEST, event)["data"].keys() == {"object"}


@pytest.mark.parametrize(
    ("version", "wanted"), [(OLDEST, True), (LAST_ACACIA, True), (FIRST_BASIL, False), (NEWEST, False)]
)
def test_which_versions_show_facts_of_the_past(version: str, wanted: bool) -> None:
    assert wants_past(version) is wanted


# Requests ---------------------------------------------------------------------------------------------------

LIFTED = {
    "price of an invoice item": ("POST", "/v1/invoiceitems", b"price=price_1", {"pricing": {"price":
    "price_1"}}), "price of an invoice item, changed": (
        "POST", "/v1/invoiceitems/ii_1", b"price=p&quantity=2", {"pricing": {"price": "p"}, "quantity": "2"},
    ),
    "unit amount of an invoice item": (
        "POST", "/v1/invoiceitems", b"unit_amount=500", {"unit_amount_decimal": "500"},
    ),
    "price of a line": ("POST", "/v1/invoices/in_1/lines/il_1", b"price=p", {"pricing": {"price": "p"}}),
    "prices of added lines": (
        "POST", "/v1/invoices/in_1/add_lines", b"lines[0][price]=p&lines[1][amount]=5",
        {"lines": [{"pricing": {"price": "p"}}, {"amount": "5"}]},
    ), "refund of a credit note": ("POST", "/v1/credit_notes", b"refund=re_1", {"refunds": [{"refund":
    "re_1"}]}), "coupon of a subscription": ("POST", "/v1/subscriptions", b"coupon=c", {"discounts":
    [{"coupon": "c"}], "billing_mode": {"type": "classic"}}),
    "no coupon of a subscription": ("POST", "/v1/subscriptions/sub_1", b"coupon=",
    {"discounts": ""}), "coupon of a promotion code": (
        "POST", "/v1/promotion_codes", b"coupon=c", {"promotion": {"type": "coupon", "coupon": "c"}},
    ),
    "payment method types of a setup intent": (
        "POST", "/v1/setup_intents", b"payment_method_types[]=card", {"allowed_payment_method_types": ["card"]},
    ),
    "coupon of a preview": (
        "POST", "/v1/invoices/create_preview", b"coupon=c", {"discounts": [{"coupon": "c"}]},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("method", "path", "raw", "expected"), LIFTED.values(), ids=LIFTED)
def test_an_old_request_is_lifted(method: str, path: str, raw: bytes, expected: Body) -> None:
    params = decode(raw)
    assert request_at(OLDEST, method, path, params) == expected
    assert params == decode(raw)
    assert request_at(NEWEST, method, path, params) is params


NOT_LIFTED = {
    "another path": ("POST", "/v1/products", b"price=p"),
    "another method": ("GET", "/v1/invoiceitems", b"price=p"),
    "both spellings: the refusal names them": ("POST", "/v1/invoiceitems", b"price=p&pricing[price]=q"),
    "lines that are no array": ("POST", "/v1/invoices/in_1/add_lines", b"lines=x"),
    "an element that is no hash": ("POST", "/v1/invoices/in_1/add_lines", b"lines[]=x"),
    "what is expanded: the registry knows the names of each version": (
        "GET", "/v1/invoices/in_1", b"expand[]=payment_intent",
    ),
    "nothing": ("POST", "/v1/invoiceitems", b""),
}  # fmt: skip


@pytest.mark.parametrize(("method", "path", "raw"), NOT_LIFTED.values(), ids=NOT_LIFTED)
def test_any_other_request_stays_as_it_is(method: str, path: str, raw: bytes) -> None:
    params = decode(raw)
    assert request_at(OLDEST, method, path, params) is params


def test_a_request_of_basil_needs_only_what_clover_changed() -> None:
    price, coupon = decode(b"price=p"), decode(b"coupon=c")
    assert request_at(FIRST_BASIL, "POST", "/v1/invoiceitems", price) is price
    assert request_at(FIRST_BASIL, "POST", "/v1/promotion_codes", coupon)["promotion"] == {
        "type": "coupon",
        "coupon": "c",
    }
