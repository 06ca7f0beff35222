"""New keys: secret ones, and restricted ones with what they may do."""

from collections.abc import Collection
from dataclasses import dataclass

from starlette.responses import Response

from billhook.accounts import verbs
from billhook.accounts.params import LIFETIMES, CreateKey
from billhook.dashboard.developers.key_forms import array, choices, field_of, lines, note, permissions_in
from billhook.dashboard.developers.keys import up, whole
from billhook.dashboard.developers.sections import DEVELOPERS, KEYS
from billhook.dashboard.faults import Faults, checked
from billhook.dashboard.form_bodies import FormBody
from billhook.dashboard.visiting import Visit
from billhook.kernel.errors import ApiError
from billhook.wire.forms import Form

_DAY = 86_400
_WORDS = ("Never", *(f"In {days} days" if days > 1 else "In a day" for days in (int(s) // _DAY for s in LIFETIMES)))
LIFETIMES_IN_WORDS = tuple(zip(("", *LIFETIMES), _WORDS, strict=True))


@dataclass(frozen=True, slots=True)
class KeyForm:
    """What was typed for a new key."""

    name: str = ""
    networks: str = ""
    lifetime_seconds: str = ""
    permissions: Collection[str] = ()

    @staticmethod
    def of(form: FormBody) -> "KeyForm":
        """What was typed."""
        return KeyForm(
            form.text("name"), form.text("networks"), form.text("lifetime_seconds"), tuple(permissions_in(form))
        )

    def given(self, *, restricted: bool) -> Form:
        """The parameters."""
        shared: Form = {
            "name": self.name,
            "networks": array(lines(self.networks)),
            "lifetime_seconds": self.lifetime_seconds,
        }
        return {**shared, "permissions": array(self.permissions)} if restricted else shared


async def show_new(visit: Visit) -> Response:
    """Ask for the name of a new secret key, its end and its networks."""
    return _form(visit, KeyForm(), Faults(), restricted=False)


async def create(visit: Visit) -> Response:
    """Make a secret key and show it."""
    return await _made(visit, restricted=False)


async def show_new_restricted(visit: Visit) -> Response:
    """Ask for what a new restricted key may do too."""
    return _form(visit, KeyForm(), Faults(), restricted=True)


async def create_restricted(visit: Visit) -> Response:
    """Make a restricted key and show it."""
    return await _made(visit, restricted=True)


async def _made(visit: Visit, *, restricted: bool) -> Response:
    form, faults = KeyForm.of(visit.form), Faults()
    params = checked(CreateKey, form.given(restricted=restricted), faults, field_of)
    if params is not None:
        try:
            return whole(visit, await visit.run(verbs.CREATE, params), "The key is made.")
        except ApiError as error:
            note(error, faults)
    return _form(visit, form, faults, restricted=restricted)


def _form(visit: Visit, form: KeyForm, faults: Faults, *, restricted: bool) -> Response:
    return DEVELOPERS.page(
        visit, "developers/key_new.html", KEYS, title="Create restricted key" if restricted else "Create key",
        up=up(visit), status=422 if faults else 200, form=form, faults=faults, lifetimes=LIFETIMES_IN_WORDS,
        chosen=choices(form.permissions) if restricted else [], away=visit.to(KEYS),
    )  # fmt: skip
