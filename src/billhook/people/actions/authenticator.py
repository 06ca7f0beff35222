"""Set up an authenticator app as a second factor, and remove it."""

from dataclasses import dataclass

from billhook.db.cause import Actor, Origin
from billhook.kernel.clock import wall_now
from billhook.kernel.ids import new_recovery_code, new_totp_secret
from billhook.people import factors_store, passkeys_store, store
from billhook.people.actions.managing import acting, everybody, found, insist_on_managing
from billhook.people.desk import Desk, SignedIn, begin_session, named
from billhook.people.faults import NOT_THE_CODE, PASSWORD_IS_SHORT, PersonFault
from billhook.people.objects import Person
from billhook.people.rules import codes, guessing
from billhook.people.rules.roles import Role

_IS_THERE = "You have an authenticator app. Remove it before you set up another."


@dataclass(frozen=True, slots=True)
class Factors:
    """The second factors of a person: whether their app counts, and how many recovery codes are left."""

    has_app: bool
    codes_left: int


async def own_factors(desk: Desk, person: Person) -> Factors:
    """The second factors of a person."""
    async with desk.looking() as conn:
        app = await factors_store.find(conn, person.id)
        return Factors(app is not None and app.counts, await factors_store.codes_left(conn, person.id))


async def leans_on_password(desk: Desk, person: Person) -> bool:
    """Whether the person owns the account, and a password alone lets them in."""
    if Role(person.role) is not Role.OWNER:
        return False
    async with desk.looking() as conn:
        return not await factors_store.has_factor(conn, person.id)


async def begin_authenticator(desk: Desk, person: Person) -> None:
    """Make a secret that does not count yet. Raises a fault if there is one that does."""
    sealed = desk.seals.seal(new_totp_secret(), person.id)
    async with desk.changing() as conn:
        if not await factors_store.begin(conn, person.id, sealed, wall_now()):
            raise PersonFault(_IS_THERE, status=409)


async def pending_secret(desk: Desk, person: Person) -> str | None:
    """The secret that does not count yet, to be shown."""
    async with desk.looking() as conn:
        app = await factors_store.find(conn, person.id)
    return desk.seals.unseal(app.sealed, person.id) if app is not None and not app.counts else None


async def confirm_authenticator(desk: Desk, person: Person, code: str, origin: Origin) -> tuple[SignedIn, list[str]]:
    """Let the app count, because it showed this code: a new session, the only one, and the recovery codes.

    Raises NOT_THE_CODE, TOO_MANY, and a fault if nothing was begun.
    """
    budgets = guessing.of_code(person.id, None)
    await desk.count_attempt(budgets)
    now = wall_now()
    async with desk.changing() as conn:
        app = await factors_store.find(conn, person.id, lock=True)
        if app is None or app.counts:
            raise PersonFault("Begin again: there is nothing to confirm.", status=409)
        secret = desk.seals.unseal(app.sealed, person.id)
        step = codes.step_of(secret, code, now=now, last_step=app.last_step) if secret is not None else None
        if step is None:
            raise NOT_THE_CODE()
        await factors_store.confirm(conn, person.id, step, now)
        for budget in budgets:
            await store.forget(conn, budget.subject)
        fresh = await _fresh_codes(desk, conn, person)
        await store.end_sessions(conn, person.id)
        await _log(conn, person, named(person), "person.set_up_authenticator", origin)
        return await begin_session(conn, person, origin, now), fresh


async def fresh_recovery_codes(desk: Desk, person: Person, origin: Origin) -> list[str]:
    """Ten new recovery codes, shown once; the old ones end. Raises a fault without an app."""
    async with desk.changing() as conn:
        app = await factors_store.find(conn, person.id, lock=True)
        if app is None or not app.counts:
            raise PersonFault("Set up an authenticator app first.", status=409)
        fresh = await _fresh_codes(desk, conn, person)
        await _log(conn, person, named(person), "person.new_recovery_codes", origin)
    return fresh


async def remove_authenticator(desk: Desk, person: Person, origin: Origin) -> None:
    """Remove one's own app and recovery codes. Raises PASSWORD_IS_SHORT if the password would not do alone."""
    async with desk.changing() as conn:
        current = await store.find(conn, person.id, lock=True)
        if current is not None and current.short_password:
            raise PASSWORD_IS_SHORT()
        await remove_factors(conn, person, named(person), origin, all_of_them=False)


async def reset_factors(desk: Desk, person: Person, id: str, origin: Origin) -> Person:
    """Remove the factors of somebody who lost them, and end their sessions. Raises faults and ROLE_NOT_PERMITTED.

    If their password is too short to do alone, signing in with it mails them a link to a longer one (`sign_in`).
    """
    async with desk.changing() as conn:
        everyone = await everybody(conn, person)
        manager, other = await acting(conn, everyone, person), found(everyone, id)
        insist_on_managing(manager, other)
        await remove_factors(conn, other, named(manager), origin)
        await store.end_sessions(conn, other.id)
    return other


async def remove_factors(
    conn: store.Connection, person: Person, actor: Actor, origin: Origin, *, all_of_them: bool = True
) -> None:
    """Remove app, recovery codes and passkeys of a person, or all but the passkeys, and write down who did."""
    had_passkeys = await passkeys_store.remove_all(conn, person.id) if all_of_them else False
    if await factors_store.remove(conn, person.id) or had_passkeys:
        await _log(conn, person, actor, "person.remove_authenticator", origin)


async def _fresh_codes(desk: Desk, conn: store.Connection, person: Person) -> list[str]:
    fresh = [new_recovery_code(codes.RECOVERY_LENGTH) for _ in range(codes.RECOVERY_CODES)]
    await factors_store.replace_codes(conn, person.id, [desk.seals.hash(f"{person.id} {code}") for code in fresh])
    return [codes.shown(code) for code in fresh]


async def _log(conn: store.Connection, person: Person, actor: Actor, verb: str, origin: Origin) -> None:
    await store.log(conn, person.account, actor, verb, origin, now=wall_now(), object=person.id, label=person.label)
