"""The catalogue of errors: every error that a caller can receive is one row here.

A row gives the HTTP status, the type, the code (many state errors have none) and the pattern of the
message. Raise it with the parameter it speaks of and the fields of its message:

    raise NO_SUCH_PARAM(param="customer", noun="customer", id="cus_x")

Source: platform.md §2, §3; invoicing.md §3, §17. `docs/guide/errors.md` is compared with this file by a test.
"""

from typing import Any

from billhook.kernel.api_error import API_ERROR, CARD_ERROR, IDEMPOTENCY
from billhook.kernel.api_error import INVALID_REQUEST as INVALID_REQUEST
from billhook.kernel.api_error import ApiError as ApiError
from billhook.kernel.api_error import ErrorKind as ErrorKind


def _refusal(code: str | None, message: str, **more: Any) -> ErrorKind:
    """A row for what is refused before an endpoint begins to work."""
    return ErrorKind(code, message, stored=False, **more)


# ── Who is asking (platform.md §2) ──────────────────────────────────────────────────────────────
NO_KEY = _refusal(
    None,
    "You did not provide an API key. You need to provide your API key in the Authorization header, using "
    "Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication "
    "for details, or we can help at https://support.stripe.com/.",
    status=401,
)
INVALID_KEY = _refusal(None, "Invalid API Key provided: {masked}", status=401)
EXPIRED_KEY = _refusal("api_key_expired", "Expired API Key provided: {masked}", status=401)
SECRET_KEY_REQUIRED = _refusal(
    "secret_key_required",
    "This API call cannot be made with a publishable API key. Please use a secret API key. You can find a "
    "list of your API keys with `billhook keys`.",
    status=403,
)
ACCOUNT_INVALID = _refusal(
    "account_invalid",
    "The provided key '{masked}' does not have access to account '{account}' (or that account does not "
    "exist). Application access may have been revoked.",
    status=403,
)
INVALID_VERSION = _refusal(None, "Invalid Stripe API version: {version}")

# ── Where it is going ───────────────────────────────────────────────────────────────────────────
UNRECOGNIZED_URL = _refusal(
    None,
    "Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we can help at "
    "https://support.stripe.com/.",
    status=404,
)
WRONG_CONTENT_TYPE = _refusal(
    None,
    "Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have "
    "questions, we can help at https://support.stripe.com/.",
)
MALFORMED_FORM = _refusal(None, "Invalid request: {reason}")
BODY_TOO_LARGE = _refusal(None, "Invalid request: the body is larger than {limit} bytes.")
HEAD_TOO_LARGE = _refusal(None, "Invalid request: its URL and headers are larger than {limit} bytes.", status=431)
MALFORMED_HTTP = _refusal(None, "Invalid request: it cannot be read as HTTP/1.1.")

