"""Choose a new password without the old one, behind a link."""

from billhook.db.cause import Origin
from billhook.kernel.clock import wall_now
from billhook.kernel.ids import new_id, new_token
from billhook.kernel.replacing import replace
from billhook.people import factors_store, mails_store, store
from billhook.people.actions.refusals import count_refusal
from billhook.people.desk import TOKEN_LENGTH, Desk, named
from billhook.people.faults import LINK_IS_OVER, PersonFault, at_fields
from billhook.people.objects import Person, PersonMail
from billhook.people.rules import guessing, passwords, refusals, typed
from billhook.people.rules.lifecycle import ACTIVE


async def ask_for_reset(desk: Desk, email: str, origin: Origin) -> None:
    """Have a link mailed to somebody, if there is somebody; the caller cannot tell, and waits as long.

    Raises a fault at the field for a text that is no e-mail, and TOO_MANY for an address that asks too often. A person
    who has had enough mails gets no further one.
    """
    address = typed.stored_email(email)
    if address is None:
        raise at_fields(email=typed.EMAIL_FAULT)
    await desk.count_attempt(guessing.of_mails_from(origin.address))
    async with desk.looking() as conn:
        person = await store.find_by_email(conn, address)
    await count_refusal(desk, refusals.RESET, person, origin, email=address)
    try:
        await desk.count_attempt(guessing.of_mail("reset", address))
    except PersonFault:
        return
    async with desk.changing() as conn:
        await mails_store.queue(conn, PersonMail(new_id("pmail"), "reset", address, None, wall_now(), 0))


async def person_to_reset(desk: Desk, token: str) -> Person | None:
    """Whose password a link changes; None for a link that leads nowhere."""
    async with desk.looking() as conn:
        link = await store.link(conn, token, "reset", wall_now())
        person = await store.find(conn, link.person) if link is not None and link.person is not None else None
    return person if person is not None and person.status == ACTIVE else None


async def length_least(desk: Desk, person: Person) -> int:
    """How many characters a new password of the person needs."""
    async with desk.looking() as conn:
        return passwords.length_least(has_factor=await factors_store.has_factor(conn, person.id))


async def reset_password(desk: Desk, token: str, password: str, origin: Origin) -> str:
    """Use the link: store a password, and end every session, link and device of the person.

    The token of this device, which the person knows from now on. Raises LINK_IS_OVER and a fault at the field.
    """
    person = await person_to_reset(desk, token)
    if person is None:
        raise LINK_IS_OVER()
    async with desk.looking() as conn:
        has_factor = await factors_store.has_factor(conn, person.id)
    if fault := passwords.fault(password, name=person.name, email=person.email, has_factor=has_factor):
        raise at_fields(password=fault)
    hash = await desk.hashing.hash(password)
    now = wall_now()
    async with desk.changing() as conn:
        link = await store.link(conn, token, "reset", now, lock=True)
        current = await store.find(conn, person.id, lock=True)
        if link is None or current is None or current.status != ACTIVE:
            raise LINK_IS_OVER()
        is_short = passwords.is_short(password)
        if is_short and not await factors_store.has_factor(conn, current.id):
            raise at_fields(password=passwords.fault(password) or "Choose a longer one.")
        await store.use_link(conn, token, now)
        await store.end_links(conn, current.id)
        await store.save(conn, replace(current, password=hash, short_password=is_short))
        await store.end_sessions(conn, current.id)
        await store.forget_devices(conn, current.id)
        device = new_token(TOKEN_LENGTH)
        await store.insert_device(conn, device, current.id, now)
        await store.log(
            conn, current.account, named(current), "person.reset_password", origin, now=now, object=current.id,
            label=current.name,
        )  # fmt: skip
    return device
