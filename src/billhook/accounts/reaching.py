"""The header `Stripe-Account`: in which other accounts a key acts (platform.md §2).

A secret key of test mode acts in the sandboxes of its account. A secret key of the platform acts in every other
account, in the mode of the key. A restricted key does so if it has the permission `rak_account_write`, as far as its
other permissions go. No other key acts anywhere but at home.
"""

from billhook.db.tenants import Tenant
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.kernel.replacing import replace
from billhook.wire.api import Principal
from billhook.wire.asking import masked

PERMISSION = "rak_account_write"
"""What a restricted key of the platform needs to act for another account."""


def may_look(principal: Principal) -> bool:
    """Whether there can be another account in which the key acts, so that it is worth to look for it."""
    own = principal.tenant
    if own.parent is not None or principal.is_browser:
        return False
    return own.is_platform or (not own.livemode and principal.kind == "secret")


def reaches(own: Tenant, other: Tenant) -> bool:
    """Whether keys of `own` can act in `other`, which is another account in a mode."""
    if own.livemode != other.livemode or own.parent is not None:
        return False
    if other.parent is not None:
        return other.parent == own.account and not own.livemode
    return own.is_platform


def entered(principal: Principal, other: Tenant) -> Principal:
    """The key in an account that `reaches` found. Raises ACCOUNT_INVALID, MORE_PERMISSIONS_REQUIRED."""
    if principal.is_browser or (principal.kind != "secret" and other.parent is not None):
        raise refused(principal, other.account)
    if principal.grants is not None and principal.grants.missing((PERMISSION,)) is not None:
        raise errors.MORE_PERMISSIONS_REQUIRED(
            masked=masked(principal.key), account=other.account, permission=PERMISSION
        )
    return replace(principal, tenant=other, within=other.account, limits=other.limits)


def refused(principal: Principal, account: str) -> ApiError:
    """The refusal of an account that there is not, or in which the key may not act: nobody learns which."""
    return errors.ACCOUNT_INVALID(masked=masked(principal.key), account=account[:100])
