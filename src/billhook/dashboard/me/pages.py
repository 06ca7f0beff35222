"""One's own profile and password, and proving once more who one is."""

from starlette.responses import Response

from billhook.dashboard.choices import language
from billhook.dashboard.cookies import SESSION
from billhook.dashboard.headers import SECRET_HEADERS
from billhook.dashboard.me.devices import device_named
from billhook.dashboard.signing_in.outside import inside
from billhook.dashboard.visiting import Visit
from billhook.kernel.replacing import replace
from billhook.people.actions.authenticator import own_factors
from billhook.people.actions.change_password import change_password
from billhook.people.actions.change_profile import choose_locale
from billhook.people.actions.change_profile import rename as change_name
from billhook.people.actions.confirm import confirm
from billhook.people.actions.end_sessions import own_sessions
from billhook.people.actions.passkeys import own_passkeys
from billhook.people.faults import PersonFault
from billhook.people.rules.languages import AS_THE_BROWSER, LOCALES
from billhook.people.rules.passwords import length_least

ME = "/dashboard/me"


async def show(visit: Visit) -> Response:
    """Everything that is one's own."""
    return await _page(visit, visit.person.name)


async def rename(visit: Visit) -> Response:
    """Change one's own name, and the language whose numbers and days one reads."""
    name, locale = visit.form.text("name"), visit.form.get("locale", visit.person.locale)
    try:
        await choose_locale(visit.parts.desk, visit.person, locale)
        await change_name(visit.parts.desk, visit.person, name, visit.origin)
    except PersonFault as fault:
        return await _page(visit, name, fault)
    return visit.back(ME, "Your profile is saved.")


async def _page(visit: Visit, name: str, fault: PersonFault | None = None) -> Response:
    sessions = await own_sessions(visit.parts.desk, visit.person)
    return visit.page(
        "me/me.html",
        status=fault.status if fault is not None else 200,
        title="Profile and security",
        name=name,
        locales=[(AS_THE_BROWSER, "As my browser says"), *((tag, _sample(tag, visit)) for tag in LOCALES)],
        fault=fault,
        factors=await own_factors(visit.parts.desk, visit.person),
        passkeys=await own_passkeys(visit.parts.desk, visit.person),
        sessions=[(each, device_named(each.device)) for each in sessions],
    )


def _sample(tag: str, visit: Visit) -> str:
    """A language in its own words, with a number and a day of it."""
    f = replace(visit.formats, locale=tag)
    return f"{language(tag, tag)}: {f.quantity('1234.5')}, {f.day(f.now)}"


# ── The password ────────────────────────────────────────────────────────────────────────────────
async def show_password(visit: Visit) -> Response:
    """The form for a new password. The address says if it has to do alone, because the second factor is to go."""
    return await _password(visit, alone=visit.asked("alone") != "")


async def save_password(visit: Visit) -> Response:
    """Change one's own password; every other session ends."""
    form, alone = visit.form, visit.form.text("alone") != ""
    try:
        signed_in = await change_password(
            visit.parts.desk, visit.person, visit.session,
            current=form.get("current", ""), new=form.get("new", ""), origin=visit.origin, alone=alone,
        )  # fmt: skip
    except PersonFault as fault:
        return await _password(visit, fault, alone=alone)
    response = visit.back(
        f"{ME}/authenticator/remove" if alone else ME,
        "Your password is changed, and you are signed out everywhere else.",
    )
    visit.parts.cookies.write(response, SESSION, signed_in.token)
    return response


async def _password(visit: Visit, fault: PersonFault | None = None, *, alone: bool = False) -> Response:
    factors = await own_factors(visit.parts.desk, visit.person)
    least = length_least(has_factor=factors.has_app and not alone)
    return visit.page(
        "me/password.html", status=fault.status if fault is not None else 200, headers=SECRET_HEADERS,
        title="Change password", least=least, alone=alone, fault=fault,
    )  # fmt: skip


# ── Who is it? ──────────────────────────────────────────────────────────────────────────────────
async def show_confirm(visit: Visit) -> Response:
    """Ask for the password before something dangerous."""
    return _confirm(visit, inside(visit.asked("next")))


async def confirm_password(visit: Visit) -> Response:
    """Look at the password, and go on to where the person was."""
    wanted = inside(visit.form.text("next"))
    try:
        await confirm(visit.parts.desk, visit.person, visit.session, visit.form.get("password", ""), visit.origin)
    except PersonFault as fault:
        return _confirm(visit, wanted, fault)
    return visit.back(wanted or ME)


def _confirm(visit: Visit, wanted: str, fault: PersonFault | None = None) -> Response:
    return visit.page(
        "me/confirm.html", status=fault.status if fault is not None else 200,
        title="Is it you?", wanted=wanted, fault=fault,
    )  # fmt: skip
