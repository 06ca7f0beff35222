"""How long somebody stays signed in, in seconds, and by which cookie."""

COOKIES = ("billhook", "__Host-billhook")
"""The names of the cookie with the token of a session: over plain HTTP, and over https."""

IDLE_SECONDS = 12 * 3_600
ABSOLUTE_SECONDS = 14 * 86_400
REMEMBERED_SECONDS = 30 * 86_400
KEPT_SECONDS = 86_400
"""How long the row of a session that is over stays: it says whose form it was that came too late."""
CONFIRMED_SECONDS = 10 * 60
STEP_SECONDS = 5 * 60
SEEN_EVERY_SECONDS = 60
LINK_SECONDS = {"reset": 3_600, "invitation": 7 * 86_400}


def lifetime(*, remembered: bool) -> int:
    """How long a session lasts at most."""
    return REMEMBERED_SECONDS if remembered else ABSOLUTE_SECONDS


def is_over(*, last_seen: int, expires_at: int, now: int, remembered: bool) -> bool:
    """Whether a session has ended: open for too long, or unused for too long on a device that is not remembered."""
    return now >= expires_at or (not remembered and now - last_seen >= IDLE_SECONDS)


def is_confirmed(confirmed_at: int, now: int) -> bool:
    """Whether the person proved who they are recently enough for what is dangerous."""
    return now - confirmed_at < CONFIRMED_SECONDS
