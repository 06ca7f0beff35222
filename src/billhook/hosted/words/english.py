"""The payer's pages in English; the other languages are in `src/billhook/locales`."""

from types import MappingProxyType

from billhook.hosted.words.page_words import (
    FieldWords,
    FormWords,
    InvoiceWords,
    LinkWords,
    LostWords,
    MandateWords,
    MethodWords,
    NoticeWords,
    PageWords,
    PortalWords,
    ReceiptWords,
    TransferWords,
)

_INVOICE = InvoiceWords(
    title="Invoice {number} from {business}",
    test="Test invoice",
    test_detail=": no real money is due",
    status="Status: ",
    # An internal word of the ledger is nothing to tell a payer: "uncollectible" reads "Unpaid".
    badges=MappingProxyType(
        {"open": "Open", "past_due": "Past due", "paid": "Paid", "void": "Void", "uncollectible": "Unpaid"}
    ),
    due="Due {date}",
    was_due="Was due {date}",
    paid="Paid {date}. Thank you.",
    nothing_to_pay="Settled {date}. Nothing to pay.",
    voided="Voided {date}",
    part_paid="{paid} of {owed} has been paid.",
    newer=NoticeWords(
        "A newer version exists",
        "This invoice has been replaced. Please use the newer one.",
        "Open the newer invoice",
    ),
    void=NoticeWords("This invoice is void", "It is kept for your records. Please do not pay it."),
    processing=NoticeWords(
        "Your payment is being processed",
        "Nothing more is needed from you. Reload this page to see the outcome; banks can take some days.",
    ),
    confirm=NoticeWords(
        "Confirm your payment",
        "Your bank asks you to confirm this payment. You can also pay in another way.",
        "Go to the bank’s page",
    ),
    away=NoticeWords(
        "Your payment is not finished",
        "You can finish it on the payment page, or begin again below.",
        "Go to the payment page",
    ),
    awaited=NoticeWords(
        "We are waiting for your payment",
        "This page loads again by itself. There is no need to pay twice.",
        "Back to the invoice",
    ),
    failed=NoticeWords("The last payment did not go through", "{error} You have not been charged."),
    unpaid=NoticeWords(
        "This invoice was written off", "It was closed on {date} before it was paid. You can still pay it."
    ),
    download="Download PDF",
    other_ways="Pay in another way",
    instructions="Payment instructions",
    ask_how="Please ask {business} how to pay this invoice",
    reference="Reference",
    details="Invoice details",
    to="To",
    memo="Memo",
    lines="Lines of this invoice",
    no_lines="This invoice has no lines.",
    item="Item",
    quantity="Quantity",
    totals="Totals",
    tax_base="on {base}",
    credit_brought="Credit brought forward",
    balance_brought="Balance brought forward",
    credit_left="Credit left for your next invoice",
    balance_carried="Balance carried to your next invoice",
    overpaid="Overpaid, credited to your balance",
    payments="Payments",
    receipt="receipt",
    download_receipt="Download receipt",
    credit_note="Credit note {number}",
    view_details="View details",
    language="Language",
    copy="Copy",
    copied="Copied",
    questions="Questions about this invoice? Contact {business}",
)

