"""Invite somebody: they get a mail, and whoever invites them can copy a link as well."""

import asyncpg

from billhook.db.cause import Actor, Origin
from billhook.kernel.clock import wall_now
from billhook.kernel.ids import new_id, new_token
from billhook.people import mails_store, store
from billhook.people.actions.managing import acting, everybody, found, insist_on_managing
from billhook.people.desk import TOKEN_LENGTH, Desk, named
from billhook.people.faults import NOT_INVITED, at_fields
from billhook.people.objects import Link, Person, PersonMail
from billhook.people.rules import guessing, typed
from billhook.people.rules.lifecycle import INVITED, PERSON
from billhook.people.rules.roles import Role, manages
from billhook.people.rules.sessions import LINK_SECONDS

_TAKEN = "Somebody with this e-mail is here already."


async def invite(desk: Desk, person: Person, *, email: str, role: str, origin: Origin) -> Person:
    """Invite somebody and mail them. Raises faults at the fields, TOO_MANY and ROLE_NOT_PERMITTED."""
    invited = new_invited(person.account, email=email, role=role, by=person)
    await _count_mail(desk, invited.email, origin)
    async with desk.changing() as conn:
        manager = await acting(conn, await everybody(conn, person), person)
        insist_on_managing(manager)
        if not manages(Role(manager.role), Role(invited.role)):
            raise at_fields(role="Only an owner can invite an owner.")
        await add_invited(conn, invited, named(manager), origin)
        await _queue(conn, invited, manager)
    return invited


def new_invited(account: str, *, email: str, role: str, by: Person | None) -> Person:
    """Somebody who is invited, not stored yet. Raises faults at the fields."""
    wrong = {}
    address = typed.stored_email(email)
    if address is None:
        wrong["email"] = typed.EMAIL_FAULT
    if role not in {each.value for each in Role}:
        wrong["role"] = "Choose a role."
    if wrong or address is None:
        raise at_fields(**wrong)
    return Person(
        id=new_id("per"), account=account, created=wall_now(), name="", email=address, role=role,
        status=PERSON.starts["invite"], password=None, theme="system", invited_by=by.id if by is not None else None,
    )  # fmt: skip


async def add_invited(conn: store.Connection, invited: Person, actor: Actor, origin: Origin) -> None:
    """Store somebody who is invited. Raises a fault at the e-mail if somebody has it."""
    try:
        async with conn.transaction():
            await store.insert(conn, invited)
    except asyncpg.UniqueViolationError:
        raise at_fields(email=_TAKEN) from None
    await store.log(
        conn, invited.account, actor, "person.invite", origin, now=invited.created, object=invited.id,
        label=invited.email, after={"role": invited.role},
    )  # fmt: skip


async def invite_again(desk: Desk, person: Person, id: str, origin: Origin) -> Person:
    """Mail somebody who is invited once more. Raises NOT_INVITED, TOO_MANY and ROLE_NOT_PERMITTED."""
    async with desk.looking() as conn:
        invited = _invited(await everybody(conn, person, lock=False), id)
    await _count_mail(desk, invited.email, origin)
    async with desk.changing() as conn:
        everyone = await everybody(conn, person)
        manager, invited = await acting(conn, everyone, person), _invited(everyone, id)
        insist_on_managing(manager, invited)
        await _queue(conn, invited, manager)
        await store.log(
            conn, person.account, named(manager), "person.invite_again", origin, now=wall_now(), object=id,
            label=invited.email,
        )  # fmt: skip
    return invited


async def invitation_token(desk: Desk, person: Person, id: str, origin: Origin) -> tuple[Person, str]:
    """Who is invited, and the token of a new link to copy. One that was copied before ends; one that was mailed stays.

    Raises NOT_INVITED and ROLE_NOT_PERMITTED.
    """
    async with desk.changing() as conn:
        everyone = await everybody(conn, person)
        manager, invited = await acting(conn, everyone, person), _invited(everyone, id)
        insist_on_managing(manager, invited)
        token = await new_link(conn, invited, "invitation")
        await store.log(
            conn, person.account, named(manager), "person.copy_invitation", origin, now=wall_now(), object=id,
            label=invited.email,
        )  # fmt: skip
    return invited, token


async def new_link(conn: store.Connection, person: Person, kind: str) -> str:
    """The token of a new link for a person that is handed over by somebody, not mailed."""
    token, now = new_token(TOKEN_LENGTH), wall_now()
    link = Link(kind, person.account, person.id)
    await store.insert_link(conn, token, link, now=now, expires_at=now + LINK_SECONDS[kind])
    return token


async def withdraw_invitation(desk: Desk, person: Person, id: str, origin: Origin) -> Person:
    """Forget somebody who was invited and never came. Raises NOT_INVITED and ROLE_NOT_PERMITTED."""
    async with desk.changing() as conn:
        everyone = await everybody(conn, person)
        manager, invited = await acting(conn, everyone, person), _invited(everyone, id)
        insist_on_managing(manager, invited)
        await store.delete(conn, id)
        await store.log(
            conn, person.account, named(manager), "person.withdraw_invitation", origin, now=wall_now(), object=id,
            label=invited.email,
        )  # fmt: skip
    return invited


async def _count_mail(desk: Desk, email: str, origin: Origin) -> None:
    await desk.count_attempt(guessing.of_mail("invitation", email) + guessing.of_mails_from(origin.address))


async def _queue(conn: store.Connection, invited: Person, by: Person) -> None:
    await mails_store.queue(conn, PersonMail(new_id("pmail"), "invitation", invited.email, by.id, wall_now(), 0))


def _invited(everyone: list[Person], id: str) -> Person:
    person = found(everyone, id)
    if person.status != INVITED:
        raise NOT_INVITED()
    return person
