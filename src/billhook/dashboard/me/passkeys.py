"""Passkeys of one's own: adding needs a script, as browsers offer them to scripts alone."""

from starlette.responses import Response

from billhook.dashboard.cookies import SESSION
from billhook.dashboard.headers import SECRET_HEADERS
from billhook.dashboard.me.devices import device_named
from billhook.dashboard.me.pages import ME
from billhook.dashboard.passkey_name import named_address, site_of
from billhook.dashboard.visiting import Visit
from billhook.kernel import errors
from billhook.people.actions.passkeys import add_passkey, ask_to_make, own_passkeys, remove_passkey
from billhook.people.faults import PersonFault
from billhook.people.rules.passkey_site import Site


async def show(visit: Visit) -> Response:
    """What a passkey is, and the button that adds one."""
    return _page(visit)


async def options(visit: Visit) -> Response:
    """What the device is asked to make."""
    business = visit.tenant.settings.business_name
    text = await ask_to_make(visit.parts.desk, _site(visit), visit.person, business, visit.token)
    return Response(text, media_type="application/json", headers=dict(SECRET_HEADERS))


async def add(visit: Visit) -> Response:
    """Store what the device made."""
    try:
        signed_in = await add_passkey(
            visit.parts.desk, _site(visit), visit.person, visit.form.get("credential", ""), visit.origin,
            device=device_named(visit.origin.device), holder=visit.token,
        )  # fmt: skip
    except PersonFault as fault:
        return _page(visit, fault)
    response = visit.back(ME, "The passkey is added.")
    visit.parts.cookies.write(response, SESSION, signed_in.token)
    return response


def _page(visit: Visit, fault: PersonFault | None = None) -> Response:
    return visit.page(
        "me/passkeys.html", status=fault.status if fault is not None else 200, headers=SECRET_HEADERS,
        title="Add a passkey", fault=fault, site=site_of(visit.parts.settings, visit.request),
        named=named_address(visit.parts.settings, "/dashboard/me/passkeys"),
    )  # fmt: skip


def _site(visit: Visit) -> Site:
    site = site_of(visit.parts.settings, visit.request)
    if site is None:
        raise errors.NO_SUCH_PATH(noun="page", id=visit.request.url.path)
    return site


async def ask_remove(visit: Visit) -> Response:
    """Ask before a passkey is removed."""
    id = visit.named("passkey")
    found = [each for each in await own_passkeys(visit.parts.desk, visit.person) if each.id == id]
    if not found:
        raise errors.NO_SUCH_PATH(noun="passkey", id=id)
    return visit.page(
        "me/question.html", title=f"Remove the passkey of {found[0].device}?", button="Remove passkey",
        sentences=["It no longer lets you in. The device may go on to offer it; remove it there as well."],
    )  # fmt: skip


async def remove(visit: Visit) -> Response:
    """Remove a passkey."""
    if not await remove_passkey(visit.parts.desk, visit.person, visit.named("passkey"), visit.origin):
        raise errors.NO_SUCH_PATH(noun="passkey", id=visit.named("passkey"))
    return visit.back(ME, "The passkey is removed.")
