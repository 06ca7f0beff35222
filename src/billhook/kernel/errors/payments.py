"""Errors about payments and what they are made with (platform.md §3.4 to §3.6, §7)."""

from billhook.kernel.api_error import ErrorKind, declined, refusal

# ── Cards (platform.md §3.5, §7.3, §7.5) ────────────────────────────────────────────────────────
CARD_DECLINED = declined("card_declined", "{reason}")
AUTHENTICATION_REQUIRED = declined(
    "authentication_required", "Your card was declined. This transaction requires authentication."
)
EXPIRED_CARD = declined("expired_card", "Your card has expired.")
INCORRECT_CVC = declined("incorrect_cvc", "Your card's security code is incorrect.")
INCORRECT_NUMBER = declined("incorrect_number", "Your card number is incorrect.")
INVALID_CVC = declined("invalid_cvc", "Your card's security code is invalid.")
INVALID_EXPIRY_MONTH = declined("invalid_expiry_month", "Your card's expiration month is invalid.")
INVALID_EXPIRY_YEAR = declined("invalid_expiry_year", "Your card's expiration year is invalid.")
PROCESSING_ERROR = declined(
    "processing_error", "An error occurred while processing your card. Try again in a little bit."
)
LIVE_CARD_NUMBER = ErrorKind(
    None, "Billhook takes no numbers of cards or bank accounts and no test tokens in live mode."
)
IBAN_NOT_KEPT = ErrorKind(
    None, "Billhook cannot keep the number of an account while the server has no BILLHOOK_SEALING_KEY."
)

TEST_METHOD_NOT_OFFERED = ErrorKind(
    "not_supported",
    "Billhook does not have Stripe's test payment method {name} yet; see "
    "docs/guide/differences.md#test-payment-methods.",
)

# ── Bank accounts (platform.md §3.6, §7.6) ──────────────────────────────────────────────────────
ACCOUNT_CLOSED = declined("account_closed", "The customer's bank account has been closed.")
NO_ACCOUNT = declined("no_account", "The customer's bank account could not be located.")
INSUFFICIENT_FUNDS = declined(
    "insufficient_funds", "The customer's account has insufficient funds to cover this payment."
)
DEBIT_NOT_AUTHORIZED = declined(
    "debit_not_authorized", "The customer has notified their bank that this payment was unauthorized."
)
DEBIT_FAILED = declined("generic_could_not_process", "The customer's bank could not process this payment.")
ACCOUNT_OF_OTHER_CURRENCY = declined(
    "invalid_currency", "The customer's bank account does not take payments in this currency."
)
DEBITS_OVER_LIMIT = declined(
    "charge_exceeds_source_limit", "This payment would take more from the bank account in a week than is allowed."
)
DEBIT_OVER_WEEKLY_LIMIT = declined(
    "charge_exceeds_weekly_limit", "This payment would be one more in a week than the bank account allows."
)
INVALID_IBAN = ErrorKind("invalid_bank_account_iban", "The IBAN you provided is invalid.")
INVALID_ACCOUNT_NUMBER = ErrorKind("account_number_invalid", "The account number you provided is invalid.")
INVALID_ROUTING_NUMBER = ErrorKind("routing_number_invalid", "The routing number you provided is invalid.")
NO_TEST_ACCOUNT = ErrorKind(
    "payment_method_invalid_parameter_testmode",
    "You must use the number of a test bank account in test mode. Try {example}.",
)
MANDATE_REQUIRED = ErrorKind(
    "parameter_missing",
    "A payment with a payment method of type {type} needs a mandate, and there is none. Ask the customer for it and "
    "pass what they accepted in mandate_data.",
)
MANDATE_MISSING = ErrorKind(
    "billing_invalid_mandate", "The payment method {id} has no active mandate by which this invoice could be debited."
)
MANDATE_INVALID = ErrorKind("payment_intent_mandate_invalid", "The mandate {id} cannot be used: {reason}.")
DEPOSITS_FAILED = ErrorKind(
    "payment_method_microdeposit_failed",
    "Microdeposit transfers failed. Please check the account, institution and transit numbers provided.",
)
DEPOSITS_INVALID = ErrorKind(
    "payment_method_microdeposit_verification_amounts_invalid",
    "You must provide exactly two positive microdeposit amounts, in cents.",
)
DEPOSITS_MISMATCH = ErrorKind(
    "payment_method_microdeposit_verification_amounts_mismatch",
    "The amounts provided do not match the amounts that were sent to the bank account.",
)
DEPOSITS_CODE_MISMATCH = ErrorKind(
    "payment_method_microdeposit_verification_descriptor_code_mismatch",
    "The verification code provided does not match the one sent to the bank account.",
)
DEPOSITS_EXCEEDED = ErrorKind(
    "payment_method_microdeposit_verification_attempts_exceeded",
    "You have exceeded the number of allowed verification attempts.",
)
DEPOSITS_TIMEOUT = ErrorKind(
    "payment_method_microdeposit_verification_timeout",
    "Microdeposit verification was not completed within the allowed time.",
)
DEPOSITS_NOT_AWAITED = ErrorKind(
    "payment_intent_unexpected_state", "This {noun} does not wait for its microdeposits to be verified; it is {status}."
)
METHOD_CURRENCY = ErrorKind(
    "payment_method_currency_mismatch",
    "A payment method of type {type} takes payments in {takes} only, not in {currency}.",
)
METHOD_NOT_HELD = ErrorKind(
    "payment_intent_incompatible_payment_method",
    "A payment method of type {type} cannot be used with `capture_method` set to `manual`: only cards can.",
)
METHOD_TYPES_RETIRED = refusal(
    "payment_method_types_no_longer_supported",
    "The parameter {name} is no longer supported since 2026-09-30.endive. Use allowed_payment_method_types, or leave "
    "it out to allow every type that fits.",
)
METHOD_TYPE = ErrorKind(
    "payment_intent_incompatible_payment_method",
    "The payment method is of type {type}, which this PaymentIntent does not allow. It allows: {allowed}.",
)

