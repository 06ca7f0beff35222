"""API keys: the list, a new one, and what can be done to each. A key is shown whole only where its page says so."""

from starlette.responses import Response

from billhook.accounts import verbs
from billhook.accounts.objects import Key
from billhook.accounts.params import NameKey, RollKey
from billhook.dashboard.asking import Place, act_on, ask_page
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.developers.sections import DEVELOPERS, KEYS
from billhook.dashboard.faults import Faults, checked
from billhook.dashboard.headers import SECRET_HEADERS
from billhook.dashboard.visiting import Done, Visit
from billhook.kernel.errors import ApiError

KEPT = (("0", "Ends now"), ("3600", "1 hour"), ("86400", "24 hours"), ("604800", "7 days"))
# A key that was used so recently is still in some program.
_RECENT_SECONDS = 86_400
# Keys that ended longer ago are not listed.
_ENDED_SHOWN_SECONDS = 30 * 86_400


async def show_list(visit: Visit) -> Response:
    """The keys of this mode, the newest first."""
    keys: list[Key] = await visit.look(verbs.LIST)
    now = visit.formats.now
    shown = [key for key in keys if key.expires_at is None or key.expires_at > now - _ENDED_SHOWN_SECONDS]
    return DEVELOPERS.page(
        visit, "developers/keys.html", KEYS, title="API keys", rows=[(key, _state(visit, key)) for key in shown]
    )


def _state(visit: Visit, key: Key) -> tuple[str, str]:
    if key.has_ended(visit.formats.now):
        return "Ended", "ended"
    return ("Ends", "late") if key.expires_at is not None else ("Active", "done")


# ── Keys that are shown whole ───────────────────────────────────────────────────────────────────
async def reveal(visit: Visit) -> Response:
    """A key of the sandbox, whole. Who asked for it is written into the audit log."""
    return whole(visit, await visit.run(verbs.REVEAL, visit.named("id")), "")


async def show_roll(visit: Visit) -> Response:
    """Ask how long the old key goes on."""
    return _rolling(visit, await key_of(visit))


async def roll(visit: Visit) -> Response:
    """Make a key in place of another and show it."""
    key, faults = await key_of(visit), Faults()
    params = checked(RollKey, {"keep_seconds": visit.form.text("keep_seconds")}, faults, _field_of)
    if params is None:
        return _rolling(visit, key, faults.at("keep_seconds"))
    try:
        made = await visit.run(verbs.ROLL, params, key.id)
    except ApiError as error:
        if error.status in (403, 404):
            raise
        return _rolling(visit, key, sentence=error.message)
    return whole(visit, made, "The key is rolled.")


def whole(visit: Visit, key: Key | Done, what: str) -> Response:
    """The page of a key with all of it; the list for a form that was sent before."""
    if isinstance(key, Done):
        return visit.back(visit.to(KEYS), "This was done already. A key is shown only once.")
    return DEVELOPERS.page(
        visit, "developers/key.html", KEYS, title=key.name or key.title,
        up=up(visit), headers=SECRET_HEADERS, shown=key, what=what,
    )  # fmt: skip


# ── What is done to a key ───────────────────────────────────────────────────────────────────────
async def show_naming(visit: Visit) -> Response:
    """The form of a key's name."""
    key = await key_of(visit)
    return _naming(visit, key, key.name or "", Faults())


async def name(visit: Visit) -> Response:
    """Give a key another name."""
    key, typed, faults = await key_of(visit), visit.form.text("name"), Faults()
    params = checked(NameKey, {"name": typed}, faults, _field_of)
    if params is not None:
        try:
            await visit.run(verbs.NAME, params, key.id)
        except ApiError as error:
            if error.status in (403, 404):
                raise
            faults.add(error, _field_of)
        else:
            return visit.back(visit.to(KEYS), "The key has its name.")
    return _naming(visit, key, typed, faults)


async def ask_end(visit: Visit) -> Response:
    """Ask before a key ends."""
    return ask_page(visit, _place(visit), _ending(visit, await key_of(visit)))


async def end(visit: Visit) -> Response:
    """End a key."""
    key = await key_of(visit)
    return await act_on(visit, _place(visit), _ending(visit, key), verbs.END, key.id)


def _ending(visit: Visit, key: Key) -> Confirmation:
    return Confirmation(
        heading=f"End {key.name or key.masked}?",
        sentences=(
            f"Every program that uses {key.masked} is refused from now on.",
            last_use(visit, key),
            "This cannot be undone.",
        ),
        button="End key",
        notice=f"{key.masked} has ended.",
        is_danger=True,
    )


def last_use(visit: Visit, key: Key) -> str:
    """When a key was last used, and a warning if that was not long ago."""
    if key.last_used_at is None:
        return "No use of it is known."
    when = f"Last used {visit.formats.moment(key.last_used_at)}."
    is_recent = key.last_used_at > visit.formats.now - _RECENT_SECONDS
    return f"{when} A program still uses it." if is_recent else when


# ── What they share ─────────────────────────────────────────────────────────────────────────────
async def key_of(visit: Visit) -> Key:
    found: Key = await visit.look(verbs.RETRIEVE, visit.named("id"))
    return found


def _field_of(param: str) -> str | None:
    return param if param in ("name", "keep_seconds") else None


def up(visit: Visit) -> tuple[tuple[str, str], ...]:
    return ((visit.to(KEYS), "API keys"),)


def _place(visit: Visit) -> Place:
    return Place("developers", up(visit), visit.to(KEYS))


def _naming(visit: Visit, key: Key, typed: str, faults: Faults) -> Response:
    return DEVELOPERS.page(
        visit, "developers/key_name.html", KEYS, title=f"Name {key.masked}", up=up(visit),
        status=422 if faults else 200, typed=typed, faults=faults, away=visit.to(KEYS),
    )  # fmt: skip


def _rolling(visit: Visit, key: Key, error: str = "", sentence: str = "") -> Response:
    return DEVELOPERS.page(
        visit, "developers/key_roll.html", KEYS, title=f"Roll {key.name or key.masked}?", up=up(visit),
        status=422 if error or sentence else 200, old=key, last_use=last_use(visit, key), kept=KEPT, error=error,
        sentence=sentence, away=visit.to(KEYS),
    )  # fmt: skip
