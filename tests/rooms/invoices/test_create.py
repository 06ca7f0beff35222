"""Creating drafts: what they start with, inherit, sweep in and refuse (invoicing.md §1.4, §3.4, §10.3)."""

from typing import Any

import pytest
from tests.builders import DAY, Shop, refused
from tests.conftest import Server, run_billhook

REQUIRED = "If invoice collection method is 'send_invoice', you must specify 'due_date' or 'days_until_due'."
FORBIDDEN = "You can only specify 'due_date' or 'days_until_due' if invoice collection method is 'send_invoice'."


def skeleton(invoice: str, customer: str, created: int) -> dict[str, Any]:
    """invoicing.md §1.4, "Skeleton of an empty API-created draft", for customer A <a@b.c>."""
    nothing: dict[str, Any] = dict.fromkeys(
        """account_tax_ids application automatically_finalizes_at custom_fields customer_account customer_address
        customer_phone customer_shipping default_payment_method default_source description due_date
        effective_at ending_balance footer from_invoice hosted_invoice_url invoice_pdf last_finalization_error
        latest_revision next_payment_attempt number on_behalf_of parent receipt_number shipping_cost
        shipping_details statement_descriptor status_details test_clock""".split()
    )
    zero = dict.fromkeys(
        """amount_due amount_overpaid amount_paid amount_paid_off_stripe amount_remaining amount_shipping
        attempt_count post_payment_credit_notes_amount pre_payment_credit_notes_amount starting_balance subtotal
        subtotal_excluding_tax total total_excluding_tax""".split(), 0,
    )  # fmt: skip
    empty: dict[str, Any] = {
        "customer_tax_ids": [], "default_tax_rates": [], "discounts": [], "metadata": {},
        "total_discount_amounts": [], "total_pretax_credit_amounts": [], "total_taxes": [],
    }  # fmt: skip
    return nothing | zero | empty | {
        "id": invoice, "object": "invoice", "account_country": "US", "account_name": "Billhook account",
        "attempted": False, "auto_advance": False,
        "automatic_tax": {
            "disabled_reason": None, "enabled": False, "liability": None, "provider": None, "status": None,
        },
        "billing_reason": "manual", "collection_method": "charge_automatically", "created": created,
        "currency": "usd", "customer": customer, "customer_email": "a@b.c", "customer_name": "A",
        "customer_tax_exempt": "none", "issuer": {"type": "self"},
        "lines": {
            "object": "list", "data": [], "has_more": False, "total_count": 0,
            "url": f"/v1/invoices/{invoice}/lines",
        },
        "livemode": False,
        "payment_settings": {
            "default_mandate": None, "payment_method_options": None, "payment_method_types": None,
        },
        "period_end": created, "period_start": created,
        # §1.4: on manual invoices of accounts with defaults an object such as this one.
        "rendering": {
            "amount_tax_display": None, "pdf": {"page_size": "auto"}, "template": None, "template_version": None,
        },
        "status": "draft",
        "status_transitions": {
            "finalized_at": None, "marked_uncollectible_at": None, "paid_at": None, "voided_at": None,
        },
        "webhooks_delivered_at": created,
    }  # fmt: skip


def test_a_fresh_draft_key_by_key(server: Server, shop: Shop) -> None:
    customer = shop.v1.customers.create({"name": "A", "email": "a@b.c"})
    answer = server.request("POST", "/v1/invoices", {"customer": customer.id})
    draft = answer.json
    assert answer.status == 200
    assert draft == skeleton(draft["id"], customer.id, draft["created"])
    assert draft["id"].startswith("in_")
    assert len(draft["id"]) == 27
    # What was answered is what is read.
    assert server.request("GET", f"/v1/invoices/{draft['id']}").json == draft


def test_keys_stand_in_the_documented_order(server: Server, shop: Shop) -> None:
    draft = server.request("POST", "/v1/invoices", {"customer": shop.customer().id}).json
    first, second, *others = draft
    assert (first, second) == ("id", "object")
    assert others == sorted(others)


