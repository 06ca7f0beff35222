"""Who reaches whom with `Stripe-Account`: every pair of tenants (platform.md §2)."""

from itertools import product

import pytest

from billhook.account_settings.settings import AccountSettings
from billhook.accounts.reaching import entered, may_look, reaches
from billhook.db.tenants import Tenant
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.wire.api import Principal
from billhook.wire.restrictions import PERMISSIONS, Grants


def tenant(
    account: str, *, livemode: bool = False, parent: str | None = None, is_platform: bool = False, number: int = 1
) -> Tenant:
    """An account in a mode, with nothing in it."""
    return Tenant(
        number, account, livemode, 1, "2026-10-28.endive", AccountSettings(), (), "", parent=parent,
        is_platform=is_platform,
    )  # fmt: skip


MODES = (False, True)
PLATFORM = [tenant("acct_1p", livemode=mode, is_platform=True) for mode in MODES]
FIRST, SECOND = ([tenant(f"acct_1{name}", livemode=mode) for mode in MODES] for name in "ab")
OF_PLATFORM, OF_FIRST = (tenant(f"acct_1{name}s", parent=f"acct_1{name}") for name in "pa")
ALL = [*PLATFORM, *FIRST, *SECOND, OF_PLATFORM, OF_FIRST]

REACHED = {
    *((PLATFORM[mode].account, mode, other[mode].account) for mode in MODES for other in (FIRST, SECOND)),
    ("acct_1p", False, OF_PLATFORM.account),
    ("acct_1a", False, OF_FIRST.account),
}
"""Account and mode of the key, and the account that it reaches, as the guide has it."""


@pytest.mark.parametrize(("own", "other"), [pair for pair in product(ALL, ALL) if pair[0].account != pair[1].account])
def test_every_pair(own: Tenant, other: Tenant) -> None:
    expected = own.livemode == other.livemode and (own.account, own.livemode, other.account) in REACHED
    assert reaches(own, other) == expected
    if expected:
        assert may_look(Principal(own, "secret", "sk_test_1"))


@pytest.mark.parametrize("own", ALL)
def test_a_publishable_key_looks_for_nothing(own: Tenant) -> None:
    assert not may_look(Principal(own, "publishable", "pk_test_1"))


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_one_permission_lets_a_restricted_key_act_for_others(permission: str) -> None:
    principal = Principal(PLATFORM[0], "restricted", "rk_test_1", Grants.of([permission]))
    if permission == "rak_account_write":
        assert entered(principal, FIRST[0]).tenant is FIRST[0]
        return
    with pytest.raises(ApiError) as refused:
        entered(principal, FIRST[0])
    assert refused.value.kind is errors.MORE_PERMISSIONS_REQUIRED


@pytest.mark.parametrize("kind", ["restricted", "publishable"])
def test_only_a_secret_key_acts_in_a_sandbox(kind: str) -> None:
    principal = Principal(PLATFORM[0], kind, "rk_test_1", Grants.of(PERMISSIONS))
    with pytest.raises(ApiError) as refused:
        entered(principal, OF_PLATFORM)
    assert refused.value.kind is errors.ACCOUNT_INVALID
    assert entered(Principal(PLATFORM[0], "secret", "sk_test_1"), OF_PLATFORM).within == OF_PLATFORM.account
