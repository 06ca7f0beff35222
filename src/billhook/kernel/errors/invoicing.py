"""Errors about what is invoiced, and to whom (invoicing.md §1, §3, §7, §17)."""

from billhook.kernel.api_error import ErrorKind, refusal

# ── Catalogue (invoicing.md §1.1, §1.2) ─────────────────────────────────────────────────────────
PRODUCT_HAS_PRICES = ErrorKind(
    None,
    "This product cannot be deleted because it has one or more user-created prices. Set active to false to "
    "archive it instead.",
)
PRICE_AMOUNT_REQUIRED = refusal(
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
TIERS_INVALID = refusal(None, "Invalid tiers: {reason}")
PRICE_IS_DEFAULT = ErrorKind(None, "This price cannot be archived because it is the default price of its product.")
PLAN_DELETED = ErrorKind(None, "The plan of this price was deleted, so the price cannot be activated.")
PRICE_INLINE = ErrorKind(None, "This price was created inline for an invoice item and cannot be activated.")

# ── Discounts (invoicing.md §1.12, §17) ─────────────────────────────────────────────────────────
PERCENT_PLACES = refusal(None, "Invalid decimal: {value}; must contain at maximum two decimal places.")
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
PORTAL_LINK_NEEDS_EMAIL = ErrorKind(None, "Customer {id} has no e-mail. Add one, then mail the link.")
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
TOO_MANY_DECLINES = ErrorKind(
    "card_decline_rate_limit_exceeded",
    "Too many payments of this invoice were declined. Please try again in an hour, or pay in another way.",
    status=429,
    stored=False,
)
SEND_NEEDS_SEND_INVOICE = ErrorKind(
    None, "You can only manually send an invoice if its collection method is 'send_invoice'."
)
SEND_NOT_VOID = ErrorKind(None, "A void invoice cannot be sent.")
NO_PAYMENT_METHOD = ErrorKind(
    None,
    "There is no `default_payment_method` set on this Customer or Invoice. Please set either an "
    "`invoice_settings.default_payment_method` on Customer or a `default_payment_method` on Invoice. "
    "To record a payment made elsewhere, pass `paid_out_of_band=true`.",
)
NUMBER_TAKEN = ErrorKind(None, "Invoice number {number} is already used by another invoice.")
NUMBER_BACKWARDS = ErrorKind(None, "The next number must be higher than every number used before: at least {minimum}.")
UNIT_NOT_COUNTED = ErrorKind(None, "The template {id} has no pattern for these numbers.")
NOT_COUNTED = ErrorKind(None, "The account does not count these numbers itself. The setting {setting} says so.")
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
CHANGED_MEANWHILE = ErrorKind(None, "Somebody changed this {noun} since you read it. Nothing was saved.", status=409)
AMOUNT_TOO_LARGE = ErrorKind("amount_too_large", "Invalid amount: {reason}")
TAX_AMOUNTS_NOT_ALONE = ErrorKind(
    None, "You cannot specify `tax_amounts` on an invoice that has `default_tax_rates`, or lines that have `tax_rates`."
)
TAX_RATES_NOT_ALONE = ErrorKind(
    None, "You cannot enable automatic tax on an invoice that has `default_tax_rates`, `tax_rates` or `tax_amounts`."
)
NO_SUCH_VERSION = ErrorKind("resource_missing", "No such version of the template {id}: {version}")
TEMPLATE_ARCHIVED = ErrorKind(None, "The template {id} is archived. This field only accepts active templates.")
TEMPLATE_FROZEN = ErrorKind(None, "The template {id} is archived and can no longer be changed.")
SHIPPING_RATE_INACTIVE = ErrorKind(None, "The shipping rate {id} is not active.")
NO_UPCOMING_INVOICE = ErrorKind("invoice_upcoming_none", "No upcoming invoices for customer: {customer}", status=404)
CUSTOMER_OR_SUBSCRIPTION = ErrorKind(
    "parameter_missing",
    "You must either provide a `customer` or a `subscription` to the upcoming invoice endpoint.",
)
NOT_REVISABLE = ErrorKind(None, "This invoice cannot be revised: {reason}.")
LINE_REPEATED = refusal(None, "The line {id} is named more than once.")

NOTHING_CARRIED = ErrorKind(
    None,
    "The customer has a cash balance, so an amount that cannot be collected is not carried to the customer's balance, "
    "and the invoice cannot be finalized.",
)
TRANSFER_IS_SENT = ErrorKind(
    None, "An invoice that may be paid by customer_balance must have collection_method=send_invoice."
)

# ── Tax (invoicing.md §1.10, §1.11) ─────────────────────────────────────────────────────────────
TAX_RATE_INACTIVE = ErrorKind(None, "The tax rate {id} is archived. This field only accepts active tax rates.")
TAX_RATE_REPEATED = refusal(None, "The tax rate {id} is named more than once.")
TAX_RATE_MINTED = ErrorKind(
    None, "This tax rate was created for tax amounts of an invoice; only its metadata can be changed."
)
TAX_ID_INVALID = ErrorKind("tax_id_invalid", "Invalid value for {type}.")
TAX_ID_OWNER = refusal(None, "You can only specify 'owner[customer]' if 'owner[type]' is 'customer'.")
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
CREDIT_LINE_PARAMETER = refusal(None, "{name} cannot be given for a line of type {type}.")
CREDIT_SHIPPING = ErrorKind(None, "The shipping cost of this invoice cannot be credited: {reason}.")
REFUND_OF_OTHER = ErrorKind(None, "The refund {id} gave back nothing that was paid for this invoice.")
REFUND_LINKED = ErrorKind(None, "Of the refund {id} only {left} is left that no credit note explains.")
CREDIT_NOTE_VOID_ALREADY = ErrorKind(None, "This credit note is already void.")
CREDIT_NOTE_NEEDS_OPEN = ErrorKind(None, "You can only void a credit note if the associated invoice is open.")
CREDIT_NOTE_GAVE_BACK = ErrorKind(
    None, "You cannot void a credit note that refunded a payment or credited the customer's balance."
)

# ── Test clocks (platform.md §8) ────────────────────────────────────────────────────────────────
CLOCK_BACKWARDS = ErrorKind(
    None, "A test clock only goes forward: frozen_time must be later than {now}, where the clock stands now."
)
CLOCK_TOO_FAR = ErrorKind(
    None, "A test clock can be advanced by at most two years at a time; from where it stands now, to {most}."
)
CLOCK_NOT_READY = ErrorKind(None, "A test clock can only be advanced while it is ready; this one is {status}.")
CLOCK_FULL = ErrorKind(None, "The test clock {clock} has {most} customers already, and cannot take another.")
CLOCK_OF_CUSTOMER = ErrorKind(None, "The customer {id} lives on the test clock {clock} already.")

# ── Customers ───────────────────────────────────────────────────────────────────────────────────
PREFIX_TAKEN = ErrorKind(None, "The invoice prefix {prefix} is already used, or was used before.")
CASH_LEFT = ErrorKind(None, "The customer {customer} has a cash balance and cannot be deleted until it is empty.")
NO_DISCOUNT = ErrorKind("resource_missing", "No active discount for customer: {customer}", status=404)
SEQUENCE_BACKWARDS = ErrorKind(
    None, "Invalid next_invoice_sequence: must be higher than any sequence used before (at least {minimum})."
)
