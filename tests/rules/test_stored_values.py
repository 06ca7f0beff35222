"""Whatever a column keeps comes back as it was."""

import ast
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tidy.source import modules, tree

from billhook.account_settings.mail_texts import OwnTexts
from billhook.bank_statements.rules.csv_mapping import Columns, CsvMapping
from billhook.cash_balances.rules.bank_transfers import TRANSFERS, Transfer
from billhook.checkout.objects import SessionLine
from billhook.credit_notes.objects import RefundedPart
from billhook.customers.bill_to import BillTo
from billhook.discounts.objects import Discount
from billhook.documents.line_groups import LineGroup
from billhook.documents.look import LAYOUTS, Look
from billhook.documents.statement import Brand, TransferAccount
from billhook.invoices.applied import AppliedDiscount, AppliedTax, AutomaticTax, FoundRate, ShippingCharge
from billhook.invoices.issuer import Issuer
from billhook.invoices.objects import Credited, FinalizationError
from billhook.invoices.rules.letters import Said
from billhook.invoices.rules.supply import HEAD, INVOICE_DATE, LINES
from billhook.invoices.rules.terms import Tax
from billhook.kernel.address import Address, Shipping
from billhook.kernel.stored import VERSION
from billhook.kernel.tax_number import TaxNumber
from billhook.ledger.objects import Entry
from billhook.people.objects import EndpointTrouble
from billhook.rendering_templates.objects import FILTERS, GROUPINGS, Design, GroupRule
from billhook.subscriptions.objects import Cancellation, InvoiceSettings, PauseCollection, TrialSettings
from billhook.subscriptions.rules.calendar import AnchorConfig, Period
from billhook.subscriptions.rules.prorating import Debit
from billhook.tax.objects import FlatAmount, TaxRate

texts = st.text(max_size=20)
maybe = st.none() | texts
amounts = st.integers(-(10**15), 10**15)
percentages = st.decimals(0, 1_000, places=4)
metadata = st.dictionaries(texts, texts, max_size=2)