# ── What was sent (platform.md §3.3) ────────────────────────────────────────────────────────────
UNKNOWN_PARAMETER = _refusal("parameter_unknown", "Received unknown parameter: {names}{hint}")
UNKNOWN_PARAMETERS = _refusal("parameter_unknown", "Received unknown parameters: {names}")
UNSUPPORTED_PARAMETER = _refusal(
    "parameter_not_supported",
    "Billhook does not support the parameter {name} {on} yet; see docs/guide/differences.md.",
)
MISSING_PARAMETER = _refusal("parameter_missing", "Missing required param: {name}.")
EMPTY_PARAMETER = _refusal(
    "parameter_invalid_empty",
    "You passed an empty string for '{name}'. We assume empty values are an attempt to unset a parameter; "
    "however '{name}' cannot be unset. You should remove '{name}' from your request or supply a non-empty value.",
)
INVALID_INTEGER = _refusal("parameter_invalid_integer", "Invalid integer: {value}")
INTEGER_TOO_SMALL = _refusal("parameter_invalid_integer", "This value must be greater than or equal to {minimum}.")
INTEGER_TOO_LARGE = _refusal("parameter_invalid_integer", "This value must be less than or equal to {maximum}.")
INVALID_TIMESTAMP = _refusal("parameter_invalid_integer", "Invalid timestamp: must be an integer")
INVALID_BOOLEAN = _refusal(None, "Invalid boolean: {value}")
INVALID_STRING = _refusal(None, "Invalid string: {value}")
INVALID_DECIMAL = _refusal(None, "Invalid decimal: {value}; must be a decimal with at most 12 decimal places")
INVALID_OBJECT = _refusal(None, "Invalid object")
INVALID_ARRAY = _refusal(None, "Invalid array")
INVALID_ENUM = _refusal(None, "Invalid {name}: must be one of {choices}")
STRING_TOO_LONG = _refusal(None, "Invalid string: {excerpt}; must be at most {limit} characters")
ARRAY_TOO_LONG = _refusal(None, "Array {name} exceeded maximum {limit} allowed elements.")
INVALID_VALUE = _refusal(None, "Invalid {name}: {reason}")
COUNTRY_INVALID = _refusal(
    "country_code_invalid",
    "Country '{value}' is unknown. Try using a 2-character alphanumeric country code instead, such as 'US', 'EG', "
    "or 'GB'.",
)
EMAIL_INVALID = _refusal("email_invalid", "Invalid email address: {value}")
URL_INVALID = _refusal("url_invalid", "Invalid URL: {reason}")
INVALID_CURRENCY = _refusal(None, "Invalid currency: {value}. Stripe currently supports these currencies: {choices}")
EXCLUSIVE_PARAMETERS = _refusal("parameters_exclusive", "You may only specify one of these parameters: {names}.")
ONE_OF_REQUIRED = _refusal("parameter_missing", "You must specify one of these parameters: {names}.")
METADATA_KEYS = _refusal(None, "You can only have up to {limit} metadata keys; this request would make {count}.")
METADATA_KEY_TOO_LONG = _refusal(None, "Invalid key: {key} must be a string under 40 characters")
METADATA_VALUE_TOO_LONG = _refusal(
    None,
    "Metadata values can have up to 500 characters, but you passed in a value that is {length} characters. "
    "Invalid value: {excerpt}",
)
BOTH_CURSORS = _refusal(None, "Received both starting_after and ending_before parameters. Please pass in only one.")
CANNOT_EXPAND = _refusal(None, "This property cannot be expanded ({segment}).{hint}")
EXPAND_TOO_DEEP = _refusal(None, "You cannot expand more than 4 levels of a property: {path}")

# ── What it speaks of ───────────────────────────────────────────────────────────────────────────
NO_SUCH_PATH = ErrorKind("resource_missing", "No such {noun}: '{id}'{other_mode}", status=404)
NO_SUCH_PARAM = ErrorKind("resource_missing", "No such {noun}: '{id}'{other_mode}")
NO_SUCH_INVOICE_ITEM = ErrorKind("resource_missing", "No such Invoice Item: '{id}'(livemode={livemode})", status=404)
ALREADY_EXISTS = ErrorKind("resource_already_exists", "{noun} already exists.")
LOOKUP_KEY_TAKEN = ErrorKind(None, "A price (`{price}`) already uses that lookup key.")

# ── Idempotency (platform.md §4) ────────────────────────────────────────────────────────────────
KEY_IN_USE = _refusal(
    "idempotency_key_in_use",
    "There is currently another in-progress request using this Idempotent Key (that probably means you submitted "
    "twice, and the other request is still going through): {key}. Please try again later.",
    status=409,
    type=IDEMPOTENCY,
)
KEY_REUSED_PARAMETERS = _refusal(
    None,
    "Keys for idempotent requests can only be used with the same parameters they were first used with. Try "
    "using a key other than '{key}' if you meant to execute a different request.",
    type=IDEMPOTENCY,
)
KEY_REUSED_ENDPOINT = _refusal(
    None,
    "Keys for idempotent requests can only be used for the same endpoint they were first used for ('{path}' "
    "vs '{first_path}'). Try using a key other than '{key}' if you meant to execute a different request.",
    type=IDEMPOTENCY,
)
KEY_TOO_LONG = _refusal(None, "Idempotency keys can be at most 255 characters long.", type=IDEMPOTENCY)
LOCK_TIMEOUT = _refusal(
    "lock_timeout",
    "This object cannot be accessed right now because another API request or Stripe process is currently "
    "accessing it. If you see this error intermittently, retry the request.",
    status=429,
)
INTERNAL = _refusal(
    None,
    "Billhook failed to answer this request; nothing of it was stored. The server's log names {request_id}.",
    status=500,
    type=API_ERROR,
)
UNAVAILABLE = _refusal(
    None, "Billhook's database cannot be reached right now; nothing was stored.", status=503, type=API_ERROR
)

