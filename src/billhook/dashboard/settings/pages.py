"""The pages of settings, a group each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.responses import Response

from billhook.account_settings.settings import SettingValue, from_stored
from billhook.accounts.store import tenant_of
from billhook.dashboard.settings import forms
from billhook.dashboard.settings.branding import look_of
from billhook.dashboard.settings.counted import Counted, counted
from billhook.dashboard.settings.framing import framed
from billhook.dashboard.settings.groups import GROUPS, NUMBERING, Field, Group
from billhook.dashboard.settings.samples import sample_of
from billhook.dashboard.staleness import FIELD, Basis, basis, differing
from billhook.dashboard.visiting import Visit
from billhook.kernel import errors
from billhook.people.actions.change_settings import BANK_ACCOUNT, change_settings
from billhook.people.actions.confirm import confirm
from billhook.people.faults import PersonFault
from billhook.people.rules import permissions
from billhook.people.rules.roles import Role
from billhook.rendering_templates.rules.series import clash_with_settings
from billhook.rendering_templates.store import units


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a form of settings: its status, 303 if it is stored; sentences at its fields; what it is made from
    if somebody else changed the settings meanwhile."""

    status: int = 200
    wrong: Mapping[str, str] = field(default_factory=dict)
    made_from: Basis | None = None


SHOWN = Outcome()
"""Nothing was sent."""


async def show_first(visit: Visit) -> Response:
    """The first group."""
    return visit.back(visit.to("/settings/business"))


async def show(visit: Visit) -> Response:
    """A group as it is stored."""
    group = _group(visit)
    return page(visit, group, forms.texts_of(group.fields, stored(visit)), sequences=await _sequences(visit, group))


async def save(visit: Visit) -> Response:
    """Store what was typed, or say what is wrong with it."""
    group = _group(visit)
    permissions.insist(Role(visit.person.role), "settings:write", livemode=True)
    texts = forms.typed(group.fields, visit.form)
    outcome = await store_typed(visit, group.fields, texts)
    if outcome.status == 303:
        return visit.back(visit.to(f"/settings/{group.slug}"), f"{group.title}: saved.")
    return page(visit, group, texts, outcome, await _sequences(visit, group))


async def _sequences(visit: Visit, group: Group) -> list[Counted]:
    return await counted(visit) if group is NUMBERING else []


async def store_typed(visit: Visit, fields: Sequence[Field], texts: Mapping[str, str]) -> Outcome:
    """Store a form of settings, unless somebody else changed one of them since the form was made."""
    values, wrong = forms.read(texts)
    wrong = wrong or await _clash_with_units(visit, values)
    before = {each.name: stored(visit)[each.name] for each in fields}
    if wrong:
        return Outcome(422, wrong)
    told = _told(visit, fields, texts)
    if told.differences:
        return Outcome(409, made_from=told)
    if asks_password(visit, fields) and any(values[name] != before[name] for name in BANK_ACCOUNT & before.keys()):
        try:
            await confirm(visit.parts.desk, visit.person, visit.session, visit.form.get("password", ""), visit.origin)
        except PersonFault as fault:
            return Outcome(fault.status, {"password": fault.sentence})
    if await change_settings(visit.parts.desk, visit.person, values, visit.origin, seen=before):
        return Outcome(303)
    visit.tenant = await visit.parts.directory.tenant(visit.tenant.id)
    return Outcome(409, made_from=_told(visit, fields, texts))


async def _clash_with_units(visit: Visit, values: Mapping[str, SettingValue]) -> dict[str, str]:
    """A sentence for a setting with which a template of either mode could give the same numbers."""
    if not values.keys() & {"number_prefix", "number_pattern", "credit_note_pattern"}:
        return {}
    async with visit.reader() as reader:
        modes = [await tenant_of(reader, visit.tenant.account, live, "") for live in (False, True)]
        found = await units(reader, *[tenant.id for tenant in modes if tenant is not None])
    clash = clash_with_settings(found, from_stored({**stored(visit), **values}))
    return {clash.param: f"This {clash.sentence}."} if clash is not None else {}


def _told(visit: Visit, fields: Sequence[Field], texts: Mapping[str, str]) -> Basis:
    """What somebody else changed since the form was made, as the tenant was last read."""
    labels = {each.name: each.label for each in fields}
    now = forms.texts_of(fields, stored(visit))
    return differing(visit.form.get(FIELD, ""), texts, now, labels, forms.choices_of(fields))


def stored(visit: Visit) -> dict[str, SettingValue]:
    """The settings as they are, over the defaults."""
    return dict(visit.tenant.settings)


def may_change(visit: Visit) -> bool:
    """Whether the person may change settings. Both modes share them, so what counts is live mode."""
    return permissions.allows(Role(visit.person.role), "settings:write", livemode=True)


def asks_password(visit: Visit, fields: Sequence[Field]) -> bool:
    """Whether a form asks for the password, because the bank account can be changed with it."""
    return not visit.is_confirmed and may_change(visit) and any(each.name in BANK_ACCOUNT for each in fields)


def _group(visit: Visit) -> Group:
    found = GROUPS.get(visit.named("group"))
    if found is None:
        raise errors.NO_SUCH_PATH(noun="page", id=visit.named("group"))
    return found


def page(
    visit: Visit, group: Group, texts: Mapping[str, str], outcome: Outcome = SHOWN, sequences: Sequence[Counted] = ()
) -> Response:
    """A group with these texts in its fields, and what came of them; `sequences` are those whose next number can be
    raised."""
    return framed(
        visit,
        "settings/branding.html" if group.pictures else "settings/group.html",
        status=outcome.status,
        title=group.title,
        here=group.slug,
        group=group,
        fields_shown=forms.shown(group.fields, texts, outcome.wrong),
        wrong=outcome.wrong,
        basis=outcome.made_from or made_from(visit, group),
        may_change=may_change(visit),
        asks_password=asks_password(visit, group.fields),
        sample=sample_of(group.sample, texts, stored(visit), now=visit.formats.now),
        mail=_mail_server(visit) if group.slug == "mails" else "",
        sequences=sequences,
        look=look_of(texts, stored(visit), visit.tenant.account) if group.pictures else None,
    )


def made_from(visit: Visit, group: Group) -> Basis:
    """What the form of a group is made from."""
    return basis(visit.form, forms.texts_of(group.fields, stored(visit)))


def _mail_server(visit: Visit) -> str:
    url = visit.parts.settings.smtp_url
    if url is None:
        return "Mails are kept in the outbox of this server and sent nowhere. BILLHOOK_SMTP_URL names a mail server."
    return f"Mails leave through {urlsplit(url).hostname}."