class TestDueDates:
    def test_days_count_from_the_creation(self, shop: Shop) -> None:
        draft = shop.empty(days_until_due=30)
        assert draft.due_date == draft.created + 2_592_000

    def test_due_on_receipt(self, shop: Shop) -> None:
        draft = shop.empty(days_until_due=0)
        assert draft.due_date == draft.created

    def test_a_given_day(self, shop: Shop) -> None:
        day = shop.customer().created + 10 * DAY
        assert shop.empty(due_date=day).due_date == day

    @pytest.mark.parametrize(
        ("terms", "message"),
        [
            ({"collection_method": "send_invoice"}, REQUIRED),
            ({"days_until_due": 30}, FORBIDDEN),
            ({"collection_method": "charge_automatically", "due_date": 4_000_000_000}, FORBIDDEN),
        ],
    )
    def test_terms_that_do_not_fit(self, shop: Shop, terms: dict[str, Any], message: str) -> None:
        with refused(message):
            shop.v1.invoices.create({"customer": shop.customer().id, **terms})

    def test_not_both(self, shop: Shop) -> None:
        terms = {"collection_method": "send_invoice", "days_until_due": 3, "due_date": 4_000_000_000}
        with refused(
            "You may only specify one of these parameters: days_until_due, due_date.",
            code="parameters_exclusive",
            param="due_date",
        ):
            shop.v1.invoices.create({"customer": shop.customer().id, **terms})

    def test_not_in_the_past(self, shop: Shop) -> None:
        with refused("Invalid due_date: must be in the future.", param="due_date"):
            shop.empty(due_date=1_000_000_000)

    def test_days_are_never_negative(self, shop: Shop) -> None:
        with refused(
            "This value must be greater than or equal to 0.",
            code="parameter_invalid_integer",
            param="days_until_due",
        ):
            shop.empty(days_until_due=-1)


class TestWhoIsInvoiced:
    def test_a_customer_is_required(self, shop: Shop) -> None:
        with refused("Missing required param: customer.", code="parameter_missing", param="customer"):
            shop.v1.invoices.create({})

    def test_an_unknown_customer(self, shop: Shop) -> None:
        with refused("No such customer: 'cus_nope'", code="resource_missing", param="customer"):
            shop.v1.invoices.create({"customer": "cus_nope"})

    def test_the_id_of_something_else(self, shop: Shop) -> None:
        invoice = shop.empty()
        with refused(f"No such customer: '{invoice.id}'", code="resource_missing", param="customer"):
            shop.v1.invoices.create({"customer": invoice.id})

    def test_a_deleted_customer(self, shop: Shop) -> None:
        customer = shop.customer()
        shop.v1.customers.delete(customer.id)
        with refused(f"No such customer: '{customer.id}'", code="resource_missing", param="customer"):
            shop.empty(customer)

    def test_who_cannot_be_mailed_is_not_sent_an_invoice(self, shop: Shop) -> None:
        silent = shop.v1.customers.create({"name": "No mail"})
        with refused(
            "Missing email. In order to create invoices that are sent to the customer, the customer must have a "
            "valid email."
        ):
            shop.empty(silent)
        assert shop.empty(silent, collection_method="charge_automatically").customer_email is None

    def test_a_draft_shows_its_customer_as_he_is_now(self, shop: Shop) -> None:
        customer = shop.customer()
        draft = shop.empty(customer)
        shop.v1.customers.update(customer.id, {"name": "Moved", "address": {"city": "Ulm"}, "tax_exempt": "reverse"})
        now = shop.v1.invoices.retrieve(draft.id)
        assert (now.customer_name, now.customer_address.city, now.customer_tax_exempt) == (
            "Moved", "Ulm", "reverse",
        )  # fmt: skip