# ── Catalogue (invoicing.md §1.1, §1.2) ─────────────────────────────────────────────────────────
PRODUCT_HAS_PRICES = ErrorKind(
    None,
    "This product cannot be deleted because it has one or more user-created prices. Set active to false to "
    "archive it instead.",
)
PRICE_AMOUNT_REQUIRED = _refusal(
    "parameter_missing",
    "You must specify one of these parameters: unit_amount, unit_amount_decimal, custom_unit_amount, tiers.",
)
TAX_BEHAVIOR_FROZEN = ErrorKind(
    None, "You cannot change the tax_behavior of a price once it has been set to exclusive or inclusive."
)
PRICE_OF_OTHER_PRODUCT = ErrorKind(
    None, "The price `{price}` belongs to another product and cannot be the default price of this one."
)
PRODUCT_INACTIVE = ErrorKind(None, "The product {id} is not active; new prices need an active product.")
TIERS_INVALID = _refusal(None, "Invalid tiers: {reason}")
PRICE_IS_DEFAULT = ErrorKind(None, "This price cannot be archived because it is the default price of its product.")
PRICE_INLINE = ErrorKind(None, "This price was created inline for an invoice item and cannot be activated.")

# ── Discounts (invoicing.md §1.12, §17) ─────────────────────────────────────────────────────────
PERCENT_PLACES = _refusal(None, "Invalid decimal: {value}; must contain at maximum two decimal places.")
COUPON_EXPIRED = ErrorKind("coupon_expired", "Coupon expired: {id}")
COUPON_USED_UP = ErrorKind("coupon_expired", "Coupon {id} is used up and cannot be applied.")
COUPON_CURRENCY = ErrorKind(
    None,
    "The coupon {id} takes off an amount in {coupon_currency} and cannot be applied to an invoice in {currency}.",
)
COUPON_REPEATED = ErrorKind(None, "The coupon {id} can be applied only once to the same object.")
PROMOTION_CODE_TAKEN = ErrorKind(None, "An active promotion code with `code: {code}` already exists.")
PROMOTION_CODE_INACTIVE = ErrorKind(None, "This promotion code cannot be redeemed because it is not active.")
PROMOTION_CODE_EXPIRED = ErrorKind("coupon_expired", "This promotion code cannot be redeemed because it has expired.")
PROMOTION_CODE_USED_UP = ErrorKind(
    "coupon_expired", "This promotion code cannot be redeemed because it has been used the maximum number of times."
)
PROMOTION_CODE_OF_OTHER = ErrorKind(
    None, "This promotion code cannot be redeemed because it is restricted to another customer."
)
PROMOTION_CODE_FIRST_TIME = ErrorKind(
    None, "This promotion code cannot be redeemed because the associated customer has prior transactions."
)
PROMOTION_CODE_MINIMUM = ErrorKind(
    None,
    "This promotion code cannot be redeemed because the associated purchase does not meet the minimum amount "
    "requirement.",
)
PROMOTION_CODE_NOT_REACTIVATED = ErrorKind(
    None, "This promotion code cannot be activated because it, or its coupon, can no longer be redeemed."
)