# ── Bank transfers (platform.md §7.7) ──────────────────────────────────────────────────────────
TRANSFER_CURRENCY = ErrorKind(None, "A bank transfer of type {type} carries {takes} only, not {currency}.")
TRANSFER_WITHOUT_CUSTOMER = ErrorKind(
    "parameter_missing", "A payment by bank transfer needs a customer, whose cash balance it is made from."
)
CASH_SHORT = ErrorKind(None, "The customer's cash balance of {available} does not cover {wanted}.")
BANK_MOVEMENT_STATE = ErrorKind(None, "This bank movement cannot be {done}: {reason}.")
SEPA_FILE_REFUSED = ErrorKind(None, "This SEPA file cannot be {done}: {reason}.")
MONEY_LEFT = ErrorKind(None, "This bank movement is money that left the account, so it is no payment of a customer.")
MONEY_SPENT = ErrorKind(None, "The money of this bank movement cannot be taken back: {reason}.")
NOT_IN_PARTS = ErrorKind(
    None, "This PaymentIntent belongs to an invoice, which cash pays in full or not at all: {left} are left to pay."
)
NO_BANK_ACCOUNT = ErrorKind(
    None,
    "There is no account to send a bank transfer of type {type} to. In live mode, tell your own with `billhook "
    "settings set bank_iban`; only eu_bank_transfer can be sent there.",
)

# ── Tokens (platform.md §7.10) ─────────────────────────────────────────────────────────────────
TOKEN_USED = ErrorKind("token_already_used", "You cannot use a Stripe token more than once: {token}.")
CONFIRMATION_TOKEN_USED = ErrorKind(
    None, "The ConfirmationToken {token} was already used, to confirm {intent}. Make another one."
)
CONFIRMATION_TOKEN_EXPIRED = ErrorKind(
    None, "The ConfirmationToken {token} has expired: it lives for 12 hours. Make another one."
)

