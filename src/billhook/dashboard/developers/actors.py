"""Who made an event happen, in words."""

from billhook.dashboard.visiting import Visit
from billhook.db.cause import By
from billhook.people import store
from billhook.people.actions.managing import enters

_WORDS = {
    By.PAYER: "The payer, on the invoice page",
    By.OPERATOR: "Somebody at the command line",
    By.JOB: "Billhook, by itself",
}


async def actor_words(visit: Visit, actor: str | None) -> str:
    """Words for an actor as stored (`db/cause.py`); empty for an event of before actors were stored."""
    if not actor:
        return ""
    kind, _, name = actor.partition(":")
    by = By(kind)
    if by is By.KEY:
        return f"A program, with the key {name}"
    if by is not By.PERSON:
        return _WORDS[by]
    async with visit.reader() as reader:
        person = await store.find(reader.conn, name)
        is_ours = person is not None and (person.account == visit.tenant.root or await enters(reader.conn, person))
    return f"{person.name}, in the Dashboard" if person is not None and is_ours else "Somebody in the Dashboard"