# ── Invoices (invoicing.md §3, §17) ─────────────────────────────────────────────────────────────
DUE_DATE_REQUIRED = ErrorKind(
    None,
    "If invoice collection method is 'send_invoice', you must specify 'due_date' or 'days_until_due'.",
)
DUE_DATE_NOT_ALLOWED = ErrorKind(
    None,
    "You can only specify 'due_date' or 'days_until_due' if invoice collection method is 'send_invoice'.",
)
DUE_DATE_PAST = ErrorKind(None, "Invalid due_date: must be in the future.")
FINALIZES_AT_NEEDS_AUTO_ADVANCE = ErrorKind(
    None, "You can only specify 'automatically_finalizes_at' if 'auto_advance' is true."
)
FINALIZES_AT_RANGE = ErrorKind(
    None, "Invalid automatically_finalizes_at: must be in the future and at most 5 years ahead."
)
MISSING_EMAIL = ErrorKind(
    None,
    "Missing email. In order to create invoices that are sent to the customer, the customer must have a valid email.",
)
NO_PENDING_ITEMS = ErrorKind("invoice_no_customer_line_items", "Nothing to invoice for customer")
FINALIZED_FROZEN = ErrorKind(None, "Finalized invoices can't be updated in this way")
NOT_EDITABLE = ErrorKind("invoice_not_editable", "Invalid invoice: This invoice is no longer editable")
ALREADY_FINALIZED = ErrorKind(
    "invoice_not_editable",
    "This invoice is already finalized, you can't re-finalize a non-draft invoice.",
)
DELETE_ONLY_DRAFTS = ErrorKind(None, "You can only delete draft invoices.")
NOT_OPEN = ErrorKind(None, "You can only pass in open invoices. This invoice isn't open.")
PAID_NOT_VOIDABLE = ErrorKind(None, "Invoices with `paid` payments cannot be voided.")
ALREADY_UNCOLLECTIBLE = ErrorKind(None, "This invoice has already been marked uncollectible.")
ALREADY_PAID = ErrorKind(None, "Invoice is already paid")
SEND_NEEDS_SEND_INVOICE = ErrorKind(
    None, "You can only manually send an invoice if its collection method is 'send_invoice'."
)
SEND_NOT_NOW = ErrorKind(
    None,
    "This invoice cannot be sent right now. Please contact us via https://support.stripe.com/contact with "
    "details, so we can help.",
)
NO_PAYMENT_METHOD = ErrorKind(
    None,
    "There is no `default_payment_method` set on this Customer or Invoice. Please set either an "
    "`invoice_settings.default_payment_method` on Customer or a `default_payment_method` on Invoice. "
    "To record a payment made elsewhere, pass `paid_out_of_band=true`.",
)
NUMBER_TAKEN = ErrorKind(None, "Invoice number {number} is already used by another invoice.")
TOO_MANY_ITEMS = ErrorKind(None, "An invoice can have at most {limit} line items.")
RECURRING_PRICE = ErrorKind(
    None,
    "The price specified is set to `type=recurring` but this field only accepts prices with `type=one_time`.",
)
PRICE_INACTIVE = ErrorKind(None, "The price specified is inactive. This field only accepts active prices.")
PRICE_CURRENCY = ErrorKind(
    None,
    "The currency of the price ({price_currency}) does not match the currency of the invoice ({currency}).",
)
CURRENCY_MISMATCH = ErrorKind(
    None,
    "The currency of the invoice item ({item_currency}) does not match that of the invoice ({currency}).",
)
CUSTOM_PRICE = ErrorKind(None, "The price specified has `custom_unit_amount` set, which invoices do not accept.")
ITEM_OF_OTHER_CUSTOMER = ErrorKind(None, "The customer of the invoice item does not match the customer of the invoice.")
ITEM_ATTACHED_NOT_EDITABLE = ErrorKind(
    None, "Can't delete an invoice item that is attached to an invoice that is no longer editable"
)
ITEM_ALREADY_ATTACHED = ErrorKind(None, "The invoice item {id} is already attached to an invoice.")
AMOUNT_TOO_LARGE = ErrorKind(None, "Invalid amount: {reason}")
TAX_AMOUNTS_NOT_ALONE = ErrorKind(
    None, "You cannot specify `tax_amounts` on an invoice that has `default_tax_rates`, or lines that have `tax_rates`."
)
TAX_RATES_NOT_ALONE = ErrorKind(
    None, "You cannot enable automatic tax on an invoice that has `default_tax_rates`, `tax_rates` or `tax_amounts`."
)
SHIPPING_RATE_INACTIVE = ErrorKind(None, "The shipping rate {id} is not active.")
NO_UPCOMING_INVOICE = ErrorKind("invoice_upcoming_none", "No upcoming invoices for customer: {customer}", status=404)
NOT_REVISABLE = ErrorKind(None, "This invoice cannot be revised: {reason}.")
LINE_REPEATED = _refusal(None, "The line {id} is named more than once.")