_HOLDER = FieldWords("Name of the account holder", "Enter the name of the account holder.")
_KEEP_ACCOUNT = "Save this bank account for future payments to {business}"
_KEEPS_ACCOUNT = "{business} will save your bank account for future payments."
_NOT_CONFIRMED = "The payment was not confirmed. Please try again or pay in another way."
_FORMS = FormWords(
    methods=MappingProxyType(
        {
            "card": MethodWords(
                title="Pay by card",
                fields={
                    "number": FieldWords("Card number", "Enter the number of your card."),
                    "expiry": FieldWords("Expires", "Enter the expiry date of your card.", "MM / YY"),
                    "cvc": FieldWords("Security code", "Enter the security code of your card."),
                    "name": FieldWords("Name on card"),
                },
                try_with="Test mode: use 4242 4242 4242 4242, any future date and any CVC.",
                keep="Save this card for future payments to {business}",
                keeps="{business} will save your card for future payments.",
            ),
            "sepa_debit": MethodWords(
                title="Pay by SEPA debit",
                fields={
                    "iban": FieldWords("IBAN", "Enter the IBAN of your account."),
                    "name": _HOLDER,
                    "email": FieldWords("E-mail", "Enter your e-mail address."),
                },
                try_with=("Test mode: use the IBAN DE89 3704 0044 0532 0130 00, any name and any e-mail address."),
                keep=_KEEP_ACCOUNT,
                keeps=_KEEPS_ACCOUNT,
            ),
            "us_bank_account": MethodWords(
                title="Pay from a US bank account",
                fields={
                    "routing_number": FieldWords("Routing number", "Enter the routing number of your bank."),
                    "account_number": FieldWords("Account number", "Enter the number of your account."),
                    "name": _HOLDER,
                },
                try_with=("Test mode: use routing number 110000000, account number 000123456789 and any name."),
                keep=_KEEP_ACCOUNT,
                keeps=_KEEPS_ACCOUNT,
            ),
        }
    ),
    optional="(optional)",
    pay="Pay {amount}",
    wrong="Nothing has been paid yet. Please check the marked fields.",
    not_read="The form could not be read. Please fill it in again.",
    changed="What is due has changed since you opened this page. Please check the amount and pay again.",
    not_a_date="Enter month and year, such as 04/29.",
    not_an_email="Enter an address such as jenny@example.com.",
    errors=MappingProxyType(
        {
            "card_declined": "Your card was declined.",
            "insufficient_funds": "There is not enough money for this payment.",
            "expired_card": "Your card has expired.",
            "incorrect_cvc": "The security code of your card is incorrect.",
            "incorrect_number": "Your card number is incorrect.",
            "invalid_number": "Your card number is invalid.",
            "invalid_cvc": "The security code of your card is invalid.",
            "invalid_expiry_month": "The expiry month of your card is invalid.",
            "invalid_expiry_year": "The expiry year of your card is invalid.",
            "processing_error": "An error occurred while your payment was processed. Please try again in a moment.",
            "authentication_required": "Your card was declined, because this payment must be confirmed.",
            "account_closed": "The bank account has been closed.",
            "no_account": "The bank account could not be found.",
            "debit_not_authorized": "This debit was disputed at the bank.",
            "generic_could_not_process": "The bank could not process this payment.",
            "invalid_currency": "This bank account cannot be used to pay in this currency.",
            "charge_exceeds_source_limit": "This payment exceeds what may be debited from the account in a week.",
            "charge_exceeds_weekly_limit": "No more debits are possible from this account this week.",
            "invalid_bank_account_iban": "The IBAN is invalid.",
            "account_number_invalid": "The account number is invalid.",
            "routing_number_invalid": "The routing number is invalid.",
            "payment_method_invalid_parameter_testmode": "In test mode, only test cards and test accounts work.",
            "card_decline_rate_limit_exceeded": (
                "Too many payments for this invoice were declined. Please try again in an hour or pay in another way."
            ),
            "setup_intent_authentication_failure": _NOT_CONFIRMED,
            "payment_intent_authentication_failure": _NOT_CONFIRMED,
        }
    ),
    declined="Your payment was declined. Please try another way to pay.",
)

_MANDATE = MandateWords(
    title="Mandate for debits",
    test="Test mode: no account is debited",
    authorises="You authorise {business}",
    by_paying="By paying you authorise {business}",
    terms=MappingProxyType(
        {
            # What the rules of the scheme have a mandate say: both authorities, and the right to a refund.
            "sepa_debit": (
                ", and whoever collects payments for it, to send instructions to your bank to debit your account, and "
                "your bank to debit it in accordance with those instructions. You are entitled to a refund from your "
                "bank under the terms of your agreement with it; you must claim it within eight weeks of the day on "
                "which your account was debited."
            ),
            "us_bank_account": (
                ", and whoever collects payments for it, to debit your bank account for what is owed, and to credit "
                "it should a correction be needed."
            ),
        }
    ),
    creditor="Creditor",
    holder="Account holder",
    account="Account",
    uses="For",
    any_payments="any number of payments",
    one_payment="one payment of {amount}",
    given="Given",
    inactive="This mandate is no longer active.",
)

