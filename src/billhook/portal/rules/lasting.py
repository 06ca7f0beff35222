"""How long a session lasts."""

from billhook.portal.objects import PortalSession

IDLE_SECONDS = 3_600
"""It is over so long after its page was last opened, or after it was made."""
LONGEST_SECONDS = 86_400
"""It is over so long after it was made, whatever happens."""
KEPT_SECONDS = 30 * 86_400
"""It is remembered so long after that, so that its address says that it is over."""
NOTED_EACH_SECONDS = 60
"""That a page was opened is written down no more often."""


def used_at_of_mailed(created: int) -> int:
    """The `used_at` of a session whose link is mailed. It lies ahead, so the link works a day, used or not.

    Mail servers open the links of a mail before its reader does. So the first look may not start the hour.
    """
    return created + LONGEST_SECONDS - IDLE_SECONDS


def is_over(session: PortalSession, now: int) -> bool:
    """Whether a session no longer opens anything at the moment `now`."""
    return now >= min(session.used_at + IDLE_SECONDS, session.created + LONGEST_SECONDS)


def is_to_note(session: PortalSession, now: int) -> bool:
    """Whether it is to be written down that the session is used now."""
    return not is_over(session, now) and now >= session.used_at + NOTED_EACH_SECONDS
