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
METERED_PRICE = ErrorKind(None, "The price is metered and has no meter, so nothing counts its quantity.")
METERED_QUANTITY = ErrorKind(None, "`quantity` cannot be set for a metered price: the meter counts it.")
METERED_USAGE_LEFT = ErrorKind(
    None,
    "The item has usage that is not billed yet. Pass `clear_usage=true` to delete the item all the same: this usage is "
    "never billed then.",
)
CLEAR_USAGE_NOT_METERED = ErrorKind(None, "`clear_usage` can only be set to delete an item with a metered price.")
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

# ── Meters (recurring.md §7, §14) ───────────────────────────────────────────────────────────────
NO_ACTIVE_METER = ErrorKind(None, 'No active meter found for event name "{event_name}"')
METER_EVENT_EXISTS = ErrorKind(None, "An event already exists with identifier {id}.")
METER_EVENT_NAME_TAKEN = ErrorKind(None, "An active meter already takes the events named `{event_name}`.")
METER_REQUIRED = ErrorKind(
    None, "A metered price needs `recurring[meter]`: since 2025-03-31.basil, usage is counted by meters alone."
)
METER_NOT_METERED = ErrorKind(None, "`recurring[meter]` requires `recurring[usage_type]` to be `metered`.")
METER_INACTIVE = ErrorKind(None, "The meter {id} is inactive. A price needs an active meter.")
METER_STATUS = ErrorKind(None, "The meter cannot be asked to {verb}: {reason}.")
METER_EVENT_NO_CUSTOMER = ErrorKind(
    "meter_event_no_customer_defined", "The payload has no `{key}`, which names the customer of the event."
)
METER_EVENT_CUSTOMER_UNKNOWN = ErrorKind("meter_event_customer_not_found", "No such customer: '{id}'")
METER_EVENT_VALUE_MISSING = ErrorKind(
    "meter_event_value_not_found", "The payload has no `{key}`, which is the value of the event."
)
METER_EVENT_VALUE_INVALID = ErrorKind(
    "meter_event_invalid_value", "The `{key}` of the payload must be a number, such as `25` or `0.5`."
)
METER_EVENT_VALUE_TOO_LONG = ErrorKind(
    "meter_event_value_too_many_digits",
    "The `{key}` of the payload can have 15 digits before and 12 after the decimal point.",
)
METER_EVENT_TOO_OLD = ErrorKind("timestamp_too_far_in_past", "`timestamp` can be 35 days ago at the earliest.")
METER_EVENT_TOO_NEW = ErrorKind("timestamp_in_future", "`timestamp` can be 5 minutes from now at the latest.")
METER_EVENT_FINAL = ErrorKind(
    None, "The event {id} was received more than 24 hours ago. It cannot be canceled any more."
)
