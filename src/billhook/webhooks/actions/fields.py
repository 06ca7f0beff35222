"""Checks of an endpoint's parameters, for create and update alike."""

from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.webhooks.rules.address import url_refusal


def checked_url(tx: Tx, url: str) -> str:
    """The URL, if the tenant's mode allows it. Raises URL_INVALID."""
    refusal = url_refusal(url, tx.tenant.livemode)
    if refusal is not None:
        raise errors.URL_INVALID(param="url", reason=refusal)
    return url


def checked_types(types: list[str]) -> list[str]:
    """The event types in the order given: names, or the star alone. Raises INVALID_VALUE."""
    if not types:
        raise _invalid("must name at least one event type")
    if "*" in types and len(types) > 1:
        raise _invalid("'*' stands alone and covers every event type")
    return list(dict.fromkeys(types))


def _invalid(reason: str) -> ApiError:
    return errors.INVALID_VALUE(param="enabled_events", name="enabled_events", reason=reason)
