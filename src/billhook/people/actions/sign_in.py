"""Let somebody in who knows their password."""

import contextlib

from billhook.db.cause import Origin
from billhook.kernel.clock import wall_now
from billhook.kernel.ids import new_id, new_token
from billhook.kernel.replacing import replace
from billhook.people import factors_store, mails_store, store
from billhook.people.actions.refusals import count_refusal
from billhook.people.desk import TOKEN_LENGTH, CodeWanted, Desk, SignedIn, begin_session, named
from billhook.people.faults import PASSWORD_LEANS, WRONG_PASSWORD, PersonFault
from billhook.people.hashing import is_outdated
from billhook.people.objects import Link, Person, PersonMail
from billhook.people.rules import guessing, refusals, sessions
from billhook.people.rules.lifecycle import ACTIVE


async def sign_in(
    desk: Desk, email: str, password: str, origin: Origin, *,
    device: str | None = None, former: str | None = None, remember: bool = False,
) -> SignedIn | CodeWanted:  # fmt: skip
    """Let somebody in, or ask for their second factor. Raises WRONG_PASSWORD, PASSWORD_LEANS, TOO_MANY and TOO_BUSY.

    `device` is the token of a device on which somebody signed in before, `former` that of a session to end. With
    `remember` the session lasts a month.
    """
    async with desk.looking() as conn:
        person = await store.find_by_email(conn, email)
        known = await store.device_of(conn, device or "", person.id if person is not None else "")
    budgets = guessing.of_sign_in(email, origin.address, known)
    try:
        counted = await desk.count_attempt(budgets)
    except PersonFault as fault:
        if not fault.of_address:
            await count_refusal(desk, refusals.SIGN_IN_SLOWED, person, origin, email=email)
        raise
    hash = person.password if person is not None and person.status == ACTIVE else None
    if not await desk.hashing.matches(hash, password) or person is None or hash is None:
        await count_refusal(desk, refusals.SIGN_IN, person, origin, email=email)
        raise WRONG_PASSWORD()
    fresh = await desk.hashing.hash(password) if is_outdated(hash) else hash
    now = wall_now()
    async with desk.changing() as conn:
        current = await store.find(conn, person.id, lock=True)
        if current is None or current.status != ACTIVE or current.password != hash:
            raise WRONG_PASSWORD()  # changed while we looked
        await store.save(conn, replace(current, password=fresh))
        for budget in budgets:
            if budget.grows:
                await store.forget(conn, budget.subject)
            else:
                await store.take_back(conn, budget.subject, counted)
        app = await factors_store.find(conn, current.id)
        if app is not None and app.counts:
            return await _begin_step(conn, current, now)
        if not current.short_password:
            device = device if known else None
            return await come_in(conn, current, origin, now, device=device, former=former, remember=remember)
    await _mail_link(desk, current, now)
    raise PASSWORD_LEANS()


async def _mail_link(desk: Desk, person: Person, now: int) -> None:
    """Have a link to a new password mailed to somebody who was right about the old one, as often as such mails go."""
    with contextlib.suppress(PersonFault):
        await desk.count_attempt(guessing.of_mail("reset", person.email))
        async with desk.changing() as conn:
            await mails_store.queue(conn, PersonMail(new_id("pmail"), "reset", person.email, None, now, 0))


async def _begin_step(conn: store.Connection, person: Person, now: int) -> CodeWanted:
    """What is left to do. Steps that were begun elsewhere go on: whoever knows the password cannot stop the person."""
    token = new_token(TOKEN_LENGTH)
    link = Link("second_factor", person.account, person.id)
    await store.add_link(conn, token, link, now=now, expires_at=now + sessions.STEP_SECONDS)
    return CodeWanted(token)


async def come_in(
    conn: store.Connection, person: Person, origin: Origin, now: int, *,
    device: str | None, former: str | None, remember: bool = False,
) -> SignedIn:  # fmt: skip
    """Begin the session of somebody who proved who they are; `device` is None for one that they do not know yet."""
    signed_in = await begin_session(conn, person, origin, now, former=former, remember=remember)
    await store.log(
        conn, person.account, named(person), "person.sign_in", origin, now=now, session=signed_in.session.id
    )
    if device is not None:
        await store.touch_device(conn, device, now)
        return signed_in
    token = new_token(TOKEN_LENGTH)
    await store.insert_device(conn, token, person.id, now)
    return replace(signed_in, device=token)
