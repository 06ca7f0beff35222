"""The permissions of a restricted key, as people choose them and as they are stored."""

import pytest

from billhook.accounts.rules.permissions import permissions_from, permissions_of
from billhook.kernel.errors import ApiError
from billhook.wire.restrictions import PERMISSIONS


@pytest.mark.parametrize(("chosen", "stored"), [
    (["rak_invoice_read"], ("rak_invoice_read",)),
    # Write implies read.
    (["rak_invoice_read", "rak_invoice_write"], ("rak_invoice_write",)),
    (["rak_invoice_write", "rak_customer_read", "rak_invoice_write"], ("rak_customer_read", "rak_invoice_write")),
    # Of another resource it implies nothing.
    (["rak_file_write", "rak_file_link_read"], ("rak_file_link_read", "rak_file_write")),
])  # fmt: skip
def test_each_permission_is_stored_once(chosen: list[str], stored: tuple[str, ...]) -> None:
    assert permissions_of(chosen) == stored


def test_a_key_without_a_permission_is_refused() -> None:
    with pytest.raises(ApiError) as refused:
        permissions_of([])
    assert refused.value.message == "A restricted key needs at least one permission."


def test_permissions_are_written_as_a_resource_and_an_access() -> None:
    assert permissions_from(["invoice=write", "customer=read"], PERMISSIONS) == (
        "rak_customer_read", "rak_invoice_write",
    )  # fmt: skip


@pytest.mark.parametrize("written", ["", "invoice", "invoice=", "=read", "invoice=all", "bill=read", "balance=write"])
def test_what_names_no_permission_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="write a resource and an access, such as invoice=read"):
        permissions_from([written], PERMISSIONS)
