"""What people change about themselves: their name, how the pages look, and what lists show."""

from billhook.db.cause import Origin
from billhook.kernel.clock import wall_now
from billhook.kernel.replacing import replace
from billhook.people import store
from billhook.people.desk import Desk, named
from billhook.people.faults import at_fields
from billhook.people.objects import Person
from billhook.people.rules import languages, typed

THEMES = ("system", "light", "dark")


async def choose_theme(desk: Desk, person: Person, theme: str) -> None:
    """How the pages look to a person: as their system does, light or dark."""
    if theme in THEMES:
        async with desk.looking() as conn:
            await store.set_theme(conn, person.id, theme)


async def choose_locale(desk: Desk, person: Person, locale: str) -> None:
    """The language whose numbers and days a person reads; empty for that of their browser. Raises a fault."""
    if locale not in (languages.AS_THE_BROWSER, *languages.LOCALES):
        raise at_fields(locale="Choose one of the list.")
    async with desk.looking() as conn:
        await store.set_locale(conn, person.id, locale)


async def choose_single_keys(desk: Desk, person: Person, work: bool) -> None:
    """Whether shortcuts of a single key work for a person."""
    async with desk.looking() as conn:
        await store.set_single_keys(conn, person.id, work)


async def choose_invoice_columns(desk: Desk, person: Person, columns: str) -> None:
    """Which columns a person wants to see in the list of invoices: their names, with commas between them."""
    async with desk.looking() as conn:
        await store.set_invoice_columns(conn, person.id, columns)


async def rename(desk: Desk, person: Person, name: str, origin: Origin) -> None:
    """Change a person's own name. Raises a fault at the field."""
    name = typed.plain_name(name)
    if fault := typed.name_fault(name):
        raise at_fields(name=fault)
    async with desk.changing() as conn:
        current = await store.find(conn, person.id, lock=True)
        if current is None or current.name == name:
            return
        renamed = replace(current, name=name)
        await store.save(conn, renamed)
        await store.log(
            conn, person.account, named(renamed), "person.rename", origin, now=wall_now(), object=person.id,
            label=name, before={"name": current.name}, after={"name": name},
        )  # fmt: skip
