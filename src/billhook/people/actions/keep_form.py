"""Keep what somebody typed while their session ended, and give it back once they are signed in.

It is given to the same person alone, in the browser that holds its token, and nothing sends it by itself.
"""

import orjson

from billhook.kernel.clock import wall_now
from billhook.kernel.ids import new_token
from billhook.people import kept_forms_store, store
from billhook.people.desk import TOKEN_LENGTH, Desk
from billhook.people.rules import kept_forms
from billhook.people.rules.kept_forms import Fields
from billhook.people.rules.lifecycle import ACTIVE


async def keep_form(desk: Desk, session_token: str, path: str, fields: Fields) -> str | None:
    """The token of what is kept; None if there is nothing to keep, too much, or nobody whose session this was.

    Nobody is told whose it was. The session may be over: its row says whose it was for a day.
    """
    kept = kept_forms.worth_keeping(fields)
    if not any(value for _, value in kept) or kept_forms.size(kept) > kept_forms.BYTES_MAX:
        return None
    now, token = wall_now(), new_token(TOKEN_LENGTH)
    async with desk.changing() as conn:
        found = await store.session(conn, session_token)
        if found is None or found[1].status != ACTIVE:
            return None
        person = found[1]
        # Nobody else keeps one for the same person meanwhile, so that there are never more than the most.
        await store.find(conn, person.id, lock=True)
        sealed = desk.seals.seal(orjson.dumps(kept).decode(), _about(person.id, token, path))
        await kept_forms_store.insert(
            conn, token, person.id, path, sealed, now=now, expires_at=now + kept_forms.KEPT_SECONDS,
            most=kept_forms.FORMS_MAX,
        )  # fmt: skip
    return token


async def kept_form(desk: Desk, person: str, token: str, path: str) -> list[tuple[str, str]] | None:
    """The fields that are kept under a token for this person and this address."""
    async with desk.looking() as conn:
        sealed = await kept_forms_store.find(conn, token, person, path, wall_now())
    text = desk.seals.unseal(sealed, _about(person, token, path)) if sealed is not None else None
    return [(name, value) for name, value in orjson.loads(text)] if text is not None else None


async def forget_form(desk: Desk, person: str, token: str, path: str) -> bool:
    """Forget what is kept; whether it was there."""
    async with desk.looking() as conn:
        return await kept_forms_store.forget(conn, token, person, path)


def _about(person: str, token: str, path: str) -> str:
    return f"kept form {person} {token} {path}"
