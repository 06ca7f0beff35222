"""Add a passkey, come in with one, and remove it."""

from collections.abc import Sequence

import asyncpg

from billhook.db.cause import Origin
from billhook.kernel.clock import wall_now
from billhook.kernel.ids import new_id, new_token
from billhook.people import passkeys_store, store
from billhook.people.actions.sign_in import come_in
from billhook.people.desk import TOKEN_LENGTH, Desk, SignedIn, begin_session, named
from billhook.people.faults import NOT_THIS_PASSKEY
from billhook.people.objects import Passkey, Person
from billhook.people.rules import guessing, sessions
from billhook.people.rules.lifecycle import ACTIVE
from billhook.people.rules.passkey_site import Site


async def own_passkeys(desk: Desk, person: Person) -> Sequence[Passkey]:
    """The passkeys of a person."""
    async with desk.looking() as conn:
        return await passkeys_store.of_person(conn, person.id)


async def ask_to_make(desk: Desk, site: Site, person: Person, business: str, holder: str) -> str:
    """JSON of what the device of a person is asked to make; `holder` is the token of the browser."""
    from billhook.people import web_authentication  # takes 0.2 s to load, which no start has to wait for

    existing = await own_passkeys(desk, person)
    challenge = await _challenge(desk, holder)
    return web_authentication.creation_options(site, person, business, challenge, existing)


async def add_passkey(
    desk: Desk, site: Site, person: Person, answer: str, origin: Origin, *, device: str, holder: str
) -> SignedIn:
    """Store the passkey that a device made; a new session in place of this one. Raises NOT_THIS_PASSKEY."""
    from billhook.people import web_authentication  # takes 0.2 s to load, which no start has to wait for

    challenge = await _used(desk, answer, holder)
    made = web_authentication.made(site, answer, challenge)
    now = wall_now()
    passkey = Passkey(new_id("pkey"), person.id, made.credential, made.public_key, made.sign_count, device, now, None)
    try:
        async with desk.changing() as conn:
            await passkeys_store.insert(conn, passkey)
            await store.log(
                conn, person.account, named(person), "person.add_passkey", origin, now=now, object=passkey.id,
                label=device,
            )  # fmt: skip
            return await begin_session(conn, person, origin, now, former=holder)
    except asyncpg.UniqueViolationError:
        raise NOT_THIS_PASSKEY() from None


async def remove_passkey(desk: Desk, person: Person, id: str, origin: Origin) -> bool:
    """Remove a passkey of the person; whether there was one."""
    async with desk.changing() as conn:
        if not await passkeys_store.remove(conn, person.id, id):
            return False
        await store.log(conn, person.account, named(person), "person.remove_passkey", origin, now=wall_now(), object=id)
    return True


async def ask_to_sign(desk: Desk, site: Site, holder: str, origin: Origin) -> str:
    """JSON of what the device of a stranger is asked to sign. Raises TOO_MANY."""
    from billhook.people import web_authentication  # takes 0.2 s to load, which no start has to wait for

    await desk.count_attempt(guessing.of_challenge(origin.address))
    return web_authentication.request_options(site, await _challenge(desk, holder))


async def sign_in_with_passkey(
    desk: Desk, site: Site, answer: str, origin: Origin, *,
    holder: str, device: str | None, former: str | None, remember: bool = False,
) -> SignedIn:  # fmt: skip
    """Let somebody in whose device signed what it was asked. Raises NOT_THIS_PASSKEY."""
    from billhook.people import web_authentication  # takes 0.2 s to load, which no start has to wait for

    challenge = await _used(desk, answer, holder)
    credential = web_authentication.credential_in(answer)
    now = wall_now()
    async with desk.changing() as conn:
        passkey = await passkeys_store.find(conn, credential)
        person = await store.find(conn, passkey.person, lock=True) if passkey is not None else None
        if passkey is None or person is None or person.status != ACTIVE:
            raise NOT_THIS_PASSKEY()
        sign_count = web_authentication.signed(site, answer, challenge, passkey)
        await passkeys_store.use(conn, passkey.id, sign_count, now)
        known = await store.device_of(conn, device or "", person.id)
        device = device if known else None
        return await come_in(conn, person, origin, now, device=device, former=former, remember=remember)


async def _challenge(desk: Desk, holder: str) -> str:
    challenge, now = new_token(TOKEN_LENGTH), wall_now()
    async with desk.looking() as conn:
        await passkeys_store.add_challenge(conn, challenge, holder, now=now, expires_at=now + sessions.STEP_SECONDS)
    return challenge


async def _used(desk: Desk, answer: str, holder: str) -> str:
    """The challenge of an answer, used up before it is looked at further: the same answer is not taken twice."""
    from billhook.people import web_authentication  # takes 0.2 s to load, which no start has to wait for

    challenge = web_authentication.challenge_in(answer)
    async with desk.looking() as conn:
        if not await passkeys_store.use_challenge(conn, challenge, holder, wall_now()):
            raise NOT_THIS_PASSKEY()
    return challenge