# ── Tax (invoicing.md §1.10, §1.11) ─────────────────────────────────────────────────────────────
TAX_RATE_INACTIVE = ErrorKind(None, "The tax rate {id} is archived. This field only accepts active tax rates.")
TAX_RATE_REPEATED = _refusal(None, "The tax rate {id} is named more than once.")
TAX_RATE_MINTED = ErrorKind(
    None, "This tax rate was created for tax amounts of an invoice; only its metadata can be changed."
)
TAX_ID_INVALID = ErrorKind("tax_id_invalid", "Invalid value for {type}.")
TAX_ID_OWNER = _refusal(None, "You can only specify 'owner[customer]' if 'owner[type]' is 'customer'.")
TAX_INACTIVE = ErrorKind(
    "stripe_tax_inactive",
    "Automatic tax is not set up: no registrations are known. "
    "Set them with `billhook settings set tax_registrations 'DE=19, AT=20'`.",
)
TAX_LOCATION_INVALID = ErrorKind(
    "customer_tax_location_invalid",
    "The customer's location isn't recognized. Set a valid customer address in order to automatically calculate tax.",
)

# ── Credit notes (invoicing.md §7) ─────────────────────────────────────────────────────────────
NOT_CREDITABLE = ErrorKind(
    None, "You can only create credit notes for open, paid and uncollectible invoices. This invoice is {status}."
)
CREDIT_NOT_SUMMED = ErrorKind(
    None,
    "The sum of credit amount, refund amount and out of band amount ({given}) must equal the credit note amount "
    "({wanted}).",
)
REFUND_TOO_LARGE = ErrorKind(
    None, "The refund amount ({refund}) is more than what was charged for this invoice ({charged})."
)
CREDIT_TOO_LARGE = ErrorKind(
    None, "The credit note amount ({amount}) is more than what is left of the invoice to be credited ({left})."
)
CREDIT_NOT_POSITIVE = ErrorKind(None, "The credit note amount must be greater than zero.")
CREDIT_LINE_TOO_LARGE = ErrorKind(None, "The line {id} has only {left} left to be credited.")
CREDIT_LINE_MODE = ErrorKind(
    None, "The line {id} was credited by {mode} before; it cannot be credited by {other} as well."
)
CREDIT_LINE_PARAMETER = _refusal(None, "{name} cannot be given for a line of type {type}.")
CREDIT_SHIPPING = ErrorKind(None, "The shipping cost of this invoice cannot be credited: {reason}.")
REFUND_OF_OTHER = ErrorKind(None, "The refund {id} gave back nothing that was paid for this invoice.")
REFUND_LINKED = ErrorKind(None, "Of the refund {id} only {left} is left that no credit note explains.")
CREDIT_NOTE_VOID_ALREADY = ErrorKind(None, "This credit note is already void.")
CREDIT_NOTE_NEEDS_OPEN = ErrorKind(None, "You can only void a credit note if the associated invoice is open.")
CREDIT_NOTE_GAVE_BACK = ErrorKind(
    None, "You cannot void a credit note that refunded a payment or credited the customer's balance."
)

# ── Cards (platform.md §3.5, §7.3, §7.5) ────────────────────────────────────────────────────────


def _card(code: str, message: str) -> ErrorKind:
    """A row for what a bank, or the card itself, has against a payment."""
    return ErrorKind(code, message, status=402, type=CARD_ERROR)