class TestInheritance:
    def test_from_the_customer(self, shop: Shop) -> None:
        customer = shop.customer(
            invoice_settings={
                "custom_fields": [{"name": "PO", "value": "118"}],
                "footer": "Thank you",
                "rendering_options": {"amount_tax_display": "exclude_tax"},
            },
            phone="+1 555",
            shipping={"name": "Dock 3", "address": {"line1": "Quay 1"}},
            tax_id_data=[{"type": "eu_vat", "value": "DE123456789"}],
        )
        draft = shop.empty(customer)
        assert [f.to_dict() for f in draft.custom_fields] == [{"name": "PO", "value": "118"}]
        assert draft.footer == "Thank you"
        assert draft.rendering.amount_tax_display == "exclude_tax"
        assert draft.customer_phone == "+1 555"
        assert draft.customer_shipping.name == "Dock 3"
        assert [(t.type, t.value) for t in draft.customer_tax_ids] == [("eu_vat", "DE123456789")]

    def test_what_is_given_comes_first(self, shop: Shop) -> None:
        customer = shop.customer(
            invoice_settings={"custom_fields": [{"name": "PO", "value": "118"}], "footer": "Thank you"}
        )
        draft = shop.empty(customer, custom_fields=[{"name": "Job", "value": "7"}], footer="Cheers")
        assert [f.to_dict() for f in draft.custom_fields] == [{"name": "Job", "value": "7"}]
        assert draft.footer == "Cheers"

    def test_what_is_given_empty_is_not_inherited(self, shop: Shop) -> None:
        customer = shop.customer(
            invoice_settings={"custom_fields": [{"name": "PO", "value": "118"}], "footer": "Thank you"}
        )
        draft = shop.empty(customer, custom_fields="", footer="")
        assert (draft.custom_fields, draft.footer) == (None, None)

    def test_from_the_account(self, server: Server, shop: Shop) -> None:
        # The value to set, and the documented default to go back to.
        defaults = {"default_memo": ("A memo", ""), "default_footer": ("The footer", ""), "page_size": ("a4", "auto")}
        try:
            for name, (value, _) in defaults.items():
                run_billhook(server, "settings", "set", name, value)
            draft = shop.empty()
            assert (draft.description, draft.footer) == ("A memo", "The footer")
            assert draft.rendering.pdf.page_size == "a4"
            # The customer's own footer comes before the account's.
            theirs = shop.customer(invoice_settings={"footer": "Theirs"})
            assert shop.empty(theirs).footer == "Theirs"
        finally:
            for name, (_, default) in defaults.items():
                run_billhook(server, "settings", "set", name, default)


