"""Where a payer sends a bank transfer, and how much: for the page of an invoice, and for a page of its own.

Banking apps read a code, so that nobody has to type an account: that of the Swiss QR-bill if the invoice has one, else
in Euro that of EPC069-12, else that of a payment scheme of the issuer's country.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from billhook.cash_balances.instructions import addresses_for
from billhook.cash_balances.rules.bank_transfers import reference_of
from billhook.db.tx import Reader
from billhook.documents.account_words import ACCOUNT_LABELS, labelled_entries
from billhook.documents.statement import InvoiceStatement, TransferAccount
from billhook.documents.swiss_bill import bill_of
from billhook.documents.swiss_code import swiss_code
from billhook.documents.transfer_code import transfer_code
from billhook.hosted.words.catalogue import words_for
from billhook.hosted.words.page_words import TransferWords
from billhook.invoices.objects import Invoice
from billhook.invoices.statement import transfer_account
from billhook.kernel.display import money
from billhook.payments.objects import PaymentIntent
from billhook.payments.rules.funding import transfer_of
from billhook.payments.rules.lifecycle import CANCELED, SUCCEEDED


@dataclass(frozen=True, slots=True)
class Account:
    """One account, as labels and values; `heading` where there are several to choose from."""

    heading: str
    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TransferDetails:
    """Where to send how much. `received` came in already and waits for the rest, or is empty; `code` is an image for
    banking apps. `printed_reference` is the reference in groups, for the eye.
    """

    business: str
    amount: str
    received: str
    reference: str
    printed_reference: str
    accounts: tuple[Account, ...]
    code: Markup | None
    test: bool

    def is_repeated_in(self, text: str) -> bool:
        """Whether a text of the business names each of the accounts, so that it says nothing that is new."""
        numbers = [
            _bare(value) for account in self.accounts for label, value in account.entries if label in ACCOUNT_LABELS
        ]
        return bool(numbers) and all(number in _bare(text) for number in numbers)


@dataclass(frozen=True, slots=True)
class Instructions:
    """What the page of its own tells: where to send money, or that it has come, or that none is wanted any more."""

    locale: str
    state: str
    amount: str
    business: str
    transfer: TransferDetails | None
    test: bool


def details_of_bill(
    statement: InvoiceStatement, *, missing: int, received: int, locale: str
) -> TransferDetails | None:  # fmt: skip
    """The account, the reference and the code of an invoice's Swiss QR-bill; None for an invoice without one.

    `missing` and `received` are in minor units.
    """
    bill = bill_of(statement, missing)
    if bill is None:
        return None
    words = words_for(locale).transfer
    return TransferDetails(
        business=statement.issuer.name,
        amount=money(missing, bill.currency, locale),
        received=money(received, bill.currency, locale) if received else "",
        reference=bill.reference.number or statement.number,
        printed_reference=bill.reference.printed or statement.number,
        accounts=tuple(_account(one, words, locale, several=False) for one in statement.means.accounts),
        code=Markup(swiss_code(bill, border=4, css_class="code", title=words.code)),  # drawn by segno of plain text
        test=statement.is_test,
    )


def transfer_details(
    accounts: Sequence[TransferAccount], *, business: str, currency: str, missing: int, received: int,
    reference: str, is_test: bool, locale: str,
) -> TransferDetails:  # fmt: skip
    """To which accounts a customer sends what is `missing`, and what they write on it.

    `missing` and `received` are in minor units.
    """
    words = words_for(locale).transfer
    return TransferDetails(
        business=business,
        amount=money(missing, currency, locale),
        received=money(received, currency, locale) if received else "",
        reference=reference,
        printed_reference=reference,
        accounts=tuple(_account(one, words, locale, several=len(accounts) > 1) for one in accounts),
        code=_code(accounts, missing, currency, reference, words.code, is_test=is_test),
        test=is_test,
    )


def instructions(reader: Reader, intent: PaymentIntent, invoice: Invoice | None, locale: str) -> Instructions:
    """What the page of an intent tells; the account is the one that its invoice has told. Raises NO_BANK_ACCOUNT."""
    state, transfer = "over", None
    issuer = invoice.issuer if invoice is not None else None
    business = (issuer.name if issuer is not None else None) or reader.tenant.settings.business_name
    if intent.status == SUCCEEDED:
        state = "succeeded"
    elif intent.status != CANCELED and intent.awaits_transfer:
        state = "waiting"
        assert intent.customer is not None
        frozen = issuer.transfer if issuer is not None else None
        addresses = frozen or addresses_for(reader, intent.customer, transfer_of(intent))
        transfer = transfer_details(
            [transfer_account(one) for one in addresses], business=business, currency=intent.currency,
            missing=intent.left_to_fund, received=intent.amount_funded, reference=reference_of(intent.id),
            is_test=not reader.tenant.livemode, locale=locale,
        )  # fmt: skip
    return Instructions(
        locale=locale,
        state=state,
        amount=money(intent.amount, intent.currency, locale),
        business=business,
        transfer=transfer,
        test=not reader.tenant.livemode,
    )


def _bare(text: str) -> str:
    return "".join(text.split()).upper()


def _account(account: TransferAccount, words: TransferWords, locale: str, *, several: bool) -> Account:
    headings = {"aba": words.from_us, "swift": words.from_elsewhere}
    return Account(headings.get(account.type, "") if several else "", labelled_entries(account, locale))


def _code(
    accounts: Sequence[TransferAccount], minor: int, currency: str, reference: str, title: str, *, is_test: bool
) -> Markup | None:
    """The image, if banking apps know a code for the transfer. Without styles, which the pages forbid."""
    code = transfer_code(accounts, minor, currency, reference, is_test=is_test)
    if code is None:
        return None
    drawn = code.svg_inline(
        scale=1, border=4, dark="#000", light="#fff", omitsize=True, svgclass="code", lineclass=None,
        title=title,
    )  # fmt: skip
    return Markup(drawn)  # drawn by segno of numbers alone