# ── Payment methods ─────────────────────────────────────────────────────────────────────────────
METHOD_NOT_ATTACHED = ErrorKind(
    "payment_method_unexpected_state", "The payment method must be attached to a customer for this."
)
METHOD_OF_OTHER = ErrorKind(
    "payment_method_unexpected_state",
    "The payment method you provided has already been attached to a customer.",
)
METHOD_SPENT = ErrorKind(
    "payment_method_unexpected_state",
    "This PaymentMethod was previously used without being attached to a Customer or was detached from a Customer, and "
    "may not be used again.",
)
METHOD_OF_OTHER_PROCESSOR = ErrorKind(
    "payment_method_unexpected_state",
    "The payment method {id} was saved at another processor than the one that takes payments now, and cannot be used "
    "there.",
)
METHOD_NOT_REUSABLE = ErrorKind(
    "payment_method_unexpected_state", "A payment method of type {type} cannot be attached to a customer."
)
METHOD_NOT_OF_CUSTOMER = ErrorKind(
    "resource_missing",
    "The customer does not have a payment method with the ID {id}. The payment method must be attached to the "
    "customer.",
)

METHOD_AS_SOURCE = ErrorKind(
    None,
    "You cannot use a PaymentMethod as a source. Attach it to the Customer, and pay with a PaymentIntent instead.",
)
SOURCE_NOT_OFFERED = ErrorKind(
    "not_supported",
    "Billhook does not have the source {source} yet: only cards and their tokens; see "
    "docs/guide/differences.md#other-sources.",
)
SOURCE_NOT_LINKED = ErrorKind("missing", "Customer {customer} does not have a linked source with ID {source}.")
CUSTOMER_WITHOUT_SOURCE = ErrorKind(
    "missing", "Cannot charge a customer that has no active card: give it a source, or name one in `source`."
)

# ── Payments (platform.md §3.4, §7.1) ───────────────────────────────────────────────────────────
INTENT_STATE = ErrorKind(
    "payment_intent_unexpected_state",
    "You cannot {verb} this PaymentIntent because it has a status of {status}. Only a PaymentIntent with one of the "
    "following statuses may be {done}: {allowed}.",
)
INTENT_SUCCEEDED = ErrorKind(
    "payment_intent_unexpected_state",
    "You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.",
)
INTENT_WITHOUT_METHOD = ErrorKind(
    "payment_intent_unexpected_state",
    "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the "
    "PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method "
    "or ConfirmationToken.",
)
INTENT_OF_INVOICE = ErrorKind(None, "This PaymentIntent belongs to the invoice {invoice}: {what}.")
CAPTURE_OVER = ErrorKind(
    "amount_too_large", "The amount to capture ({wanted}) is greater than the amount that can be captured ({held})."
)
CAPTURE_LAPSED = ErrorKind(
    "charge_expired_for_capture", "The hold of this payment has lapsed, so it can be captured no longer."
)
INCREMENT_NOT_MORE = ErrorKind("amount_too_small", "The new amount must be greater than what is held already ({held}).")
INCREMENT_NOT_OFFERED = ErrorKind(
    None,
    "This hold cannot be raised. Ask for it when the payment is confirmed, with "
    "payment_method_options[card][request_incremental_authorization]=if_available, and for a card of Visa, Mastercard, "
    "American Express or Discover.",
)
INCREMENTS_SPENT = ErrorKind(None, "A hold can be raised at most {most} times.")
METHOD_WITHOUT_CUSTOMER = ErrorKind(
    None,
    "The `payment_method` parameter supplied {id} belongs to the Customer {owner}. Please include the Customer in the "
    "`customer` parameter on the PaymentIntent.",
)
METHOD_OF_OTHER_CUSTOMER = ErrorKind(
    None,
    "The PaymentMethod {id} does not belong to the Customer you supplied {customer}. Please use this PaymentMethod "
    "with the Customer that it belongs to instead.",
)
CHARGE_TOO_SMALL = ErrorKind("amount_too_small", "Amount must be at least {minimum} {currency}")
CHARGE_TOO_LARGE = ErrorKind("amount_too_large", "Amount must be no more than {maximum}")
CHARGE_STEP = ErrorKind("amount_invalid", "Amounts in {currency} must be multiples of {step}.")
NO_PROCESSOR = ErrorKind(
    None, "No processor of this account takes this. Without one, record the payment with paid_out_of_band=true."
)
INVOICE_ACTION_REQUIRED = declined(
    "invoice_payment_intent_requires_action",
    "This payment requires additional user action before it can be completed successfully. Payment can be completed "
    "using the PaymentIntent associated with the invoice.",
)
PAYMENT_IN_FLIGHT = ErrorKind(
    None, "A payment of this invoice is being processed; wait until it has succeeded or failed."
)
PAYMENT_ATTACHED = ErrorKind(None, "The payment {intent} is attached to this invoice and still open; cancel it first.")
NOT_ATTACHABLE = ErrorKind(None, "This PaymentIntent cannot be attached to the invoice: {reason}.")
AUTHENTICATION_FAILED = ErrorKind(
    "payment_intent_authentication_failure",
    "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
    status=402,
)
SETUP_STATE = ErrorKind("setup_intent_unexpected_state", "You cannot {verb} this SetupIntent because {reason}.")
SETUP_AUTHENTICATION_FAILED = ErrorKind(
    "setup_intent_authentication_failure", AUTHENTICATION_FAILED.message, status=402
)
CHARGE_REFUNDED = ErrorKind("charge_already_refunded", "Charge {charge} has already been refunded.")
CHARGE_DISPUTED = ErrorKind("charge_disputed", "Charge {charge} has been charged back; cannot issue a refund.")
CHARGE_NOT_CAPTURED = ErrorKind(
    "charge_not_refundable",
    "Charge {charge} has not been captured, so there is nothing to refund. Cancel its PaymentIntent to release it.",
)
CHARGE_CAPTURED = ErrorKind("charge_already_captured", "Charge {charge} has already been captured.")
CHARGE_NOT_CAPTURABLE = ErrorKind(None, "Charge {charge} took no money and holds none, so it cannot be captured.")
CHARGE_OF_INTENT = ErrorKind(
    None, "Charge {charge} was created by the PaymentIntent {intent}. Capture the PaymentIntent instead."
)
RELEASE_IN_PARTS = ErrorKind(
    None,
    "Charge {charge} has not been captured, so it can only be released as a whole. Capture less of it instead: the "
    "rest is released then.",
)
CHARGE_NOT_PAID = ErrorKind("charge_not_refundable", "Charge {charge} took no money, so there is nothing to refund.")
REFUND_OVER_CHARGE = ErrorKind(None, "Refund amount ({amount}) is greater than unrefunded amount on charge ({left})")
INTENT_NOT_PAID = ErrorKind(None, "This PaymentIntent ({intent}) does not have a successful charge to refund.")
DISPUTE_CLOSED = ErrorKind(None, "This dispute is already closed")
DISPUTE_ANSWERED = ErrorKind(None, "This dispute was answered already, and the bank is looking at it.")
REFUND_WAITS_FOR_NOBODY = ErrorKind(None, "Only refunds that require an action can be {done}; this one is {status}.")
INVALID_RETURN_URL = ErrorKind(
    None, "The return_url must be a URL with http, https or the scheme of an app, of at most 2,000 characters."
)

