"""The second step of signing in: a code of the authenticator app, or a recovery code."""

from billhook.db.cause import Origin
from billhook.kernel.clock import wall_now
from billhook.kernel.ids import new_id
from billhook.people import factors_store, mails_store, store
from billhook.people.actions.refusals import count_refusal
from billhook.people.actions.sign_in import come_in
from billhook.people.desk import Desk, SignedIn
from billhook.people.faults import LINK_IS_OVER, NOT_THE_CODE, PersonFault
from billhook.people.objects import Person, PersonMail
from billhook.people.rules import codes, guessing, refusals
from billhook.people.rules.lifecycle import ACTIVE

_REFUSED = {422: refusals.CODE, 429: refusals.CODE_SLOWED}


async def sign_in_with_code(
    desk: Desk, token: str, code: str, origin: Origin, *,
    device: str | None = None, former: str | None = None, remember: bool = False,
) -> tuple[SignedIn, int | None]:  # fmt: skip
    """Let somebody in; with a recovery code, how many are left. Raises LINK_IS_OVER, NOT_THE_CODE and TOO_MANY."""
    try:
        return await _let_in(desk, token, code, origin, device, former, remember=remember)
    except PersonFault as fault:
        if fault.status in _REFUSED:
            async with desk.looking() as conn:
                link = await store.link(conn, token, "second_factor", wall_now())
                person = await store.find(conn, link.person) if link is not None and link.person else None
            await count_refusal(desk, _REFUSED[fault.status], person, origin)
        raise


async def _let_in(
    desk: Desk, token: str, code: str, origin: Origin, device: str | None, former: str | None, *, remember: bool
) -> tuple[SignedIn, int | None]:
    now = wall_now()
    async with desk.looking() as conn:
        link = await store.link(conn, token, "second_factor", now)
        if link is None or link.person is None:
            raise LINK_IS_OVER()
        known = await store.device_of(conn, device or "", link.person)
    budgets = guessing.of_code(link.person, known)
    await desk.count_attempt(budgets)
    async with desk.changing() as conn:
        person = await store.find(conn, link.person, lock=True)
        if (
            person is None
            or person.status != ACTIVE
            or await store.link(conn, token, link.kind, now, lock=True) is None
        ):
            raise LINK_IS_OVER()
        left = await _used(desk, conn, person, code, now)
        await store.use_link(conn, token, now)
        for budget in budgets:
            await store.forget(conn, budget.subject)
        device = device if known else None
        return await come_in(conn, person, origin, now, device=device, former=former, remember=remember), left


async def _used(desk: Desk, conn: store.Connection, person: Person, code: str, now: int) -> int | None:
    """Use a code up; how many recovery codes are left if it was one. Raises NOT_THE_CODE."""
    app = await factors_store.find(conn, person.id, lock=True)
    if app is None or not app.counts:
        raise LINK_IS_OVER()
    secret = desk.seals.unseal(app.sealed, person.id)
    step = codes.step_of(secret, code, now=now, last_step=app.last_step) if secret is not None else None
    if step is not None:
        await factors_store.use_step(conn, person.id, step)
        return None
    if not await factors_store.use_code(conn, person.id, desk.seals.hash(f"{person.id} {codes.plain(code)}"), now):
        raise NOT_THE_CODE()
    await mails_store.queue(conn, PersonMail(new_id("pmail"), "recovery", person.email, None, now, 0))
    return await factors_store.codes_left(conn, person.id)
