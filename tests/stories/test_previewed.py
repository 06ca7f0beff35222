"""A preview of anything equals, to the cent, the invoice that follows (invoicing.md §3.15)."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders import Shop
from tests.conftest import Server
from tests.nightly import IS_NIGHTLY
from tests.rooms.invoices.figures import figures

COUPONS = ({"percent_off": 10}, {"percent_off": 33.33}, {"amount_off": 700, "currency": "{currency}"})
RATES = ((19, False), (5.5, True), (20, True))
# No decimals, two, three, and one whose amounts due are rounded.
CURRENCIES = ("usd", "jpy", "kwd", "isk")

AMOUNTS = st.fixed_dictionaries({"amount": st.integers(-3_000, 40_000).map(lambda n: n * 10)})
UNITS = st.fixed_dictionaries(
    {
        "unit_amount_decimal": st.decimals("0.001", "999.999", places=3).map(str),
        "quantity": st.integers(1, 1_000),
    }
)
EXTRAS = st.fixed_dictionaries(
    {},
    optional={
        "discounts": st.lists(st.integers(0, len(COUPONS) - 1), unique=True, max_size=3),
        "tax_rates": st.lists(st.integers(0, len(RATES) - 1), unique=True, max_size=3),
        "discountable": st.booleans(),
    },
)
ITEMS = st.lists(st.builds(lambda price, extras: price | extras, AMOUNTS | UNITS, EXTRAS), min_size=1, max_size=4)


class Till:
    """A shop with everything that the examples in one currency refer to by its place."""

    def __init__(self, shop: Shop, currency: str) -> None:
        self.shop = shop
        self.currency = currency
        self.coupons = [
            shop.v1.coupons.create({key: currency if key == "currency" else value for key, value in terms.items()}).id
            for terms in COUPONS
        ]
        self.rates = [
            shop.v1.tax_rates.create({"display_name": "VAT", "percentage": percent, "inclusive": inclusive}).id
            for percent, inclusive in RATES
        ]
        self.product = shop.v1.products.create({"name": "Gold"}).id

    def item(self, drawn: dict[str, Any]) -> dict[str, Any]:
        """The parameters of an item, as a preview and the verb both take them."""
        item: dict[str, Any] = {"currency": self.currency, "description": "Work", **drawn}
        if "unit_amount_decimal" in drawn:
            unit = item.pop("unit_amount_decimal")
            item["price_data"] = {"currency": self.currency, "product": self.product, "unit_amount_decimal": unit}
        if "discounts" in drawn:
            item["discounts"] = self.discounts(drawn["discounts"])
        if "tax_rates" in drawn:
            item["tax_rates"] = [self.rates[n] for n in drawn["tax_rates"]]
        return item

    def discounts(self, places: list[int]) -> Any:
        """Coupons by their places; no places mean no discounts at all."""
        return [{"coupon": self.coupons[n]} for n in places] or ""


def test_a_preview_of_anything_is_the_invoice_that_follows(server: Server) -> None:
    shop = Shop(server.client)
    tills = {currency: Till(shop, currency) for currency in CURRENCIES}

    @settings(max_examples=40 if IS_NIGHTLY else 20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.sampled_from(CURRENCIES),
        st.lists(AMOUNTS, max_size=2),
        ITEMS,
        st.lists(st.integers(0, len(COUPONS) - 1), unique=True, max_size=3),
        st.sampled_from(["none", "exempt", "reverse"]),
        st.integers(-5_000, 5_000).map(lambda n: n * 10),
    )
    def story(
        currency: str,
        pending: list[dict[str, Any]],
        items: list[dict[str, Any]],
        discounts: list[int],
        exempt: str,
        balance: int,
    ) -> None:
        till = tills[currency]
        customer = shop.customer(tax_exempt=exempt)
        shop.v1.customers.balance_transactions.create(customer.id, {"amount": balance, "currency": currency})
        for waiting in pending:
            shop.v1.invoice_items.create({"customer": customer.id, **till.item(waiting)})
        wanted = [till.item(item) for item in items]
        of_invoice = {"customer": customer.id, "currency": currency, "discounts": till.discounts(discounts)}
        preview = shop.v1.invoices.create_preview({**of_invoice, "invoice_items": wanted})
        behavior = "include" if pending else "exclude"
        draft = shop.v1.invoices.create({**of_invoice, "pending_invoice_items_behavior": behavior})
        for item in wanted:
            shop.v1.invoice_items.create({"customer": customer.id, "invoice": draft.id, **item})
        assert figures(preview) == figures(shop.v1.invoices.retrieve(draft.id))
        final = shop.v1.invoices.finalize_invoice(draft.id)
        assert figures(preview) == figures(final)
        assert preview.ending_balance == final.ending_balance

    story()
