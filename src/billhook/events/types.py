"""The event types that Billhook emits, and those that Stripe documents.

An endpoint may subscribe to every documented type, so that a set-up made for Stripe runs unchanged; types
that are not emitted never arrive. `EVENT_TYPES` grows with the product; a test compares it with what the code
emits (platform.md §6.2).
"""

from collections.abc import Iterator

EVENT_TYPES = frozenset(
    {
        "billing.meter.created",
        "billing.meter.deactivated",
        "billing.meter.reactivated",
        "billing.meter.updated",
        "cash_balance.funds_available",
        "charge.captured",
        "charge.dispute.closed",
        "charge.dispute.created",
        "charge.dispute.funds_reinstated",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.updated",
        "charge.expired",
        "charge.failed",
        "charge.pending",
        "charge.refunded",
        "charge.succeeded",
        "charge.updated",
        "checkout.session.async_payment_failed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.completed",
        "checkout.session.expired",
        "coupon.created",
        "coupon.deleted",
        "coupon.updated",
        "credit_note.created",
        "credit_note.updated",
        "credit_note.voided",
        "customer.created",
        "customer.deleted",
        "customer.discount.created",
        "customer.discount.deleted",
        "customer.discount.updated",
        "customer.source.created",
        "customer.source.deleted",
        "customer.source.updated",
        "customer.subscription.created",
        "customer.subscription.deleted",
        "customer.subscription.trial_will_end",
        "customer.subscription.updated",
        "customer.tax_id.created",
        "customer.tax_id.deleted",
        "customer.tax_id.updated",
        "customer.updated",
        "customer_cash_balance_transaction.created",
        "invoice.created",
        "invoice.deleted",
        "invoice.finalization_failed",
        "invoice.finalized",
        "invoice.marked_uncollectible",
        "invoice.overdue",
        "invoice.overpaid",
        "invoice.paid",
        "invoice.payment_action_required",
        "invoice.payment_failed",
        "invoice.payment_succeeded",
        "invoice.sent",
        "invoice.upcoming",
        "invoice.updated",
        "invoice.voided",
        "invoice.will_be_due",
        "invoice_payment.paid",
        "invoiceitem.created",
        "invoiceitem.deleted",
        "mandate.updated",
        "payment_intent.amount_capturable_updated",
        "payment_intent.canceled",
        "payment_intent.created",
        "payment_intent.partially_funded",
        "payment_intent.payment_failed",
        "payment_intent.processing",
        "payment_intent.requires_action",
        "payment_intent.succeeded",
        "payment_method.attached",
        "payment_method.detached",
        "payment_method.updated",
        "plan.created",
        "plan.deleted",
        "plan.updated",
        "payout.canceled",
        "payout.created",
        "payout.failed",
        "payout.paid",
        "payout.reconciliation_completed",
        "payout.updated",
        "price.created",
        "price.deleted",
        "price.updated",
        "product.created",
        "product.deleted",
        "product.updated",
        "promotion_code.created",
        "promotion_code.updated",
        "radar.early_fraud_warning.created",
        "radar.early_fraud_warning.updated",
        "refund.created",
        "refund.failed",
        "refund.updated",
        "setup_intent.canceled",
        "setup_intent.created",
        "setup_intent.requires_action",
        "setup_intent.setup_failed",
        "setup_intent.succeeded",
        "tax_rate.created",
        "tax_rate.updated",
        "test_helpers.test_clock.advancing",
        "test_helpers.test_clock.created",
        "test_helpers.test_clock.deleted",
        "test_helpers.test_clock.internal_failure",
        "test_helpers.test_clock.ready",
    }
)