class TestPendingItems:
    def test_are_left_alone_by_default(self, shop: Shop) -> None:
        customer = shop.customer()
        item = shop.pending(customer)
        assert shop.empty(customer).lines.data == []
        assert shop.v1.invoice_items.retrieve(item.id).invoice is None

    def test_are_swept_in_newest_first(self, shop: Shop) -> None:
        customer = shop.customer()
        items = [shop.pending(customer, amount, description=f"{amount}") for amount in (100, 200, 300)]
        draft = shop.empty(customer, pending_invoice_items_behavior="include")
        assert [line.amount for line in draft.lines.data] == [300, 200, 100]
        assert draft.total == 600
        assert draft.amount_due == 600
        assert [line.parent.invoice_item_details.invoice_item for line in draft.lines.data] == [
            item.id for item in reversed(items)
        ]
        assert {shop.v1.invoice_items.retrieve(item.id).invoice for item in items} == {draft.id}

    def test_of_another_currency_wait(self, shop: Shop) -> None:
        customer = shop.customer()
        shop.pending(customer, 100)
        euros = shop.pending(customer, 900, currency="eur")
        draft = shop.empty(customer, pending_invoice_items_behavior="include")
        assert (draft.currency, draft.total) == ("usd", 100)
        assert shop.v1.invoice_items.retrieve(euros.id).invoice is None
        second = shop.empty(customer, pending_invoice_items_behavior="include", currency="eur")
        assert (second.currency, second.total) == ("eur", 900)

    def test_of_another_customer_stay(self, shop: Shop) -> None:
        stranger = shop.pending(shop.customer())
        customer = shop.customer()
        shop.pending(customer, 700)
        assert shop.empty(customer, pending_invoice_items_behavior="include").total == 700
        assert shop.v1.invoice_items.retrieve(stranger.id).invoice is None

    def test_none_to_include(self, shop: Shop) -> None:
        draft = shop.empty(pending_invoice_items_behavior="include")
        assert (draft.status, draft.total, draft.lines.data) == ("draft", 0, [])

    def test_are_swept_in_once(self, shop: Shop) -> None:
        customer = shop.customer()
        shop.pending(customer)
        assert shop.empty(customer, pending_invoice_items_behavior="include").lines.total_count == 1
        assert shop.empty(customer, pending_invoice_items_behavior="include").lines.total_count == 0

    def test_a_word_that_is_neither(self, shop: Shop) -> None:
        with refused(
            "Invalid pending_invoice_items_behavior: must be one of include or exclude",
            param="pending_invoice_items_behavior",
        ):
            shop.empty(pending_invoice_items_behavior="exclude_all")

    def test_250_at_most_the_rest_waits(self, shop: Shop) -> None:
        customer = shop.customer()
        oldest = [shop.pending(customer, amount) for amount in (1, 2)]
        for _ in range(249):
            shop.pending(customer, 100)
        draft = shop.empty(customer, pending_invoice_items_behavior="include")
        # 251 are pending; the 250 newest are taken: 249 of 100 and the one of 2.
        assert draft.lines.total_count == 250
        assert draft.total == 24_902
        waiting = shop.v1.invoice_items.list({"customer": customer.id, "pending": True}).data
        assert [item.id for item in waiting] == [oldest[0].id]
        # A draft that is full takes no more.
        with refused("An invoice can have at most 250 line items.", param="invoice"):
            shop.item(draft)
        with refused("An invoice can have at most 250 line items.", param="invoice"):
            shop.v1.invoices.add_lines(draft.id, {"lines": [{"amount": 5}]})
        assert len(list(shop.v1.invoices.line_items.list(draft.id, {"limit": 100}).auto_paging_iter())) == 250


class TestCurrency:
    def test_the_account_has_one_for_new_customers(self, shop: Shop) -> None:
        customer = shop.customer()
        assert customer.currency is None
        assert shop.empty(customer).currency == "usd"
        assert shop.v1.customers.retrieve(customer.id).currency == "usd"

    def test_a_first_invoice_decides(self, shop: Shop) -> None:
        customer = shop.customer()
        assert shop.empty(customer, currency="EUR").currency == "eur"
        assert shop.v1.customers.retrieve(customer.id).currency == "eur"
        assert shop.empty(customer).currency == "eur"

    def test_a_first_item_decides(self, shop: Shop) -> None:
        customer = shop.customer()
        shop.pending(customer, currency="gbp")
        assert shop.v1.customers.retrieve(customer.id).currency == "gbp"
        assert shop.empty(customer).currency == "gbp"

    def test_an_unknown_one(self, shop: Shop) -> None:
        customer = shop.customer()
        with refused(None, param="currency"):
            shop.empty(customer, currency="xyz")


class TestNumbersGivenByTheCaller:
    def test_are_kept(self, shop: Shop) -> None:
        customer = shop.customer()
        draft = shop.draft(customer=customer, number="2026/17")
        assert draft.number == "2026/17"
        assert shop.v1.invoices.finalize_invoice(draft.id).number == "2026/17"
        # The sequence was not touched.
        assert shop.v1.customers.retrieve(customer.id).next_invoice_sequence == 1

    def test_are_unique(self, shop: Shop) -> None:
        shop.empty(number="2026/18")
        with refused("Invoice number 2026/18 is already used by another invoice.", param="number"):
            shop.empty(number="2026/18")

    def test_are_passed_over_by_the_sequence(self, shop: Shop) -> None:
        customer = shop.customer()
        shop.empty(number=f"{customer.invoice_prefix}-0001")
        assert shop.invoice("open", customer=customer).number == f"{customer.invoice_prefix}-0002"

    def test_have_26_characters_at_most(self, shop: Shop) -> None:
        assert shop.empty(number="N" * 26).number == "N" * 26
        with refused(None, param="number"):
            shop.empty(number="N" * 27)

    def test_can_be_taken_back(self, shop: Shop) -> None:
        customer = shop.customer()
        draft = shop.draft(customer=customer, number="2026/19")
        assert shop.v1.invoices.update(draft.id, {"number": ""}).number is None
        finalized = shop.v1.invoices.finalize_invoice(draft.id)
        assert finalized.number == f"{customer.invoice_prefix}-0001"
        assert shop.empty(number="2026/19").number == "2026/19"