def some(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A few of them, as a tuple."""
    return st.lists(values, max_size=3).map(tuple)


addresses = st.builds(Address, maybe, maybe, maybe, maybe, maybe, maybe)
shippings = st.builds(Shipping, maybe, maybe, addresses, maybe, maybe)
numbers = st.builds(TaxNumber, texts, texts)
rates = st.builds(
    TaxRate, id=texts, created=amounts, active=st.booleans(), minted=st.booleans(), metadata=metadata,
    display_name=texts, inclusive=st.booleans(), percentage=percentages,
    effective_percentage=st.none() | percentages, flat_amount=st.none() | st.builds(FlatAmount, amounts, texts),
    country=maybe, state=maybe, jurisdiction=maybe, jurisdiction_level=maybe, tax_type=maybe, rate_type=maybe,
    description=maybe,
)  # fmt: skip
taxes = st.builds(Tax, texts, amounts, amounts, st.booleans(), texts)
found = st.builds(FoundRate, rates, texts)
currencies = st.dictionaries(texts, amounts, max_size=2)
transfers = some(st.dictionaries(texts, texts | st.dictionaries(texts, maybe, max_size=2), max_size=2))
brands = st.builds(Brand, maybe, maybe, maybe, maybe)
accounts = st.builds(TransferAccount, texts, st.dictionaries(texts, texts, max_size=3))
looks = st.builds(Look, st.sampled_from(LAYOUTS), st.booleans(), st.booleans(), st.booleans(), st.booleans())
rules = st.builds(
    GroupRule, st.sampled_from(FILTERS), texts, st.sampled_from(GROUPINGS), texts, texts, st.booleans()
)  # fmt: skip

VALUES = {
    SessionLine: st.builds(
        SessionLine, id=texts, price=texts, product=texts, description=maybe, quantity=amounts,
        unit_amount=st.none() | percentages, amount=amounts, rates=some(rates), taxes=some(taxes), metadata=metadata,
    ),
    Address: addresses,
    Shipping: shippings,
    TaxNumber: numbers,
    BillTo: st.builds(
        BillTo, maybe, maybe, maybe, st.none() | addresses, st.none() | shippings, texts, some(numbers), some(texts)
    ),
    Issuer: st.builds(
        Issuer, texts, texts, st.none() | addresses, maybe, maybe, maybe, maybe, st.none() | some(numbers), maybe,
        texts, texts, texts, st.none() | transfers, brands, maybe, st.sampled_from((LINES, HEAD, INVOICE_DATE)),
        st.none() | accounts, st.booleans(),
    ),
    TransferAccount: accounts,
    Brand: brands,
    Look: looks,
    LineGroup: st.builds(
        LineGroup, st.sampled_from((*GROUPINGS, "other")), texts, texts, st.booleans(), some(st.integers(0, 249))
    ),
    GroupRule: rules,
    Design: st.builds(Design, maybe, maybe, some(st.tuples(texts, texts)), maybe, maybe, maybe, looks, some(rules)),
    TaxRate: rates,
    Tax: taxes,
    AppliedTax: st.builds(AppliedTax, rates, amounts, amounts, st.booleans(), texts),
    AppliedDiscount: st.builds(AppliedDiscount, texts, amounts),
    FoundRate: found,
    ShippingCharge: st.builds(
        ShippingCharge, texts, maybe, texts, maybe, amounts, amounts, some(taxes), some(found)
    ),
    AutomaticTax: st.builds(AutomaticTax, maybe),
    FinalizationError: st.builds(FinalizationError, texts, texts, maybe, maybe, maybe),
    Discount: st.builds(
        Discount, texts, texts, maybe, st.none() | percentages, st.none() | amounts, maybe, currencies, some(texts),
        maybe, texts, maybe, maybe, maybe, maybe, amounts, st.none() | amounts, metadata,
    ),
    Credited: st.builds(Credited, texts, some(texts)),
    Debit: st.builds(Debit, amounts, st.builds(Period, amounts, amounts), maybe, maybe, maybe),
    TrialSettings: st.builds(TrialSettings, billing_cycle_anchor=texts, missing_payment_method=texts),
    PauseCollection: st.builds(PauseCollection, behavior=texts, resumes_at=st.none() | amounts),
    InvoiceSettings: st.builds(
        InvoiceSettings, account_tax_ids=st.none() | some(texts), description=maybe, footer=maybe,
        custom_fields=st.none() | some(st.tuples(texts, texts)),
    ),
    Cancellation: st.builds(Cancellation, comment=maybe, feedback=maybe, reason=maybe),
    AnchorConfig: st.builds(AnchorConfig, amounts, *[st.none() | amounts] * 4),
    EndpointTrouble: st.builds(EndpointTrouble, texts, texts, st.booleans(), amounts, amounts, texts),
    Transfer: st.builds(Transfer, st.sampled_from(TRANSFERS), texts, st.none() | some(texts)),
    CsvMapping: st.builds(
        CsvMapping, texts, texts, st.builds(Columns, texts, *[texts] * 7, some(texts), texts, texts, texts), texts,
        texts, amounts, st.booleans(), texts,
    ),
    RefundedPart: st.builds(RefundedPart, texts, amounts),
    OwnTexts: st.builds(OwnTexts, some(st.tuples(texts, texts)), some(st.tuples(texts, texts))),
    Said: st.builds(Said, amounts, maybe, st.none() | amounts, maybe, maybe, texts),
    Entry: st.builds(
        Entry, texts, amounts, amounts, texts, texts, texts, amounts, amounts, amounts, maybe, texts, maybe, maybe
    ),
}  # fmt: skip


def test_every_type_that_a_column_keeps_is_here() -> None:
    """A type that nobody tries may forget a field, and an invoice with it."""
    named = {
        node.name
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and {"to_stored", "from_stored"} & {getattr(n, "name", "") for n in node.body}
    }
    assert named - {"Storable"} == {kind.__name__ for kind in VALUES}


@pytest.mark.parametrize("kind", VALUES, ids=lambda kind: kind.__name__)
@given(st.data())
def test_what_is_stored_is_read_as_it_was(kind: Any, data: st.DataObject) -> None:
    value = data.draw(VALUES[kind])
    stored = orjson.loads(orjson.dumps(value.to_stored()))
    assert stored["version"] == VERSION
    assert kind.from_stored(stored) == value
