"""From `payment_settings` to how an invoice may be paid, and back (invoicing.md §4.7)."""

from typing import Any

from billhook.cash_balances.instructions import addresses_for, given_transfer
from billhook.cash_balances.params import BankTransfer
from billhook.cash_balances.rules.bank_transfers import EU, FinancialAddress, Transfer, check_currency, chosen_or_usual
from billhook.db.tx import Reader
from billhook.invoices.objects import Invoice
from billhook.invoices.params import CashOptions, InvoiceFields
from billhook.invoices.rules.domestic_account import domestic_account
from billhook.invoices.rules.swiss_account import swiss_account
from billhook.invoices.rules.ways_to_pay import check_ways_to_pay
from billhook.kernel.replacing import replace
from billhook.payment_methods.objects import CUSTOMER_BALANCE
from billhook.payments.actions.fields import options_by_type

_TRANSFER = "payment_settings[payment_method_options][customer_balance][bank_transfer]"


def with_payment_settings(invoice: Invoice, params: InvoiceFields) -> Invoice:
    """The invoice with what was given of them; what was not given stays, and must still fit.

    Raises MISSING_PARAMETER, INVALID_VALUE, TRANSFER_CURRENCY and those of `check_ways_to_pay`.
    """
    given = params.payment_settings
    change: dict[str, Any] = {}
    if given is not None and given.given("payment_method_types"):
        change["payment_method_types"] = list(dict.fromkeys(given.payment_method_types or ())) or None
    if given is not None and given.given("payment_method_options"):
        options = given.payment_method_options
        change["method_options"] = options_by_type(options, {})
        change["bank_transfer"] = _transfer(options.customer_balance if options is not None else None, invoice.currency)
    changed = replace(invoice, **change)
    check_ways_to_pay(changed)
    return changed


def transfer_accounts(reader: Reader, invoice: Invoice) -> tuple[FinancialAddress, ...] | None:
    """The accounts for bank transfers that the documents of an invoice name, if it may be paid by one.

    Raises NO_BANK_ACCOUNT.
    """
    if CUSTOMER_BALANCE not in (invoice.payment_method_types or ()):
        return None
    transfer = chosen_or_usual(invoice.bank_transfer, invoice.currency)
    return tuple(addresses_for(reader, invoice.customer, transfer))


def with_transfer_accounts(reader: Reader, before: Invoice, invoice: Invoice) -> Invoice:
    """A finalized invoice that may now be paid by bank transfer, with the account that its documents tell from now on.

    An account of live mode that was told once stays. Raises NO_BANK_ACCOUNT.
    """
    issuer = invoice.issuer
    ways = (invoice.payment_method_types, invoice.bank_transfer)
    if issuer is None or ways == (before.payment_method_types, before.bank_transfer):
        return invoice
    is_frozen = issuer.transfer is not None
    if is_frozen and (reader.tenant.livemode or invoice.bank_transfer == before.bank_transfer):
        return invoice
    transfer = transfer_accounts(reader, invoice) or issuer.transfer
    account, livemode = reader.tenant.settings, reader.tenant.livemode
    swiss = swiss_account(account, invoice, livemode=livemode) or issuer.swiss_account
    domestic = issuer.domestic_account or domestic_account(account, invoice, livemode=livemode)
    return replace(invoice, issuer=replace(issuer, transfer=transfer, swiss_account=swiss, domestic_account=domestic))


def _transfer(options: CashOptions | None, currency: str) -> Transfer | None:
    given = options.bank_transfer if options is not None else None
    type = given.type or (EU if given.eu_bank_transfer is not None else None) if given is not None else None
    if given is None or type is None:
        return None
    whole = BankTransfer.of(type=type, eu_bank_transfer=given.eu_bank_transfer)
    transfer = given_transfer(whole, _TRANSFER)
    check_currency(transfer, currency, f"{_TRANSFER}[type]")
    return transfer
