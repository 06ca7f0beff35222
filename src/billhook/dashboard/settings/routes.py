"""Where settings are, and the first steps of a new owner."""

from billhook.dashboard.routing import PageRoute
from billhook.dashboard.settings import (
    audit,
    counted,
    exporting,
    mail_samples,
    mailing,
    pages,
    pictures,
    processor,
    raising,
    registrations,
    returns,
    start,
    team,
)
from billhook.dashboard.settings.framing import PROCESSOR
from billhook.dashboard.settings.groups import BRANDING, PictureField
from billhook.files.rules.purposes import PURPOSES

_TEAM = "/settings/team"
_ONE_PROCESSOR = f"{PROCESSOR}/{{processor}}"


def _verb(verb: str, does: str = "people:manage") -> PageRoute:
    """A verb on somebody: asks, and asks for the password again before it does."""
    ask, act = team.asking(verb)
    return PageRoute(f"{_TEAM}/{{person}}/{verb}", ask, act, needs=does, outside=True, confirms=True)


def _picture(field: PictureField) -> list[PageRoute]:
    """The two verbs on a picture of the brand."""
    place, needs, room = f"/settings/branding/{field.slug}", "branding:write", PURPOSES[field.purpose].bytes_max
    return [
        PageRoute(place, pictures.show, pictures.uploading(field), needs=needs, uploads=room),
        PageRoute(f"{place}/remove", pictures.show, pictures.removing(field), needs=needs),
    ]


ROUTES = [
    *[route for field in BRANDING.pictures for route in _picture(field)],
    PageRoute("/settings/data", exporting.show, needs="data:export"),
    PageRoute("/settings/data/export", exporting.ask, exporting.export, needs="data:export", confirms=True),
    PageRoute("/settings/audit", audit.show, needs="audit:read", outside=True),
    PageRoute("/settings/audit.csv", audit.download, needs="audit:read", outside=True),
    PageRoute("/settings/mails/test", mailing.ask, mailing.send, needs="settings:write"),
    PageRoute(mail_samples.PATH, mail_samples.show, mail_samples.send, needs="settings:read", does="settings:write"),
    PageRoute(f"{mail_samples.PATH}/body", mail_samples.show_body, needs="settings:read"),
    PageRoute(returns.PATH, returns.ask, returns.make, needs="settings:write", confirms=True),
    PageRoute(counted.PATH, raising.ask, raising.raise_next, needs="settings:write"),
    PageRoute(_TEAM, team.show, needs="people:list", outside=True),
    PageRoute(
        f"{_TEAM}/invite", team.show_invite, team.send_invite, needs="people:manage", outside=True, confirms=True
    ),
    PageRoute(f"{_TEAM}/{{person}}", team.show_member, needs="people:list", outside=True),
    PageRoute(
        f"{_TEAM}/{{person}}/role", team.show_member, team.give_role, needs="people:manage", outside=True, confirms=True
    ),
    PageRoute(
        f"{_TEAM}/{{person}}/link", team.show_member, team.copy_link, needs="people:manage", outside=True, confirms=True
    ),
    *[_verb(verb) for verb in ("deactivate", "reactivate", "reset-factors", "invite-again", "withdraw")],
    _verb("hand-over", "ownership:transfer"),
    PageRoute(registrations.PATH, registrations.show, registrations.add, needs="settings:read", does="settings:write"),
    PageRoute(f"{registrations.PATH}/end", registrations.ask, registrations.end, needs="settings:write"),
    PageRoute(PROCESSOR, processor.show, needs="settings:read"),
    PageRoute(
        f"{_ONE_PROCESSOR}/connect",
        processor.show_connect,
        processor.act_connect,
        needs="processors:write",
        confirms=True,
    ),
    PageRoute(f"{_ONE_PROCESSOR}/try", processor.lead_back, processor.act_try, needs="processors:write"),
    PageRoute(
        f"{_ONE_PROCESSOR}/disconnect",
        processor.ask_disconnect,
        processor.act_disconnect,
        needs="processors:write",
        confirms=True,
    ),
    PageRoute("/settings", pages.show_first, needs="settings:read"),
    PageRoute("/settings/{group}", pages.show, pages.save, needs="settings:read", does="settings:write"),
    PageRoute("/start/ready", start.show_ready, needs="settings:read"),
    PageRoute("/start/{step}", start.show, start.go_on, needs="settings:read", does="settings:write"),
]
