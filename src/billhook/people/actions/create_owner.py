"""Make the first owner of an account, behind a link that the server prints when it starts."""

from billhook.db.cause import Origin
from billhook.kernel.clock import wall_now
from billhook.kernel.ids import new_id, new_token
from billhook.people import store
from billhook.people.actions.sign_in import come_in
from billhook.people.desk import TOKEN_LENGTH, Desk, SignedIn, named
from billhook.people.faults import LINK_IS_OVER
from billhook.people.objects import Link, Person
from billhook.people.rules import typed
from billhook.people.rules.lifecycle import PERSON
from billhook.people.rules.roles import Role


async def first_link(desk: Desk, account: str) -> str | None:
    """The token of a new link that makes the owner, or None if the account has one. Older ones end."""
    async with desk.changing() as conn:
        if await store.of_account(conn, account):
            return None
        return await first_link_of(conn, account, wall_now())


async def first_link_of(conn: store.Connection, account: str, now: int) -> str:
    """The token of a new link that makes the owner of an account that has nobody. Older ones end."""
    token = new_token(TOKEN_LENGTH)
    await store.insert_link(conn, token, Link("first_run", account, None), now=now, expires_at=None)
    return token


async def open_link(desk: Desk, token: str, kind: str) -> Link | None:
    """What is behind a token, if its link still leads somewhere."""
    async with desk.looking() as conn:
        return await store.link(conn, token, kind, wall_now())


async def create_owner(desk: Desk, token: str, *, name: str, email: str, password: str, origin: Origin) -> SignedIn:
    """Use the first link: make the owner and let them in. Raises LINK_IS_OVER and faults at the fields."""
    if await open_link(desk, token, "first_run") is None:
        raise LINK_IS_OVER()
    name, email = typed.checked(name=name, email=email, password=password)
    hash = await desk.hashing.hash(password)
    now = wall_now()
    async with desk.changing() as conn:
        link = await store.link(conn, token, "first_run", now, lock=True)
        if link is None or await store.of_account(conn, link.account):
            raise LINK_IS_OVER()
        await store.use_link(conn, token, now)
        owner = Person(
            id=new_id("per"), account=link.account, created=now, name=name, email=email, role=Role.OWNER.value,
            status=PERSON.starts["create_owner"], password=hash, theme="system",
        )  # fmt: skip
        await store.insert(conn, owner)
        await store.log(
            conn, owner.account, named(owner), "person.create_owner", origin, now=now, object=owner.id,
            label=owner.name,
        )  # fmt: skip
        return await come_in(conn, owner, origin, now, device=None, former=None)
