"""The pages of settings, a group each."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from starlette.responses import Response

from billhook.account_settings.settings import SettingValue
from billhook.dashboard.settings import forms
from billhook.dashboard.settings.branding import look_of
from billhook.dashboard.settings.framing import framed
from billhook.dashboard.settings.groups import GROUPS, Field, Group
from billhook.dashboard.settings.samples import sample_of
from billhook.dashboard.visiting import Visit
from billhook.kernel import errors
from billhook.people.actions.change_settings import BANK_ACCOUNT, change_settings
from billhook.people.actions.confirm import confirm
from billhook.people.faults import PersonFault
from billhook.people.rules import permissions
from billhook.people.rules.roles import Role

STALE = "Somebody changed these settings while you typed. What you typed is below; what was stored has changed."


async def show_first(visit: Visit) -> Response:
    """The first group."""
    return visit.back(visit.to("/settings/business"))


async def show(visit: Visit) -> Response:
    """A group as it is stored."""
    group = _group(visit)
    return page(visit, group, forms.texts_of(group.fields, stored(visit)))


async def save(visit: Visit) -> Response:
    """Store what was typed, or say what is wrong with it."""
    group = _group(visit)
    permissions.insist(Role(visit.person.role), "settings:write", livemode=True)
    texts = forms.typed(group.fields, visit.form)
    sentence, wrong, status = await store_typed(visit, group.fields, texts)
    if status == 303:
        return visit.back(visit.to(f"/settings/{group.slug}"), f"{group.title}: saved.")
    return page(visit, group, texts, sentence=sentence, wrong=wrong, status=status)


async def store_typed(
    visit: Visit, fields: Sequence[Field], texts: Mapping[str, str]
) -> tuple[str, dict[str, str], int]:
    """Store a form of settings: a sentence, sentences at fields, and the status; 303 if it is stored."""
    values, wrong = forms.read(texts)
    before = {field.name: stored(visit)[field.name] for field in fields}
    if not wrong and visit.form.text("version") != forms.version(before):
        return STALE, {}, 409
    if wrong:
        return "", wrong, 422
    if asks_password(visit, fields) and any(values[name] != before[name] for name in BANK_ACCOUNT):
        try:
            await confirm(visit.parts.desk, visit.person, visit.session, visit.form.get("password", ""), visit.origin)
        except PersonFault as fault:
            return "", {"password": fault.sentence}, fault.status
    is_stored = await change_settings(visit.parts.desk, visit.person, values, visit.origin, seen=before)
    return ("", {}, 303) if is_stored else (STALE, {}, 409)


def stored(visit: Visit) -> dict[str, SettingValue]:
    """The settings as they are, over the defaults."""
    return dict(visit.tenant.settings)


def may_change(visit: Visit) -> bool:
    """Whether the person may change settings. Both modes share them, so what counts is live mode."""
    return permissions.allows(Role(visit.person.role), "settings:write", livemode=True)


def asks_password(visit: Visit, fields: Sequence[Field]) -> bool:
    """Whether a form asks for the password, because the bank account can be changed with it."""
    return not visit.is_confirmed and may_change(visit) and any(field.name in BANK_ACCOUNT for field in fields)


def _group(visit: Visit) -> Group:
    found = GROUPS.get(visit.named("group"))
    if found is None:
        raise errors.NO_SUCH_PATH(noun="page", id=visit.named("group"))
    return found


def page(
    visit: Visit, group: Group, texts: Mapping[str, str], *,
    sentence: str = "", wrong: Mapping[str, str] | None = None, status: int = 200,
) -> Response:  # fmt: skip
    return framed(
        visit,
        "settings/branding.html" if group.pictures else "settings/group.html",
        status=status,
        title=group.title,
        here=group.slug,
        group=group,
        fields_shown=forms.shown(group.fields, texts, wrong),
        sentence=sentence,
        wrong=wrong or {},
        version=forms.version({field.name: stored(visit)[field.name] for field in group.fields}),
        may_change=may_change(visit),
        asks_password=asks_password(visit, group.fields),
        sample=sample_of(group.sample, texts, stored(visit)),
        mail=_mail_server(visit) if group.slug == "mails" else "",
        look=look_of(texts, stored(visit), visit.tenant.account) if group.pictures else None,
    )


def _mail_server(visit: Visit) -> str:
    url = visit.parts.settings.smtp_url
    if url is None:
        return "Mails are kept in the outbox of this server and sent nowhere. BILLHOOK_SMTP_URL names a mail server."
    return f"Mails leave through {urlsplit(url).hostname}."
