"""Any invoice, credited step by step in any order, ends exactly at zero (invoicing.md §7)."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders import Shop, refused
from tests.conftest import Server
from tests.nightly import IS_NIGHTLY

PERCENTS = ("7", "12.5", "33.33")
RATES = ((19, False), (5.5, True), (7, False))

# Smaller steps can come to nothing after discounts, and there is no credit note over nothing.
STEP_MIN = 100

LINES = st.lists(
    st.fixed_dictionaries(
        {
            "amount": st.integers(STEP_MIN, 30_000),
            "quantity": st.integers(1, 7),
            "discounts": st.sets(st.integers(0, len(PERCENTS) - 1), max_size=2),
            "rates": st.sets(st.integers(0, len(RATES) - 1), max_size=2),
            "by": st.sampled_from(["quantity", "amount"]),
        }
    ),
    min_size=1,
    max_size=4,
)


def figures(note: Any) -> dict[str, Any]:
    """Everything that a preview of a credit note says of money."""
    names = ("amount", "subtotal", "discount_amount", "total_excluding_tax", "subtotal_excluding_tax")
    return {name: note[name] for name in names} | {
        "split": (note.pre_payment_amount, note.post_payment_amount),
        "taxes": [(t.amount, t.taxable_amount, t.tax_rate_details.tax_rate) for t in note.total_taxes],
        "lines": [(line.amount, line.quantity, [d.amount for d in line.discount_amounts]) for line in note.lines.data],
    }


def by_key(entries: list[Any], key: Callable[[Any], str], of: str = "amount") -> dict[str, int]:
    """The sums of amounts that stand under one key."""
    sums: dict[str, int] = {}
    for entry in entries:
        sums[key(entry)] = sums.get(key(entry), 0) + entry[of]
    return {name: amount for name, amount in sums.items() if amount}


def a_rich_invoice(shop: Shop, lines: list[dict[str, Any]], of_invoice: int | None, shipping: int) -> Any:
    """An open invoice with lines at their own discounts and taxes, a discount of its own, and shipping."""
    coupons = [shop.v1.coupons.create({"percent_off": float(percent)}).id for percent in PERCENTS]
    rates = [
        shop.v1.tax_rates.create({"display_name": "VAT", "percentage": percent, "inclusive": inclusive}).id
        for percent, inclusive in RATES
    ]
    product = shop.v1.products.create({"name": "Gold"}).id
    given: dict[str, Any] = {"currency": "usd"}
    if of_invoice is not None:
        given["discounts"] = [{"coupon": coupons[of_invoice]}]
    if shipping:
        rate = {"display_name": "Post", "type": "fixed_amount", "fixed_amount": {"amount": shipping, "currency": "usd"}}
        given["shipping_cost"] = {"shipping_rate_data": rate}
    draft = shop.empty(**given)
    added = [
        {
            "price_data": {"currency": "usd", "product": product, "unit_amount": line["amount"]},
            "quantity": line["quantity"],
            "discounts": [{"coupon": coupons[n]} for n in sorted(line["discounts"])],
            "tax_rates": [rates[n] for n in sorted(line["rates"])],
        }
        for line in lines
    ]
    shop.v1.invoices.add_lines(draft.id, {"lines": added})
    return shop.v1.invoices.finalize_invoice(draft.id)


def test_it_ends_at_zero(server: Server) -> None:
    shop = Shop(server.client)

    @settings(max_examples=25 if IS_NIGHTLY else 12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(LINES, st.none() | st.integers(0, len(PERCENTS) - 1), st.sampled_from([0, 499]), st.data())
    def story(lines: list[dict[str, Any]], of_invoice: int | None, shipping: int, data: st.DataObject) -> None:
        invoice = a_rich_invoice(shop, lines, of_invoice, shipping)
        if invoice.amount_due == 0:  # Below the minimum charge: paid by the balance, and another story.
            return
        steps = [step for n, line in enumerate(lines) for step in cuts(data, invoice.lines.data[n].id, line)]
        if shipping:
            steps.append({"shipping_cost": {"shipping_rate": invoice.shipping_cost.shipping_rate}})
        notes = [credited(shop, invoice, step) for step in data.draw(st.permutations(steps))]
        check_nothing_is_left(shop, invoice, [note for note in notes if note is not None])

    story()


def cuts(data: st.DataObject, line: str, wanted: dict[str, Any]) -> list[dict[str, Any]]:
    """The steps in which a line is credited: all of its units, or all of its gross amount."""
    by_amount = wanted["by"] == "amount"
    whole = wanted["quantity"] * (wanted["amount"] if by_amount else 1)
    step = STEP_MIN if by_amount else 1
    places = sorted(n * step for n in data.draw(st.sets(st.integers(1, max(whole // step - 1, 1)), max_size=3)))
    places = [place for place in places if place < whole]
    return [
        {"lines": [{"type": "invoice_line_item", "invoice_line_item": line, wanted["by"]: end - start}]}
        for start, end in zip([0, *places], [*places, whole], strict=True)
    ]


def credited(shop: Shop, invoice: Any, step: dict[str, Any]) -> Any:
    """The credit note of a step, which is what its preview said."""
    given = {"invoice": invoice.id, **step}
    preview = shop.v1.credit_notes.preview(given)
    note = shop.v1.credit_notes.create(given)
    assert figures(preview) == figures(note)
    after = shop.v1.invoices.retrieve(invoice.id)
    assert after.amount_due == after.amount_remaining == invoice.amount_due - after.pre_payment_credit_notes_amount
    assert (note.status, note.amount) == ("issued", note.total)
    assert note.amount == note.total_excluding_tax + sum(tax.amount for tax in note.total_taxes)
    return note


def check_nothing_is_left(shop: Shop, invoice: Any, notes: list[Any]) -> None:
    assert sum(note.amount for note in notes) == invoice.total
    for name in ("subtotal", "total_excluding_tax"):
        assert sum(note[name] for note in notes) == invoice[name], name
    discounts = by_key([one for note in notes for one in note.discount_amounts], lambda one: one.discount)
    assert discounts == by_key(invoice.total_discount_amounts, lambda one: one.discount)
    taxes = [tax for note in notes for tax in note.total_taxes]
    for of in ("amount", "taxable_amount"):
        rated = by_key(taxes, lambda tax: tax.tax_rate_details.tax_rate, of)
        assert rated == by_key(invoice.total_taxes, lambda tax: tax.tax_rate_details.tax_rate, of), of
    paid = shop.v1.invoices.retrieve(invoice.id)
    assert (paid.status, paid.amount_due, paid.amount_paid, paid.total) == ("paid", 0, 0, invoice.total)
    with refused(None, param="amount"):
        shop.v1.credit_notes.create({"invoice": invoice.id, "amount": 1, "out_of_band_amount": 1})
