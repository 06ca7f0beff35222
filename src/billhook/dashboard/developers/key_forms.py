"""What the forms of keys share: selects of permissions, lines of networks, and errors at their fields."""

from collections.abc import Collection, Iterable

from billhook.dashboard.faults import Faults
from billhook.dashboard.form_bodies import FormBody
from billhook.kernel.errors import ApiError
from billhook.wire.forms import Form
from billhook.wire.restrictions import RESOURCES, Resource

Choice = tuple[str, str, tuple[tuple[str, str], ...], str]
"""A select: its name, its label, its options, and the option that is chosen."""

_NONE = ("", "None")
_FIELDS = ("name", "permissions", "networks", "lifetime_seconds")


def choices(permissions: Collection[str]) -> list[Choice]:
    """A select for each resource, with what these permissions say."""
    return [_choice(resource, permissions) for resource in RESOURCES]


def permissions_in(form: FormBody) -> list[str]:
    """The permissions that were chosen, also those that do not exist."""
    chosen = [(resource.name, form.text(_field(resource))) for resource in RESOURCES]
    return [f"rak_{name}_{access}" for name, access in chosen if access]


def lines(typed: str) -> list[str]:
    """The lines of a text that are not empty."""
    return [line.strip() for line in typed.splitlines() if line.strip()]


def array(values: Iterable[str]) -> Form:
    """An array as parameters have it."""
    return {str(index): value for index, value in enumerate(values)}


def field_of(param: str) -> str | None:
    """The field of a parameter."""
    name = param.partition("[")[0]
    return name if name in _FIELDS else None


def note(error: ApiError, faults: Faults) -> None:
    """Take in what a verb refused; raise what no form can mend."""
    if error.status in (403, 404):
        raise error
    faults.add(error, field_of)


def _field(resource: Resource) -> str:
    return f"may_{resource.name}"


def _choice(resource: Resource, permissions: Collection[str]) -> Choice:
    options = (_NONE, *((access.value, access.value.capitalize()) for access in resource.accesses))
    held = [access for access in resource.accesses if resource.permission(access) in permissions]
    return _field(resource), resource.title, options, held[-1].value if held else ""