# The resource and what may happen to it, from the official clients (stripe-python 16.1.0).
_DOCUMENTED = """
    account.application: authorized deauthorized
    account.external_account: created deleted updated
    account: updated
    application_fee: created refunded
    application_fee.refund: updated
    apps.install: created deleted updated
    balance: available
    balance_settings: updated
    billing.alert: triggered
    billing.credit_balance_transaction: created
    billing.credit_grant: created updated
    billing.meter: created deactivated reactivated updated
    billing_portal.configuration: created updated
    billing_portal.session: created
    capability: updated
    cash_balance: funds_available
    charge: captured expired failed pending refunded succeeded updated
    charge.dispute: closed created funds_reinstated funds_withdrawn updated
    charge.refund: updated
    checkout.session: async_payment_failed async_payment_succeeded completed expired
    climate.order: canceled created delayed delivered product_substituted
    climate.product: created pricing_updated
    coupon: created deleted updated
    credit_note: created updated voided
    customer: created deleted updated
    customer.discount: created deleted updated
    customer.source: created deleted expiring updated
    customer.subscription: created deleted paused pending_update_applied pending_update_expired
        resumed trial_will_end updated
    customer.tax_id: created deleted updated
    customer_cash_balance_transaction: created
    entitlements.active_entitlement_summary: updated
    file: created
    financial_connections.account: account_numbers_updated created deactivated disconnected
        expected_deactivation_date_updated reactivated refreshed_balance refreshed_ownership
        refreshed_transactions supported_payment_method_types_updated upcoming_account_number_expiry
        upcoming_deactivation
    financial_connections.authorization: expected_deactivation_date_updated upcoming_deactivation
    identity.verification_session: canceled created processing redacted requires_input verified
    invoice: created deleted finalization_failed finalized marked_uncollectible overdue overpaid paid
        payment_action_required payment_attempt_required payment_failed payment_succeeded sent upcoming
        updated voided will_be_due
    invoice_payment: paid
    invoiceitem: created deleted
    issuing_authorization: created request updated
    issuing_card: created updated
    issuing_cardholder: created updated
    issuing_dispute: closed created funds_reinstated funds_rescinded submitted updated
    issuing_personalization_design: activated deactivated rejected updated
    issuing_token: created updated
    issuing_transaction: created purchase_details_receipt_updated updated
    mandate: updated
    payment_intent: amount_capturable_updated canceled created partially_funded payment_failed
        processing requires_action succeeded
    payment_link: created updated
    payment_method: attached automatically_updated detached updated
    payout: canceled created failed paid reconciliation_completed updated
    person: created deleted updated
    plan: created deleted updated
    price: created deleted updated
    product: created deleted updated
    promotion_code: created updated
    quote: accepted canceled created finalized
    radar.early_fraud_warning: created updated
    refund: created failed updated
    reporting.report_run: failed succeeded
    reporting.report_type: updated
    reserve.hold: created updated
    reserve.plan: created disabled expired updated
    reserve.release: created
    review: closed opened
    setup_intent: canceled created requires_action setup_failed succeeded
    sigma.scheduled_query_run: created
    source: canceled chargeable failed mandate_notification refund_attributes_required
    source.transaction: created updated
    subscription_schedule: aborted canceled completed created expiring released updated
    tax.settings: updated
    tax_rate: created updated
    terminal.reader: action_failed action_succeeded action_updated
    test_helpers.test_clock: advancing created deleted internal_failure ready
    three_d_secure.authentication: canceled challenge_started errored failed requires_challenge
        requires_submission succeeded
    topup: canceled created failed reversed succeeded
    transfer: created reversed updated
    treasury.credit_reversal: created posted
    treasury.debit_reversal: completed created initial_credit_granted
    treasury.financial_account: closed created features_status_updated
    treasury.inbound_transfer: canceled created failed succeeded
    treasury.outbound_payment: canceled created expected_arrival_date_updated failed posted returned
        tracking_details_updated
    treasury.outbound_transfer: canceled created expected_arrival_date_updated failed posted returned
        tracking_details_updated
    treasury.received_credit: created failed succeeded
    treasury.received_debit: created
"""


def _documented() -> Iterator[str]:
    resource = ""
    for word in _DOCUMENTED.split():
        if word.endswith(":"):
            resource = word[:-1]
        else:
            yield f"{resource}.{word}"


DOCUMENTED_TYPES = tuple(sorted(_documented()))
"""Every snapshot event type that an endpoint may name, in alphabetical order."""
