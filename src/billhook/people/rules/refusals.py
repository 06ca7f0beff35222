"""What the log keeps of attempts that were refused: counts by hour, so that a million guesses are a few lines."""

HOUR_SECONDS = 3_600
DAY_SECONDS = 86_400
ADDRESSES_MAX = 20
"""How many networks of one hour have a line of their own; all further ones share one."""
WARNED_FROM = 10
"""From so many attempts within a day the person is told by mail, once a day."""

STRANGER = "stranger"
"""The actor of an attempt by somebody who is not signed in."""

SIGN_IN, SIGN_IN_SLOWED = "person.sign_in_refused", "person.sign_in_slowed"
CODE, CODE_SLOWED = "person.code_refused", "person.code_slowed"
CONFIRM, CONFIRM_SLOWED = "person.confirm_refused", "person.confirm_slowed"
RESET = "person.reset_asked"
VERBS = (SIGN_IN, SIGN_IN_SLOWED, CODE, CODE_SLOWED, CONFIRM, CONFIRM_SLOWED, RESET)

WARNED_OF = (SIGN_IN, SIGN_IN_SLOWED, CODE, CODE_SLOWED)
"""What somebody does who tries to come in as another."""


def hour_of(moment: int) -> int:
    """The moment at which its hour began."""
    return moment - moment % HOUR_SECONDS
