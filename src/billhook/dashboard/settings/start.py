"""The first steps of a new owner. Each can be skipped, and each is a part of the settings."""

from collections.abc import Mapping

from starlette.responses import Response

from billhook.dashboard.settings import forms
from billhook.dashboard.settings.groups import STEPS, Group
from billhook.dashboard.settings.pages import SHOWN, Outcome, asks_password, made_from, may_change, store_typed, stored
from billhook.dashboard.settings.samples import sample_of
from billhook.dashboard.visiting import Visit
from billhook.kernel import errors
from billhook.people.rules import permissions
from billhook.people.rules.roles import Role

_SLUGS = list(STEPS)


async def show(visit: Visit) -> Response:
    """A step."""
    step = _step(visit)
    return page(visit, step, forms.texts_of(step.fields, stored(visit)))


async def go_on(visit: Visit) -> Response:
    """Store what was typed, unless the step is skipped, and go on to the next."""
    step = _step(visit)
    place = _SLUGS.index(step.slug) + 1
    onward = visit.to(f"/start/{_SLUGS[place]}" if place < len(_SLUGS) else "/start/ready")
    if visit.form.text("skip"):
        return visit.back(onward)
    permissions.insist(Role(visit.person.role), "settings:write", livemode=True)
    texts = forms.typed(step.fields, visit.form)
    outcome = await store_typed(visit, step.fields, texts)
    if outcome.status == 303:
        return visit.back(onward)
    return page(visit, step, texts, outcome)


async def show_ready(visit: Visit) -> Response:
    """The end of the steps, and the first thing to do."""
    return visit.page("settings/ready.html", title="You are ready")


def _step(visit: Visit) -> Group:
    found = STEPS.get(visit.named("step"))
    if found is None:
        raise errors.NO_SUCH_PATH(noun="page", id=visit.named("step"))
    return found


def page(visit: Visit, step: Group, texts: Mapping[str, str], outcome: Outcome = SHOWN) -> Response:
    """A step with these texts in its fields, and what came of them."""
    return visit.page(
        "settings/step.html",
        status=outcome.status,
        title=step.title,
        step=step,
        place=_SLUGS.index(step.slug) + 1,
        places=len(_SLUGS),
        fields_shown=forms.shown(step.fields, texts, outcome.wrong),
        wrong=outcome.wrong,
        basis=outcome.made_from or made_from(visit, step),
        may_change=may_change(visit),
        asks_password=asks_password(visit, step.fields),
        sample=sample_of(step.sample, texts, stored(visit), now=visit.formats.now),
    )
