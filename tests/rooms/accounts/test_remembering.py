"""What the directory remembers: neither a key nor the account that it acts for costs a statement each time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from tests.rooms.accounts.test_reaching import tenant

from billhook.accounts import directory, store
from billhook.accounts.directory import Directory
from billhook.accounts.objects import Opening
from billhook.db.tenants import Tenant
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.wire.api import Principal

NO_POOL: Any = None
PLATFORM, OTHER = tenant("acct_1p", is_platform=True), tenant("acct_1o", number=2)


def reached(known: Directory, key: str, account: str) -> Principal:
    """The key in another account."""

    async def within() -> Principal:
        return await known.within(await known.principal(key), account)

    return asyncio.run(within())


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the database was asked for."""
    found: list[str] = []
    permissions: list[list[str] | None] = [None]

    @asynccontextmanager
    async def borrowed(_pool: Any) -> AsyncIterator[None]:
        yield None

    async def opening(_conn: Any, key: str) -> Opening:
        found.append(key)
        return Opening(1, "secret" if key[0] == "s" else "restricted", None, 2**40, permissions[0], None)

    async def by_number(_conn: Any, _number: int, _url: str) -> Tenant:
        return PLATFORM

    async def by_name(_conn: Any, account: str, livemode: bool, _url: str) -> Tenant | None:
        found.append(account)
        return OTHER if account == OTHER.account else None

    monkeypatch.setattr(directory, "borrowed", borrowed)
    monkeypatch.setattr(store, "opening", opening)
    monkeypatch.setattr(store, "tenant", by_number)
    monkeypatch.setattr(store, "tenant_of", by_name)
    return found


def test_key_and_account_are_remembered(asked: list[str]) -> None:
    known = Directory(NO_POOL, "")
    for _ in range(3):
        inside = reached(known, "sk_test_1", OTHER.account)
        assert (inside.tenant, inside.within, inside.key) == (OTHER, OTHER.account, "sk_test_1")
    # The account was read after the key, so the key is read again: it may have changed in between.
    assert asked == ["sk_test_1", OTHER.account, "sk_test_1"]


def test_a_second_key_finds_the_account_remembered_and_its_own_rights(
    asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What one key reached does not open the account to another."""
    known = Directory(NO_POOL, "")
    reached(known, "sk_test_1", OTHER.account)

    async def restricted(_conn: Any, _key: str) -> Opening:
        return Opening(1, "restricted", None, 2**40, ["rak_customer_write"], None)

    async def publishable(_conn: Any, _key: str) -> Opening:
        return Opening(1, "publishable", None, 2**40, None, None)

    for key, opens, kind in (
        ("rk_test_1", restricted, errors.MORE_PERMISSIONS_REQUIRED), ("pk_test_1", publishable, errors.ACCOUNT_INVALID),
    ):  # fmt: skip
        monkeypatch.setattr(store, "opening", opens)
        with pytest.raises(ApiError) as refused:
            reached(known, key, OTHER.account)
        assert refused.value.kind is kind
    assert asked == ["sk_test_1", OTHER.account, "sk_test_1"]


def test_what_is_refused_is_not_remembered(asked: list[str]) -> None:
    known = Directory(NO_POOL, "")
    for _ in range(2):
        with pytest.raises(ApiError):
            reached(known, "sk_test_1", "acct_1no")
    assert asked == ["sk_test_1", "acct_1no", "acct_1no"]