class TestAutomaticCollection:
    def test_an_automatic_draft_waits_an_hour(self, shop: Shop) -> None:
        draft = shop.empty(auto_advance=True)
        assert draft.auto_advance
        assert draft.automatically_finalizes_at == draft.created + 3600
        assert draft.next_payment_attempt is None

    def test_one_that_is_charged_names_the_attempt(self, shop: Shop) -> None:
        draft = shop.empty(collection_method="charge_automatically", auto_advance=True)
        assert draft.automatically_finalizes_at == draft.created + 3600
        assert draft.next_payment_attempt == draft.created + 3600

    def test_clearing_and_setting_again(self, shop: Shop) -> None:
        draft = shop.empty(collection_method="charge_automatically", auto_advance=True)
        cleared = shop.v1.invoices.update(draft.id, {"auto_advance": False})
        assert (cleared.automatically_finalizes_at, cleared.next_payment_attempt) == (None, None)
        again = shop.v1.invoices.update(draft.id, {"auto_advance": True})
        assert again.automatically_finalizes_at == draft.created + 3600
        assert again.next_payment_attempt == draft.created + 3600
        opened = shop.v1.invoices.finalize_invoice(draft.id)
        assert (opened.automatically_finalizes_at, opened.next_payment_attempt) == (None, None)

    def test_a_moment_of_ones_own(self, shop: Shop) -> None:
        moment = shop.customer().created + 40 * DAY
        draft = shop.empty(auto_advance=True, automatically_finalizes_at=moment)
        assert draft.automatically_finalizes_at == moment
        with refused(
            "You can only specify 'automatically_finalizes_at' if 'auto_advance' is true.",
            param="automatically_finalizes_at",
        ):
            shop.empty(automatically_finalizes_at=moment)


@pytest.mark.parametrize(
    ("given", "param"),
    [
        ({"custom_fields": [{"name": "n" * 41, "value": "v"}]}, "custom_fields[0][name]"),
        ({"custom_fields": [{"name": "n", "value": "v" * 141}]}, "custom_fields[0][value]"),
        ({"custom_fields": [{"name": f"n{i}", "value": "v"} for i in range(5)]}, "custom_fields"),
        ({"statement_descriptor": "d" * 23}, "statement_descriptor"),
        ({"statement_descriptor": "12345"}, "statement_descriptor"),
        ({"statement_descriptor": "ACME *"}, "statement_descriptor"),
        ({"description": "d" * 5001}, "description"),
        ({"footer": "d" * 5001}, "footer"),
        ({"rendering": {"pdf": {"page_size": "a3"}}}, "rendering[pdf][page_size]"),
        ({"collection_method": "pigeon"}, "collection_method"),
        ({"auto_advance": "perhaps"}, "auto_advance"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_does_not_fit_is_refused_by_name(shop: Shop, given: dict[str, Any], param: str) -> None:
    customer = shop.customer()
    with refused(None, param=param):
        shop.v1.invoices.create({"customer": customer.id, **given})


def test_the_longest_that_fit(shop: Shop) -> None:
    fields = [{"name": str(i) * 40, "value": str(i) * 140} for i in range(4)]
    draft = shop.empty(custom_fields=fields, description="d" * 5000, footer="f" * 5000, statement_descriptor="A" * 22)
    assert [f.to_dict() for f in draft.custom_fields] == fields
    assert (len(draft.description), len(draft.footer), draft.statement_descriptor) == (5000, 5000, "A" * 22)
