"""Sources: cards as old clients know them. A source is a payment method whose id begins with `card_` (decision 80)."""

from billhook.kernel import errors
from billhook.kernel.ids import moment_of

PREFIX, _OF_TOKENS, _OF_METHODS = "card", "tok_", "pm_"
# Sources of the other types, tokens and accounts of banks, and accounts of Connect.
_NOT_OFFERED = ("src_", "btok_", "ba_", "acct_")


def source_of(token: str) -> str:
    """The id of the source that is made of a token."""
    return f"{PREFIX}_{token.removeprefix(_OF_TOKENS)}"


def is_generated(token: str) -> bool:
    """Whether a token was made here, rather than named like `tok_visa`."""
    return moment_of(token) is not None


def is_source(method: str) -> bool:
    """Whether the id of a payment method is that of a source."""
    return method.startswith(f"{PREFIX}_")


def refuse_other_sources(given: str, param: str) -> None:
    """Raises METHOD_AS_SOURCE for a payment method, SOURCE_NOT_OFFERED for what is no card."""
    if given.startswith(_OF_METHODS):
        raise errors.METHOD_AS_SOURCE(param=param)
    if given.startswith(_NOT_OFFERED):
        raise errors.SOURCE_NOT_OFFERED(param=param, source=given)
