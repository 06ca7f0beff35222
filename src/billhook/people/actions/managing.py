"""What the verbs of those share who manage people: everybody is locked, so that the last owner stays."""

from billhook.accounts import store as accounts
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.people import store
from billhook.people.faults import PersonFault
from billhook.people.objects import Person
from billhook.people.rules.lifecycle import ACTIVE
from billhook.people.rules.permissions import allows, insist
from billhook.people.rules.roles import Role, manages


async def everybody(conn: store.Connection, person: Person, *, lock: bool = True) -> list[Person]:
    """Everybody of a person's account, as they are now."""
    return await store.of_account(conn, person.account, lock=lock)


def found(everyone: list[Person], id: str) -> Person:
    """The person with an id. Raises NO_SUCH_PATH: the id of another account is not there."""
    for person in everyone:
        if person.id == id:
            return person
    raise errors.NO_SUCH_PATH(noun="person", id=id)


async def acting(conn: store.Connection, everyone: list[Person], person: Person) -> Person:
    """Somebody who acts on `everyone` of an account, as they are now: one of them, or a visitor from the platform.

    Raises NO_SUCH_PATH for somebody who may not be here any more.
    """
    for each in everyone:
        if each.id == person.id:
            return each
    visitor = await store.find(conn, person.id)
    if visitor is None or visitor.status != ACTIVE or not await enters(conn, visitor):
        raise errors.NO_SUCH_PATH(noun="person", id=person.id)
    return replace(visitor, account=person.account)


async def enters(conn: store.Connection, person: Person) -> bool:
    """Whether somebody may enter every account of the installation: the platform's owners and administrators."""
    if not allows(Role(person.role), "accounts:enter", livemode=True):
        return False
    return person.account == await accounts.first_account(conn)


def insist_on_managing(manager: Person, person: Person | None = None) -> None:
    """Raises ROLE_NOT_PERMITTED if somebody manages nobody, and a fault if they do not manage this person."""
    insist(Role(manager.role), "people:manage", livemode=True)
    if person is not None and not manages(Role(manager.role), Role(person.role)):
        raise PersonFault("Only an owner can change an owner.", status=403)


def insist_on_another_owner(everyone: list[Person], person: Person) -> None:
    """Raises a fault if nobody else is an active owner: somebody has to be able to do everything."""
    owners = [each for each in everyone if each.role == Role.OWNER.value and each.status == ACTIVE]
    if owners == [person]:
        raise PersonFault(f"{person.label} is the last owner. Make somebody else an owner first.")
