"""The payer's pages in English."""

from types import MappingProxyType

from billhook.hosted.words.page_words import (
    FieldWords,
    FormWords,
    InvoiceWords,
    LostWords,
    MandateWords,
    MethodWords,
    NoticeWords,
    PageWords,
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
        "Nothing more is needed from you. Reload this page to see what came of it; banks may take some days.",
    ),
    confirm=NoticeWords(
        "Confirm your payment",
        "The bank wants to hear from you before it pays. You can also pay in another way.",
        "Go to the bank’s page",
    ),
    failed=NoticeWords("The last payment did not go through", "{error} Nothing was taken."),
    unpaid=NoticeWords("Still unpaid", "Closed on {date} before it was paid. You can still pay it."),
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
    questions="Questions about this invoice? Contact {business}",
    vat_id="VAT ID",
    tax_id="Tax ID",
)

_HOLDER = FieldWords("Name of the account holder", "Enter the name of the account holder.")
_KEEP_ACCOUNT = "Keep this bank account for later payments to {business}"
_KEEPS_ACCOUNT = "{business} keeps your bank account for later payments."
_FORMS = FormWords(
    methods=MappingProxyType(
        {
            "card": MethodWords(
                title="Pay by card",
                fields={
                    "number": FieldWords("Card number", "Enter the number of your card."),
                    "expiry": FieldWords(
                        "Expires", "Enter the month and the year until which your card is good.", "MM / YY"
                    ),
                    "cvc": FieldWords("Security code", "Enter the security code of your card."),
                    "name": FieldWords("Name on card"),
                },
                try_with="This is a test: pay with card 4242 4242 4242 4242, any date to come and any three digits.",
                keep="Keep this card for later payments to {business}",
                keeps="{business} keeps your card for later payments.",
            ),
            "sepa_debit": MethodWords(
                title="Pay by SEPA debit",
                fields={
                    "iban": FieldWords("IBAN", "Enter the IBAN of your account."),
                    "name": _HOLDER,
                    "email": FieldWords("E-mail", "Enter your e-mail address."),
                },
                try_with=(
                    "This is a test: pay with the IBAN DE89 3704 0044 0532 0130 00, any name and any e-mail address."
                ),
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
                try_with=(
                    "This is a test: pay with routing number 110000000, account number 000123456789 and any name."
                ),
                keep=_KEEP_ACCOUNT,
                keeps=_KEEPS_ACCOUNT,
            ),
        }
    ),
    optional="(optional)",
    pay="Pay {amount}",
    wrong="Nothing was paid yet. Please look at the marked fields.",
    not_read="The form could not be read. Please fill it in again.",
    changed="What is due has changed since you opened this page. Please check the amount and pay again.",
    not_a_date="Write month and year like 04/29.",
    not_an_email="Write the address like jenny@example.com.",
    # The API speaks English itself.
    errors=MappingProxyType({}),
    declined="",
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
    inactive="This mandate holds no longer.",
)

_TRANSFER = TransferWords(
    title="Pay by bank transfer",
    pay_business="Pay {business} by bank transfer",
    send="Send this from your bank, with the reference, so that {business} knows what it is for.",
    received="{received} came in already. With {amount} more it is paid.",
    scan="Scan this with your banking app, and account, amount and reference are filled in.",
    code="QR code for banking apps, with account, amount and reference",
    test_account="This is a test: the account does not exist.",
    from_us="From a bank in the United States",
    from_elsewhere="From a bank elsewhere",
    test="Test mode: no real money is due",
    thanks="Thank you",
    arrived="Your payment of {amount} to {business} has come in.",
    over="Nothing to send",
    over_text="No bank transfer is awaited here any more. Please do not send any money.",
)

_RECEIPT = ReceiptWords(
    title="Receipt from {business}",
    test="Test mode: no real money was paid",
    all_refunded="All of it was refunded.",
    part_refunded="A part of it was refunded.",
    paid_on="Paid on",
    paid_with="Paid with",
    purpose="For",
    refunded="Refunded",
    kept="Kept",
    questions="Questions? Contact {business}",
    ask="Questions? Please ask {business}.",
    payment="Payment",
    card="Card",
    bank_transfer="Bank transfer",
    sepa_debit="SEPA debit",
    bank_account="Bank account",
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
    lost=_LOST,
)
