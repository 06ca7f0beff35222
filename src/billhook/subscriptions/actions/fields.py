"""From parameters to the fields of a subscription, for create and update alike."""

from billhook.customers.actions.attach import check_attached
from billhook.db.tx import Tx
from billhook.invoices.params import DEFAULT_TAX_RATES_MAX
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.subscriptions.objects import PauseCollection, Subscription, TrialSettings
from billhook.subscriptions.params import SubscriptionFields, UpdateSubscription
from billhook.tax.actions.account_tax_ids import account_tax_ids
from billhook.tax.actions.resolve import resolve_rates
from billhook.wire.params import merged_metadata


async def apply(tx: Tx, s: Subscription, params: SubscriptionFields) -> Subscription:
    """The subscription with what was given; what was not given stays as it is.

    Raises DAYS_UNTIL_DUE_NOT_SENT, DAYS_UNTIL_DUE_MISSING and what naming a method or tax rates raises.
    """
    if params.collection_method is not None:
        s = replace(s, collection_method=params.collection_method)
    if params.days_until_due is not None:
        s = replace(s, days_until_due=params.days_until_due)
    if params.given("description"):
        s = replace(s, description=params.description)
    if params.given("metadata"):
        s = replace(s, metadata=merged_metadata(s.metadata, params.metadata))
    if params.given("default_payment_method"):
        if params.default_payment_method is not None:
            await check_attached(tx, params.default_payment_method, s.customer, "default_payment_method")
        s = replace(s, default_payment_method=params.default_payment_method)
    if params.given("default_tax_rates"):
        rates = params.default_tax_rates or []
        found = await resolve_rates(tx, rates, param="default_tax_rates", limit=DEFAULT_TAX_RATES_MAX)
        s = replace(s, default_tax_rates=tuple(found))
    s = await _with_invoice_settings(tx, s, params)
    return _checked(_with_trial_settings(_with_payment_settings(s, params), params), params)


async def _with_invoice_settings(tx: Tx, s: Subscription, params: SubscriptionFields) -> Subscription:
    given, said = params.invoice_settings, s.invoice_settings
    if given is None:
        return s
    if given.given("account_tax_ids"):
        ids, place = given.account_tax_ids, "invoice_settings[account_tax_ids]"
        found = await account_tax_ids(tx, ids, param=place) if ids else []
        said = replace(said, account_tax_ids=tuple(tax_id.id for tax_id in found) or None)
    if given.given("custom_fields"):
        fields = tuple((one.name, one.value) for one in given.custom_fields or [])
        said = replace(said, custom_fields=fields or None)
    if given.given("description"):
        said = replace(said, description=given.description)
    if given.given("footer"):
        said = replace(said, footer=given.footer)
    return replace(s, invoice_settings=said)


def with_pause(s: Subscription, params: UpdateSubscription, *, now: int) -> Subscription:
    """The subscription that collects nothing for a time, or collects again. Raises RESUMES_AT_PAST."""
    if not params.given("pause_collection"):
        return s
    given = params.pause_collection
    if given is None:
        return replace(s, pause_collection=None)
    if given.resumes_at is not None and given.resumes_at <= now:
        raise errors.RESUMES_AT_PAST(param="pause_collection[resumes_at]")
    return replace(s, pause_collection=PauseCollection(behavior=given.behavior, resumes_at=given.resumes_at))


def _with_payment_settings(s: Subscription, params: SubscriptionFields) -> Subscription:
    given = params.payment_settings
    if given is None:
        return s
    if given.given("payment_method_types"):
        s = replace(s, payment_method_types=given.payment_method_types or None)
    if given.save_default_payment_method is not None:
        s = replace(s, save_default_payment_method=given.save_default_payment_method)
    return s


def _with_trial_settings(s: Subscription, params: SubscriptionFields) -> Subscription:
    if not params.given("trial_settings"):
        return s
    if params.trial_settings is None:
        return replace(s, trial_settings=TrialSettings())
    end = params.trial_settings.end_behavior
    if end.missing_payment_method == "pause":
        place = "trial_settings[end_behavior][missing_payment_method]"
        raise errors.SUBSCRIPTION_NOT_READY(param=place, change="to pause when a trial ends")
    anchor = end.billing_cycle_anchor or s.trial_settings.billing_cycle_anchor
    chosen = TrialSettings(billing_cycle_anchor=anchor, missing_payment_method=end.missing_payment_method)
    return replace(s, trial_settings=chosen)


def _checked(s: Subscription, params: SubscriptionFields) -> Subscription:
    """Days to pay belong to invoices that are sent."""
    if not s.is_sent and params.days_until_due is not None:
        raise errors.DAYS_UNTIL_DUE_NOT_SENT(param="days_until_due")
    if s.is_sent and s.days_until_due is None:
        raise errors.DAYS_UNTIL_DUE_MISSING(param="days_until_due")
    return s if s.is_sent else replace(s, days_until_due=None)
