"""Where the account is registered to collect tax, as a list: one is added, one is ended. The list is one setting."""

from collections.abc import Sequence
from decimal import Decimal

from starlette.responses import Response

from billhook.account_settings.registrations import Registration, parsed, written
from billhook.dashboard import numbers
from billhook.dashboard.asking import Place, ask_page
from billhook.dashboard.choices import countries, country
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.faults import Faults
from billhook.dashboard.numbers import NotANumber
from billhook.dashboard.settings.framing import framed
from billhook.dashboard.settings.pages import may_change
from billhook.dashboard.visiting import Visit
from billhook.kernel.countries import COUNTRIES
from billhook.people.actions.change_settings import change_settings

PATH = "/settings/tax/registrations"
"""Where the list is."""

_SETTING = "tax_registrations"
_NAMES = ("country", "state", "percentage")
_FASTER = "Somebody changed the registrations meanwhile. The list is as it is now; send the form once more."
Typed = dict[str, str]


async def show(visit: Visit) -> Response:
    """The list, and the form for one more."""
    return _page(visit, dict.fromkeys(_NAMES, ""), Faults())


async def add(visit: Visit) -> Response:
    """Add what was typed."""
    typed, faults = {name: visit.form.text(name) for name in _NAMES}, Faults()
    new, before = _read(visit, typed, faults), _stored(visit)
    if new is not None and new in before:  # the same form, sent twice
        return visit.back(visit.to(PATH), _told(visit, new))
    if new is not None and any(each.place == new.place for each in before):
        faults.fields["country"] = f"{_called(visit, new)} is registered already. End that one first."
    if faults or new is None:
        return _page(visit, typed, faults)
    if not await _store(visit, [*before, new]):
        faults.sentence = _FASTER
        return _page(visit, typed, faults)
    return visit.back(visit.to(PATH), _told(visit, new))


async def ask(visit: Visit) -> Response:
    """Ask before one is ended."""
    found = _named(visit)
    if found is None:
        return visit.back(visit.to(PATH))
    return ask_page(visit, _place(visit), _ending(visit, found))


async def end(visit: Visit) -> Response:
    """End one. Invoices that are finalized keep their taxes."""
    found = _named(visit)
    if found is not None and not await _store(visit, [each for each in _stored(visit) if each != found]):
        return visit.back(visit.to(PATH), "Somebody changed the registrations meanwhile. Nothing was ended.")
    return visit.back(visit.to(PATH), _ending(visit, found).notice if found is not None else "It is ended already.")


def _read(visit: Visit, typed: Typed, faults: Faults) -> Registration | None:
    """The registration that was typed; None, with every fault noted, if it is none."""
    where, state = typed["country"].upper(), typed["state"].upper().removeprefix(f"{typed['country'].upper()}-")
    if where not in COUNTRIES:
        faults.fields["country"] = "Choose a country of the list."
    try:
        percentage = numbers.decimal(typed["percentage"], visit.formats.locale) if typed["percentage"] else None
    except NotANumber as error:
        faults.fields["percentage"] = str(error)
        return None
    if percentage is None:
        faults.fields["percentage"] = "Fill this in."
    elif not _can_be_written(Registration("DE", None, percentage)):
        faults.fields["percentage"] = "Write a percentage from 0 to 100, with at most four decimal places."
    if state and not _can_be_written(Registration("DE", state, Decimal(0))):
        faults.fields["state"] = "Write the code of the state, such as NY: at most three letters or digits."
    return Registration(where, state or None, percentage) if not faults and percentage is not None else None


def _can_be_written(one: Registration) -> bool:
    try:
        return parsed(written([one])) == (one,)
    except ValueError:
        return False


async def _store(visit: Visit, registrations: Sequence[Registration]) -> bool:
    """Whether it is stored: it is not if somebody changed the list since it was read."""
    seen = {_SETTING: visit.tenant.settings.tax_registrations}
    values = {_SETTING: written(registrations)}
    done = await change_settings(visit.parts.desk, visit.person, values, visit.origin, seen=seen)
    if not done:
        visit.tenant = await visit.parts.directory.tenant(visit.tenant.id)
    return done


def _stored(visit: Visit) -> Sequence[Registration]:
    return parsed(visit.tenant.settings.tax_registrations)


def _named(visit: Visit) -> Registration | None:
    """The registration that the address names, unless it is ended."""
    return next((each for each in _stored(visit) if each.place == visit.asked("place")), None)


def _called(visit: Visit, one: Registration) -> str:
    """The place in words: "Germany", "NY, United States"."""
    where = country(one.country, visit.formats.locale)
    return f"{one.state}, {where}" if one.state is not None else where


def _told(visit: Visit, one: Registration) -> str:
    return f"{_called(visit, one)}: added with {visit.formats.percent(one.percentage)}."


def _ending(visit: Visit, one: Registration) -> Confirmation:
    called, rate = _called(visit, one), visit.formats.percent(one.percentage)
    return Confirmation(
        heading=f"End the registration in {called}?",
        sentences=(
            f"Automatic tax takes {rate} there, and takes nothing from the next time that an invoice is summed up.",
            "Invoices that are finalized keep their taxes. Both modes share the list.",
        ),
        button="End registration",
        notice=f"{called}: ended.",
    )


def _place(visit: Visit) -> Place:
    crumbs = ((visit.to("/settings/tax"), "Tax"), (visit.to(PATH), "Registrations"))
    return Place("settings", crumbs, visit.to(PATH))


def _page(visit: Visit, typed: Typed, faults: Faults) -> Response:
    f = visit.formats
    listed = sorted(_stored(visit), key=lambda each: (country(each.country, f.locale), each.state or ""))
    return framed(
        visit,
        "settings/registrations.html",
        here="tax",
        status=409 if faults.sentence else 422 if faults else 200,
        title="Tax registrations",
        rows=[
            (_called(visit, each), country(each.country, f.locale), each.state or "–", f.percent(each.percentage),
             visit.to(f"{PATH}/end", place=each.place))
            for each in listed
        ],
        typed=typed,
        faults=faults,
        countries=[("", "Choose a country"), *countries(f.locale)],
        may_change=may_change(visit),
    )  # fmt: skip
