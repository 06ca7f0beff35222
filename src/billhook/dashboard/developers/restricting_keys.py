"""What a key may do and from where: the permissions of a restricted key, and the networks of a key."""

from collections.abc import Collection

from starlette.responses import Response

from billhook.accounts import verbs
from billhook.accounts.objects import Key
from billhook.accounts.params import AllowNetworks, RestrictKey
from billhook.dashboard.developers.key_forms import array, choices, field_of, lines, note, permissions_in
from billhook.dashboard.developers.keys import key_of, last_use, up
from billhook.dashboard.developers.sections import DEVELOPERS, KEYS
from billhook.dashboard.faults import Faults, checked
from billhook.dashboard.visiting import Visit
from billhook.kernel.errors import ApiError


# ── Permissions ─────────────────────────────────────────────────────────────────────────────────
async def show_permissions(visit: Visit) -> Response:
    """The permissions of a key, to change them."""
    key = await key_of(visit)
    return _permissions(visit, key, key.permissions, Faults())


async def restrict(visit: Visit) -> Response:
    """Give a key other permissions."""
    key, permissions, faults = await key_of(visit), permissions_in(visit.form), Faults()
    params = checked(RestrictKey, {"permissions": array(permissions)}, faults, field_of)
    if params is not None:
        try:
            await visit.run(verbs.RESTRICT, params, key.id)
        except ApiError as error:
            note(error, faults)
        else:
            return visit.back(visit.to(KEYS), "The key has its permissions.")
    return _permissions(visit, key, permissions, faults)


def _permissions(visit: Visit, key: Key, permissions: Collection[str], faults: Faults) -> Response:
    return DEVELOPERS.page(
        visit, "developers/key_permissions.html", KEYS, title=f"Permissions of {key.name or key.masked}",
        up=up(visit), status=422 if faults else 200, old=key, last_use=last_use(visit, key),
        chosen=choices(permissions), faults=faults, away=visit.to(KEYS),
    )  # fmt: skip


# ── Networks ────────────────────────────────────────────────────────────────────────────────────
async def show_networks(visit: Visit) -> Response:
    """The networks of a key, to change them."""
    key = await key_of(visit)
    return _networks(visit, key, "\n".join(key.networks), Faults())


async def allow_networks(visit: Visit) -> Response:
    """Say from where a key may be used."""
    key, typed, faults = await key_of(visit), visit.form.text("networks"), Faults()
    params = checked(AllowNetworks, {"networks": array(lines(typed))}, faults, field_of)
    if params is not None:
        try:
            await visit.run(verbs.ALLOW_NETWORKS, params, key.id)
        except ApiError as error:
            note(error, faults)
        else:
            return visit.back(visit.to(KEYS), "The key has its networks.")
    return _networks(visit, key, typed, faults)


def _networks(visit: Visit, key: Key, typed: str, faults: Faults) -> Response:
    return DEVELOPERS.page(
        visit, "developers/key_networks.html", KEYS, title=f"Networks of {key.name or key.masked}", up=up(visit),
        status=422 if faults else 200, old=key, last_use=last_use(visit, key), typed=typed, faults=faults,
        away=visit.to(KEYS),
    )  # fmt: skip
