"""Live and test mode see nothing of each other (platform.md §2, §3.3)."""

import stripe
from tests.builders import Shop, refused

IN_LIVE = "; a similar object exists in live mode, but a test mode key was used to make this request."
IN_TEST = "; a similar object exists in test mode, but a live mode key was used to make this request."


def test_objects_say_which_mode_they_belong_to(shop: Shop, live: stripe.StripeClient) -> None:
    for of_mode, livemode in ((shop, False), (Shop(live), True)):
        invoice = of_mode.invoice("paid")
        assert invoice.livemode is livemode
        assert invoice.lines.data[0].livemode is livemode
        assert of_mode.v1.customers.retrieve(invoice.customer).livemode is livemode
        assert of_mode.v1.invoice_payments.list({"limit": 1}).data[0].livemode is livemode
        assert of_mode.v1.events.list({"limit": 1}).data[0].livemode is livemode


def test_neither_lists_what_is_the_others(shop: Shop, live: stripe.StripeClient) -> None:
    mine, theirs = shop.draft(), Shop(live).draft()
    assert theirs.id not in [i.id for i in shop.v1.invoices.list({"limit": 100}).data]
    assert mine.id not in [i.id for i in live.v1.invoices.list({"limit": 100}).data]
    assert shop.v1.invoices.list({"customer": theirs.customer}).data == []


def test_the_path_of_the_other_mode(shop: Shop, live: stripe.StripeClient) -> None:
    mine, theirs = shop.draft(), Shop(live).draft()
    with refused(f"No such invoice: '{theirs.id}'{IN_LIVE}", status=404, code="resource_missing", param="invoice"):
        shop.v1.invoices.retrieve(theirs.id)
    with refused(f"No such invoice: '{mine.id}'{IN_TEST}", status=404, code="resource_missing", param="id"):
        live.v1.invoices.finalize_invoice(mine.id)
    with refused(f"No such customer: '{theirs.customer}'{IN_LIVE}", status=404, code="resource_missing", param="id"):
        shop.v1.customers.retrieve(theirs.customer)
    assert shop.v1.invoices.retrieve(mine.id).status == "draft"


def test_parameters_of_the_other_mode(shop: Shop, live: stripe.StripeClient) -> None:
    theirs = Shop(live).draft()
    with refused(f"No such customer: '{theirs.customer}'{IN_LIVE}", code="resource_missing", param="customer"):
        shop.v1.invoices.create({"customer": theirs.customer})
    with refused(f"No such invoice: '{theirs.id}'{IN_LIVE}", code="resource_missing", param="invoice"):
        shop.v1.invoice_items.create({"invoice": theirs.id, "amount": 5})
    with refused(f"No such invoice: '{theirs.id}'{IN_LIVE}", code="resource_missing", param="starting_after"):
        shop.v1.invoices.list({"starting_after": theirs.id})


def test_keys_of_idempotency_are_kept_apart(shop: Shop, live: stripe.StripeClient) -> None:
    one = shop.v1.customers.create({"name": "A"}, {"idempotency_key": "one-for-both"})
    other = live.v1.customers.create({"name": "A"}, {"idempotency_key": "one-for-both"})
    assert one.id != other.id
    assert other.livemode is True


def test_numbers_of_one_mode_are_free_in_the_other(shop: Shop, live: stripe.StripeClient) -> None:
    assert shop.empty(number="BOTH-1").number == "BOTH-1"
    assert Shop(live).empty(number="BOTH-1").number == "BOTH-1"


def test_the_account_can_be_named_and_no_other(shop: Shop) -> None:
    with refused(None, status=403, code="account_invalid"):
        shop.v1.invoices.list({}, {"stripe_account": "acct_1Nobody"})