# ── Checkout (types of stripe-python 16.1) ───────────────────────────────────────────────────────────────────────────
CHECKOUT_NOT_OPEN = ErrorKind(
    None,
    'Only Checkout Sessions with a status in ["open"] can be {done}. This Checkout Session has a status of `{status}`.',
)
CHECKOUT_BEING_PAID = ErrorKind(
    None, "The customer is paying this Checkout Session at this moment, so it can't be {done} now. Try again later."
)
CHECKOUT_MODE = ErrorKind("parameter_unknown", "You can't pass {name} in {mode} mode.")
CHECKOUT_SUBSCRIPTION = ErrorKind(
    "not_supported", "Billhook has no Checkout Sessions in subscription mode. Use the mode payment or setup."
)
CHECKOUT_UI_MODE = ErrorKind(
    "not_supported",
    "Billhook has no Checkout Sessions with the ui_mode {ui_mode}. Use hosted_page: the customer pays on a page of "
    "Billhook.",
)
CHECKOUT_WITHOUT_FORMS = ErrorKind(
    "not_supported",
    "The forms on the page of a Checkout Session take test cards and test accounts only, and the processor of this "
    "account takes neither.",
)
CHECKOUT_WITHOUT_WAY = ErrorKind(
    "not_supported",
    "A Checkout Session in live mode leads to the page of the account's processor, and the processor of this account "
    "has no page that {what}.",
)
CHECKOUT_EXPIRY = ErrorKind(
    None, "The expires_at timestamp must be between 30 minutes and 24 hours after the Checkout Session is created."
)
