"""Errors about what is billed again and again (recurring.md §14)."""

from billhook.kernel.api_error import ErrorKind

# ── Subscriptions (recurring.md §2, §3) ─────────────────────────────────────────────────────────
NO_METHOD_TO_CHARGE = ErrorKind(
    "resource_missing",
    "This customer has no attached payment source or default payment method. Please consider adding a default payment "
    "method. For more information, visit "
    "https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.",
)
PENDING_UPDATE_ON_CREATE = ErrorKind(
    None, "Setting `payment_behavior` to `pending_if_incomplete` has no effect when creating a subscription."
)
PAYMENT_BEHAVIOR_NOT_OFFERED = ErrorKind(
    "not_supported", "Billhook does not support the `payment_behavior` {behavior} {on} yet."
)
PRICE_REPEATED = ErrorKind(
    None, "Cannot create a Subscription with multiple Subscription Items with the same Price: {id}"
)
ITEMS_FULL = ErrorKind(None, "Customer {customer} already has the maximum {most} items per subscription")
INTERVAL_MISMATCH = ErrorKind(
    None,
    "Currency and interval fields must match across all plans on this subscription. Found mismatch in interval field.",
)
ONE_TIME_PRICE = ErrorKind(
    None, "The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`."
)
METERED_PRICE = ErrorKind("not_supported", "Billhook does not support metered prices in subscriptions yet.")
NO_SUCH_SUBSCRIPTION_ITEM = ErrorKind(None, "No subscription item with this ID ({id}) on the subscription.")
INVALID_SUBSCRIPTION_ITEM = ErrorKind(None, "Invalid subscription_item id: {id}")
LAST_SUBSCRIPTION_ITEM = ErrorKind(
    None,
    "A subscription must have at least one active plan. To cancel a subscription, please use the cancel API endpoint "
    "on /v1/subscriptions.",
)
LINE_OF_SUBSCRIPTION = ErrorKind(
    None, "The line belongs to the subscription {subscription}: its amount follows from that. Change the subscription."
)
DRAFT_OF_SUBSCRIPTION = ErrorKind(
    None, "A draft that a subscription made cannot be deleted. Finalize the invoice and void it."
)
DAYS_UNTIL_DUE_NOT_SENT = ErrorKind(
    None, "You can only specify 'days_until_due' if invoice collection method is 'send_invoice'."
)
DAYS_UNTIL_DUE_MISSING = ErrorKind(
    None, "If invoice collection method is 'send_invoice', you must specify 'days_until_due'."
)
TRIAL_TWICE = ErrorKind(None, "You cannot set `trial_end` or `trial_period_days` when `trial_from_plan=true`.")
TRIAL_END_PAST = ErrorKind(
    None,
    "The parameter `trial_end` expects a unix timestamp representing a date and time in the future. You specified the "
    "value `{moment}` which is in the past.",
)
TRIAL_TOO_LONG = ErrorKind(None, "A trial lasts 730 days at most: `trial_end` can be {latest} at the latest.")
ANCHOR_TOO_LATE = ErrorKind(
    None, "billing_cycle_anchor cannot be later than next natural billing date ({latest}) for plan"
)
ANCHOR_PAST = ErrorKind(None, "Invalid timestamp: must be an integer Unix timestamp in the future.")
ANCHOR_OF_DAYS = ErrorKind(
    None, "You can only use `billing_cycle_anchor_config` with prices that are billed by month or year."
)
CANCEL_AT_PAST = ErrorKind(None, "`cancel_at` must be a moment in the future.")
RESUMES_AT_PAST = ErrorKind(None, "`pause_collection[resumes_at]` must be a moment in the future.")
SUBSCRIPTION_ENDED = ErrorKind(
    "invalid_canceled_subscription_fields",
    "A canceled subscription can only update its cancellation_details and metadata.",
)
SUBSCRIPTION_INCOMPLETE = ErrorKind(
    None,
    "While a subscription is incomplete, only default_payment_method, description, metadata and off_session can be "
    "changed.",
)
PRORATION_DATE = ErrorKind(None, "`proration_date` must be within the current period, from {start} to {end}.")
SUBSCRIPTION_NOT_READY = ErrorKind(
    "not_supported", "Billhook does not support this change of a subscription yet: {change}."
)