_TRANSFER = TransferWords(
    title="Pay by bank transfer",
    pay_business="Pay {business} by bank transfer",
    send="Transfer this amount to {business} and quote the reference.",
    received="{received} has been received. {amount} is still due.",
    scan="Scan this code with your banking app to fill in account, amount and reference.",
    code="QR code for banking apps, with account, amount and reference",
    test_account="This is a test: the account does not exist.",
    from_us="From a bank in the United States",
    from_elsewhere="From a bank elsewhere",
    test="Test mode: no real money is due",
    thanks="Thank you",
    arrived="Your payment of {amount} to {business} has been received.",
    over="Nothing to send",
    over_text="No bank transfer is expected here. Please do not send any money.",
)

_RECEIPT = ReceiptWords(
    title="Receipt from {business}",
    test="Test mode: no real money was paid",
    all_refunded="The whole payment was refunded.",
    part_refunded="Part of the payment was refunded.",
    paid_on="Paid on",
    paid_with="Paid with",
    purpose="For",
    refunded="Refunded",
    kept="Net paid",
    questions="Questions? Contact {business}",
    ask="Questions? Please ask {business}.",
)

_PORTAL = PortalWords(
    title="Your account with {business}",
    invoices="Invoices",
    details="Billing details",
    methods="Payment methods",
    back="Back to {business}",
    nothing_open="Nothing to pay",
    no_invoices="There are no invoices yet.",
    no_payments="There are no payments yet.",
    older="Older",
    newest="Newest",
    name="Name",
    phone="Phone",
    line1="Address",
    line2="Address, second line",
    postal_code="Postal code",
    city="City",
    state="State or province",
    country="Country",
    save="Save",
    saved="Your changes are saved.",
    tax_ids="Tax IDs",
    tax_type="Type",
    tax_value="Number",
    add="Add tax ID",
    remove="Remove",
    default="Default",
    make_default="Make default",
    no_methods="No payment method is saved.",
    fill_in="Please fill this in.",
    too_long="At most {limit} characters are possible.",
    not_a_tax_id="This is not a number of this type.",
    choose="Please choose from the list.",
    refused="This is not possible.",
    not_saved="Nothing has been saved yet. Please check the marked fields.",
    expired="This link has expired",
    expired_text=(
        "For your security, it works for a limited time only. Open this page again from where you came, or ask "
        "{business} for a new link."
    ),
)

_LINK = LinkWords(
    ask="To see your invoice, ask {business} for a new link",
    explain="Enter the e-mail address to which the invoice was sent. We will send a new link to it.",
    send="Send a new link",
    asked="If the invoice was sent to this address, a new link is on its way to it.",
)

_LOST = LostWords(
    not_found="We can’t find this invoice",
    not_found_title="Invoice not found",
    incomplete=(
        "The link may be incomplete or may have expired. Please open it again from the e-mail that you received, or "
        "copy the whole address."
    ),
    ask_again="If that doesn’t help, ask the business that sent you the invoice for a new link.",
    unavailable="This page is not available right now",
    unavailable_title="Not available right now",
    try_again=(
        "Please try again in a minute. If you have just sent a payment, open this page again before you pay a second "
        "time: it shows whether the payment arrived."
    ),
)

ENGLISH = PageWords(
    colon=": ",
    either=" or ",
    invoice=_INVOICE,
    forms=_FORMS,
    mandate=_MANDATE,
    transfer=_TRANSFER,
    receipt=_RECEIPT,
    portal=_PORTAL,
    link=_LINK,
    lost=_LOST,
)
