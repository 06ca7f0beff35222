"""Ending a subscription, having it go on after all, and ending its trial."""

from collections.abc import Mapping

from starlette.responses import Response

from billhook.dashboard.asking import act_on, ask_page
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.days import day_of, ends
from billhook.dashboard.faults import Faults, checked
from billhook.dashboard.invoices.badges import remaining
from billhook.dashboard.subscriptions import words
from billhook.dashboard.subscriptions.reading import place_of, subscription_of, title_of
from billhook.dashboard.visiting import Visit
from billhook.kernel.api_error import ApiError
from billhook.subscriptions import verbs
from billhook.subscriptions.actions.preview_change import ChangePreview
from billhook.subscriptions.objects import SubscriptionDetails
from billhook.subscriptions.params import CancelSubscription, UpdateSubscription
from billhook.subscriptions.rules.lifecycle import ENDED, INCOMPLETE, TRIALING
from billhook.wire.forms import Form

_NAMES = ("when", "day", "prorate", "feedback", "comment")
_FIELDS = {
    "cancel_at": "day", "cancellation_details[comment]": "comment", "cancellation_details[feedback]": "feedback",
}  # fmt: skip
_KEEPING = UpdateSubscription.of(cancel_at=None)
_ENDING_TRIAL = UpdateSubscription.of(trial_end="now", off_session=True)


# ── Canceling ───────────────────────────────────────────────────────────────────────────────────
def _choices(details: SubscriptionDetails, visit: Visit) -> list[tuple[str, str]]:
    """When it can end."""
    if details.subscription.status == INCOMPLETE:
        return [("now", "At once")]
    end = max(item.period_end for item in details.items)
    return [
        ("period_end", f"At the end of its period, on {visit.formats.day(end)}"),
        ("now", "At once"),
        ("day", "At the end of a day"),
    ]


async def show_cancel(visit: Visit) -> Response:
    """Ask when it shall end, and why."""
    details = await subscription_of(visit)
    if details.subscription.status in ENDED:
        return visit.back(place_of(visit, details).back, "It has ended already.")
    first, _ = _choices(details, visit)[0]
    return _page(visit, details, {**dict.fromkeys(_NAMES, ""), "when": first}, Faults())


async def cancel(visit: Visit) -> Response:
    """End it, or plan its end."""
    details = await subscription_of(visit)
    given, faults = {name: visit.form.text(name) for name in _NAMES}, Faults()
    form: Form = {}
    said: Form = {name: given[name] for name in ("feedback", "comment") if given[name]}
    if said:
        form["cancellation_details"] = said
    if given["when"] not in dict(_choices(details, visit)):
        faults.fields["when"] = "Choose when it shall end."
    if given["when"] == "now":
        form["prorate"] = "true" if given["prorate"] else "false"
        params = checked(CancelSubscription, form, faults, _FIELDS.get)
        return await _canceled(visit, details, given, faults, params, "The subscription is canceled.")
    if given["when"] == "day":
        day = day_of(given["day"])
        if day is None:
            faults.fields["day"] = "Choose a day."
        else:
            form["cancel_at"] = str(ends(day, visit.formats.time_zone) - 1)
        form["proration_behavior"] = "create_prorations" if given["prorate"] else "none"
    else:
        form["cancel_at_period_end"] = "true"
    changes = checked(UpdateSubscription, form, faults, _FIELDS.get)
    return await _canceled(visit, details, given, faults, changes, "The end is planned.")


async def _canceled(
    visit: Visit, details: SubscriptionDetails, given: Mapping[str, str], faults: Faults,
    params: CancelSubscription | UpdateSubscription | None, notice: str,
) -> Response:  # fmt: skip
    if params is None:
        return _page(visit, details, given, faults)
    verb = verbs.CANCEL if isinstance(params, CancelSubscription) else verbs.UPDATE
    try:
        await visit.run(verb, params, details.subscription.id)
    except ApiError as error:
        if error.status in (403, 404):
            raise
        faults.add(error, _FIELDS.get)
        return _page(visit, details, given, faults)
    return visit.back(place_of(visit, details).back, notice)


def _page(visit: Visit, details: SubscriptionDetails, given: Mapping[str, str], faults: Faults) -> Response:
    place = place_of(visit, details)
    s = details.subscription
    return visit.page(
        "subscriptions/cancel.html",
        status=422 if faults else 200,
        title="Cancel subscription",
        area="subscriptions",
        up=place.crumbs,
        away=place.back,
        given=given,
        faults=faults,
        choices=_choices(details, visit),
        feedback=[("", "Not said"), *words.FEEDBACK.items()],
        can_prorate=s.status not in (INCOMPLETE, TRIALING),
        is_planned=s.cancel_at is not None,
    )


# ── Going on ────────────────────────────────────────────────────────────────────────────────────
def _keeping(details: SubscriptionDetails, visit: Visit) -> Confirmation:
    told: tuple[str, ...] = ("The planned end is taken back. It is billed period after period again.",)
    if not details.subscription.cancel_at_period_end:
        told += ("If something was given back for the rest of a period, the next invoice charges it again.",)
    return Confirmation(
        f"Let {title_of(details, visit)} go on?", told,
        "Do not cancel", "The subscription goes on.", way_out="Back",
    )  # fmt: skip


async def ask_keep(visit: Visit) -> Response:
    """Ask before its end is taken back."""
    details = await subscription_of(visit)
    place = place_of(visit, details)
    if details.subscription.cancel_at is None or details.subscription.status in ENDED:
        return visit.back(place.back, "No end is planned.")
    return ask_page(visit, place, _keeping(details, visit))


async def keep(visit: Visit) -> Response:
    """Have it go on."""
    details = await subscription_of(visit)
    place, question = place_of(visit, details), _keeping(details, visit)
    return await act_on(visit, place, question, verbs.UPDATE, _KEEPING, details.subscription.id)


# ── The trial ───────────────────────────────────────────────────────────────────────────────────
async def _ending_trial(details: SubscriptionDetails, visit: Visit) -> Confirmation:
    """The question, with what the first period costs: by the verb itself, in a trial that is undone."""
    s = details.subscription
    try:
        preview: ChangePreview = await visit.run_trial(verbs.PREVIEW_CHANGE, _ENDING_TRIAL, s.id)
    except ApiError as error:
        sentences: tuple[str, ...] = (error.message,)
    else:
        invoice = preview.invoice
        due = visit.formats.money(remaining(invoice), s.currency) if invoice is not None else ""
        how = "is invoiced" if s.is_sent else "is charged"
        sentences = (f"The first period begins now, and {due} {how}." if due else "The first period begins now.",)
    return Confirmation("End the trial now?", sentences, "End trial", "The trial has ended.")


async def ask_end_trial(visit: Visit) -> Response:
    """Say what that costs before it is done."""
    details = await subscription_of(visit)
    place = place_of(visit, details)
    if details.subscription.status != TRIALING:
        return visit.back(place.back, "It is not in a trial.")
    return ask_page(visit, place, await _ending_trial(details, visit))


async def end_trial(visit: Visit) -> Response:
    """End the trial; the first period that costs something begins."""
    details = await subscription_of(visit)
    place, question = place_of(visit, details), await _ending_trial(details, visit)
    return await act_on(visit, place, question, verbs.UPDATE, _ENDING_TRIAL, details.subscription.id)
