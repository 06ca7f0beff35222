"""Which words a draft has: the order of invoicing.md §10.3, and the colours of the paper."""

from itertools import product

import pytest
from tests.builders import a_customer, a_draft

from billhook.account_settings.settings import AccountSettings
from billhook.documents.statement import Brand
from billhook.invoices.rules.inheriting import INHERITED, branded, inheriting
from billhook.rendering_templates.objects import Design

ACCOUNT = AccountSettings(default_memo="of the account", default_footer="of the account", page_size="letter")


@pytest.mark.parametrize("sources", list(product([True, False], repeat=4)))
def test_the_highest_that_says_something_is_printed(sources: tuple[bool, ...]) -> None:
    of_invoice, of_customers, of_customer, of_account = sources
    on_invoice = Design(footer="on the invoice", page_size="a4") if of_invoice else Design()
    on_customer = Design(footer="on the customer", page_size="a4") if of_customers else None
    customer = a_customer(invoice_footer="of the customer" if of_customer else None)
    account = ACCOUNT if of_account else AccountSettings()
    names = ("on the invoice", "on the customer", "of the customer", "of the account")
    expected = next((name for name, says in zip(names, sources, strict=True) if says), None)
    invoice = inheriting(a_draft(inherited=INHERITED), on_invoice, on_customer, customer, account)
    assert invoice.footer == expected
    # The paper is that of the one template that formats the invoice.
    assert invoice.page_size == ("a4" if of_invoice else account.page_size)


def test_what_is_the_invoices_own_stays_even_if_it_is_empty() -> None:
    design = Design(memo="Template", footer="Template", custom_fields=(("A", "1"),), page_size="letter")
    mine = {"description": "Mine", "footer": None, "custom_fields": None, "page_size": "a4"}
    draft = a_draft(inherited=("template",), **mine)
    assert inheriting(draft, design, None, a_customer(), ACCOUNT) == draft
    draft = a_draft(inherited=("custom_fields",), **mine)
    changed = inheriting(draft, design, None, a_customer(), ACCOUNT)
    assert (changed.description, changed.footer) == ("Mine", None)
    assert changed.custom_fields == [{"name": "A", "value": "1"}]


def test_custom_fields_come_from_one_place() -> None:
    customer = a_customer(invoice_custom_fields=[{"name": "Cost centre", "value": "7"}])
    draft = a_draft(inherited=INHERITED)
    one, other = Design(custom_fields=(("A", "1"), ("B", "2"))), Design(custom_fields=(("C", "3"),))
    fields = [inheriting(draft, *of, customer, ACCOUNT).custom_fields for of in ((one, other), (Design(), other))]
    assert [[f["name"] for f in found or ()] for found in fields] == [["A", "B"], ["C"]]
    assert inheriting(draft, None, None, customer, ACCOUNT).custom_fields == [{"name": "Cost centre", "value": "7"}]


@pytest.mark.parametrize(
    ("colour", "accent", "expected"),
    [
        (None, None, ("#111111", "#222222")),
        ("#333333", None, ("#333333", None)),
        (None, "#444444", ("#111111", "#444444")),
        ("#333333", "#444444", ("#333333", "#444444")),
    ],
)
def test_a_template_with_a_brand_colour_has_both_colours(
    colour: str | None, accent: str | None, expected: tuple[str, str | None]
) -> None:
    brand = branded(Brand("file_1", "file_2", "#111111", "#222222"), Design(colour=colour, accent=accent))
    assert (brand.colour, brand.accent) == expected
    assert (brand.logo, brand.icon) == ("file_1", "file_2")
    assert branded(brand, None) == brand
