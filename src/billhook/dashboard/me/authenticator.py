"""The authenticator app: setting it up with a QR code, its recovery codes, and removing it."""

import segno
from markupsafe import Markup
from starlette.responses import Response

from billhook.dashboard.cookies import SESSION
from billhook.dashboard.headers import SECRET_HEADERS
from billhook.dashboard.me.pages import ME
from billhook.dashboard.visiting import Visit
from billhook.people.actions.authenticator import (
    begin_authenticator,
    confirm_authenticator,
    fresh_recovery_codes,
    own_factors,
    pending_secret,
    remove_authenticator,
)
from billhook.people.faults import PersonFault
from billhook.people.rules import codes

_CODE = "/dashboard/me/authenticator/code"


async def show(visit: Visit) -> Response:
    """What an authenticator app is, and the button that begins."""
    factors = await own_factors(visit.parts.desk, visit.person)
    if factors.has_app:
        return visit.back(ME)
    return visit.page(
        "me/question.html", title="Set up an authenticator app", button="Set up authenticator app",
        sentences=[
            "An authenticator app on your phone shows a new code every 30 seconds. Signing in then asks for your "
            "password and such a code.",
            "You get ten recovery codes for the day when you lose the phone. You are signed out everywhere else.",
        ],
    )  # fmt: skip


async def begin(visit: Visit) -> Response:
    """Make a secret, and go on to where it is shown."""
    try:
        await begin_authenticator(visit.parts.desk, visit.person)
    except PersonFault as fault:
        return visit.back(ME, fault.sentence)
    return visit.back(_CODE)


async def show_code(visit: Visit) -> Response:
    """The secret as a QR code and as text, and a field for the first code."""
    return await _code(visit)


async def confirm(visit: Visit) -> Response:
    """Look at the first code; the recovery codes are shown once."""
    try:
        signed_in, fresh = await confirm_authenticator(
            visit.parts.desk, visit.person, visit.form.text("code"), visit.origin
        )
    except PersonFault as fault:
        return await _code(visit, fault)
    response = _codes_page(visit, fresh)
    visit.parts.cookies.write(response, SESSION, signed_in.token)
    return response


async def _code(visit: Visit, fault: PersonFault | None = None) -> Response:
    secret = await pending_secret(visit.parts.desk, visit.person)
    if secret is None:
        return visit.back("/dashboard/me/authenticator")
    address = codes.address_of(secret, email=visit.person.email, issuer=visit.tenant.settings.business_name)
    picture = segno.make(address, micro=False).svg_inline(
        scale=5, border=2, light="#fff", svgclass=None, lineclass=None
    )
    return visit.page(
        "me/authenticator.html", status=fault.status if fault is not None else 200, headers=SECRET_HEADERS,
        title="Set up an authenticator app", fault=fault, picture=Markup(picture),
        address=address, secret=codes.spaced(secret),
    )  # fmt: skip


# ── Recovery codes ──────────────────────────────────────────────────────────────────────────────
async def ask_codes(visit: Visit) -> Response:
    """Ask before the recovery codes are made anew: they are stored in a way that nobody can show them again."""
    return visit.page(
        "me/question.html", title="Show recovery codes?", button="Show new recovery codes",
        sentences=["You get ten new codes, shown once. The ones that you have end."],
    )  # fmt: skip


async def fresh_codes(visit: Visit) -> Response:
    """Ten new recovery codes."""
    try:
        fresh = await fresh_recovery_codes(visit.parts.desk, visit.person, visit.origin)
    except PersonFault as fault:
        return visit.back(ME, fault.sentence)
    return _codes_page(visit, fresh)


def _codes_page(visit: Visit, fresh: list[str]) -> Response:
    return visit.page("me/codes.html", headers=SECRET_HEADERS, title="Your recovery codes", codes=fresh)


# ── Removing ────────────────────────────────────────────────────────────────────────────────────
async def ask_remove(visit: Visit) -> Response:
    """Ask before the app is removed. A password that leans on it has to be a longer one first."""
    if visit.person.short_password:
        return visit.page("me/longer_password.html", title="Choose a longer password first")
    return visit.page(
        "me/question.html", title="Remove the authenticator app?", button="Remove authenticator app",
        sentences=["Your password alone lets you in from now on. Your recovery codes end."],
    )  # fmt: skip


async def remove(visit: Visit) -> Response:
    """Remove the app."""
    try:
        await remove_authenticator(visit.parts.desk, visit.person, visit.origin)
    except PersonFault:
        return visit.back(f"{ME}/authenticator/remove")
    return visit.back(ME, "The authenticator app is removed.")