CARD_DECLINED = _card("card_declined", "{reason}")
AUTHENTICATION_REQUIRED = _card(
    "authentication_required", "Your card was declined. This transaction requires authentication."
)
EXPIRED_CARD = _card("expired_card", "Your card has expired.")
INCORRECT_CVC = _card("incorrect_cvc", "Your card's security code is incorrect.")
INCORRECT_NUMBER = _card("incorrect_number", "Your card number is incorrect.")
INVALID_CVC = _card("invalid_cvc", "Your card's security code is invalid.")
INVALID_EXPIRY_MONTH = _card("invalid_expiry_month", "Your card's expiration month is invalid.")
INVALID_EXPIRY_YEAR = _card("invalid_expiry_year", "Your card's expiration year is invalid.")
PROCESSING_ERROR = _card("processing_error", "An error occurred while processing your card. Try again in a little bit.")
LIVE_CARD_NUMBER = ErrorKind(
    None, "Billhook takes no numbers of cards or bank accounts and no test tokens in live mode."
)

# ── Bank accounts (platform.md §3.6, §7.6) ──────────────────────────────────────────────────────
ACCOUNT_CLOSED = _card("account_closed", "The customer's bank account has been closed.")
NO_ACCOUNT = _card("no_account", "The customer's bank account could not be located.")
INSUFFICIENT_FUNDS = _card("insufficient_funds", "The customer's account has insufficient funds to cover this payment.")
DEBIT_NOT_AUTHORIZED = _card(
    "debit_not_authorized", "The customer has notified their bank that this payment was unauthorized."
)
DEBIT_FAILED = _card("generic_could_not_process", "The customer's bank could not process this payment.")
ACCOUNT_OF_OTHER_CURRENCY = _card(
    "invalid_currency", "The customer's bank account does not take payments in this currency."
)
DEBITS_OVER_LIMIT = _card(
    "charge_exceeds_source_limit", "This payment would take more from the bank account in a week than is allowed."
)
DEBIT_OVER_WEEKLY_LIMIT = _card(
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
METHOD_CURRENCY = ErrorKind(
    "payment_method_currency_mismatch",
    "A payment method of type {type} takes payments in {takes} only, not in {currency}.",
)
METHOD_TYPE = ErrorKind(
    "payment_intent_incompatible_payment_method",
    "The payment method is of type {type}, which this PaymentIntent does not allow. It allows: {allowed}.",
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
METHOD_NOT_OF_CUSTOMER = ErrorKind(
    "resource_missing",
    "The customer does not have a payment method with the ID {id}. The payment method must be attached to the "
    "customer.",
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
CHARGE_STEP = ErrorKind("amount_invalid", "Amounts in {currency} must be multiples of {step}.")
NO_PROCESSOR = ErrorKind(None, "There is no processor for live mode yet, so nothing can be charged there.")
INVOICE_ACTION_REQUIRED = _card(
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
CHARGE_NOT_PAID = ErrorKind("charge_not_refundable", "Charge {charge} took no money, so there is nothing to refund.")
REFUND_OVER_CHARGE = ErrorKind(None, "Refund amount ({amount}) is greater than unrefunded amount on charge ({left})")
INTENT_NOT_PAID = ErrorKind(None, "This PaymentIntent ({intent}) does not have a successful charge to refund.")
REFUND_NOT_CANCELABLE = ErrorKind(None, "Only refunds that require an action can be canceled; this one is {status}.")
INVALID_RETURN_URL = ErrorKind(
    None, "The return_url must be a URL with http, https or the scheme of an app, of at most 2,000 characters."
)

# ── Customers ───────────────────────────────────────────────────────────────────────────────────
PREFIX_TAKEN = ErrorKind(None, "The invoice prefix {prefix} is already used, or was used before.")
NO_DISCOUNT = ErrorKind("resource_missing", "No active discount for customer: {customer}", status=404)
SEQUENCE_BACKWARDS = ErrorKind(
    None, "Invalid next_invoice_sequence: must be higher than any sequence used before (at least {minimum})."
)

# ── Webhooks (platform.md §6.3) ─────────────────────────────────────────────────────────────────
TOO_MANY_ENDPOINTS = ErrorKind(None, "You have reached the maximum of {limit} {mode} webhook endpoints.")
TOO_MANY_VERSIONS = ErrorKind(
    None, "Webhook endpoints of an account can use at most 3 API versions other than the account's own."
)


def catalogue() -> dict[str, ErrorKind]:
    """Every row of the catalogue by its name."""
    return {name: kind for name, kind in globals().items() if isinstance(kind, ErrorKind)}
