"""Rates as invoices take them: named by a caller, or minted for amounts that somebody else worked out."""

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.builders import Shop, refused
from tests.conftest import Server
from tests.rooms.tax.inside import inside

from billhook.db.tx import Tx
from billhook.kernel.errors import ApiError
from billhook.tax import store
from billhook.tax.actions.mint_rate import rate_for_data
from billhook.tax.actions.resolve import resolve_rates
from billhook.tax.objects import FlatAmount, TaxRate, TaxRateData

COUNTY = TaxRateData(
    display_name="Sales tax", inclusive=False, percentage=Decimal("8.875"), country="US", state="NY",
    jurisdiction="Kings", jurisdiction_level="county", tax_type="sales_tax",
)  # fmt: skip


def a_rate(shop: Shop, **given: object) -> str:
    return str(shop.v1.tax_rates.create({"display_name": "VAT", "percentage": 7, "inclusive": True, **given}).id)


def resolved(server: Server, *ids: str, limit: int = 10, livemode: bool = False) -> list[TaxRate]:
    async def verb(tx: Tx) -> list[TaxRate]:
        return await resolve_rates(tx, ids, param="tax_rates", limit=limit)

    return inside(server, verb, livemode=livemode)[0]


class TestNamed:
    def test_in_the_order_of_the_caller(self, server: Server, shop: Shop) -> None:
        ids = [a_rate(shop), a_rate(shop)][::-1]
        assert [rate.id for rate in resolved(server, *ids)] == ids
        assert resolved(server) == []

    def test_each_refusal_names_the_element(self, server: Server, shop: Shop) -> None:
        rate, archived = a_rate(shop), a_rate(shop, active=False)
        for ids, place, code, message in [
            ((rate, "txr_x"), 1, "resource_missing", "No such tax rate: 'txr_x'"),
            ((rate, rate), 1, None, f"The tax rate {rate} is named more than once."),
            ((archived,), 0, None, f"The tax rate {archived} is archived. This field only accepts active tax rates."),
        ]:
            with pytest.raises(ApiError) as caught:
                resolved(server, *ids)
            assert (caught.value.status, caught.value.kind.code) == (400, code)
            assert (caught.value.param, caught.value.message) == (f"tax_rates[{place}]", message)

    def test_not_more_than_the_limit(self, server: Server, shop: Shop) -> None:
        rate = a_rate(shop)
        with pytest.raises(ApiError, match="exceeded maximum 2 allowed"):
            resolved(server, rate, "txr_x", "txr_y", limit=2)

    def test_those_of_the_other_mode_are_none(self, server: Server, shop: Shop) -> None:
        with pytest.raises(ApiError, match="No such tax rate"):
            resolved(server, a_rate(shop), livemode=True)


class TestMinted:
    def test_is_archived_and_found_again(self, server: Server, shop: Shop) -> None:
        (first,) = inside(server, lambda tx: rate_for_data(tx, COUNTY))
        (again,) = inside(server, lambda tx: rate_for_data(tx, replace(COUNTY, percentage=Decimal("8.8750"))))
        assert (first.active, first.id) == (False, again.id)
        shown = shop.v1.tax_rates.retrieve(first.id)
        assert (shown.percentage, shown.jurisdiction_level, shown.active) == (8.875, "county", False)

    def test_other_data_is_another_rate(self, server: Server) -> None:
        others = [
            replace(COUNTY, inclusive=True), replace(COUNTY, percentage=Decimal(8)), replace(COUNTY, state=None),
            replace(COUNTY, description="d"), replace(COUNTY, flat_amount=FlatAmount(29, "usd")),
        ]  # fmt: skip
        minted = [inside(server, lambda tx, data=data: rate_for_data(tx, data))[0].id for data in (COUNTY, *others)]
        assert len(set(minted)) == len(minted)

    def test_two_at_once_make_one(self, server: Server) -> None:
        for number in range(10):
            data = replace(COUNTY, jurisdiction=f"at once {number}")
            minted = inside(server, *[lambda tx, data=data: rate_for_data(tx, data)] * 4)
            assert len({rate.id for rate in minted}) == 1

    def test_says_for_ever_what_it_was_minted_from(self, server: Server, shop: Shop) -> None:
        (rate,) = inside(server, lambda tx: rate_for_data(tx, COUNTY))
        message = "This tax rate was created for tax amounts of an invoice; only its metadata can be changed."
        for change in ({"active": True}, {"display_name": "Other"}, {"state": "NJ"}):
            with refused(message, param=next(iter(change))):
                shop.v1.tax_rates.update(rate.id, change)
        assert shop.v1.tax_rates.update(rate.id, {"metadata": {"a": "1"}}).metadata.to_dict() == {"a": "1"}

    def test_nobody_can_name_it(self, server: Server) -> None:
        (rate,) = inside(server, lambda tx: rate_for_data(tx, COUNTY))
        with pytest.raises(ApiError, match="is archived"):
            resolved(server, rate.id)


def test_a_frozen_rate_says_what_the_stored_one_said(server: Server, shop: Shop) -> None:
    rate_id = a_rate(shop, percentage=8.875, metadata={"a": "1"})
    found = inside(server, lambda tx: store.rates_of_ids(tx, [rate_id, "txr_x"]))[0]
    assert list(found) == [rate_id]
    stored = found[rate_id].to_stored()
    assert stored["percentage"] == "8.875"
    assert TaxRate.from_stored(stored) == found[rate_id]
