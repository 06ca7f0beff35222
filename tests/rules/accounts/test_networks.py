"""The networks that a key may be used from."""

import pytest

from billhook.accounts.rules.networks import networks_of
from billhook.kernel.errors import ApiError


@pytest.mark.parametrize(("typed", "stored"), [
    ([], ()),
    (["203.0.113.7"], ("203.0.113.7/32",)),
    (["203.0.113.0/24", " 203.0.113.0/24 "], ("203.0.113.0/24",)),
    (["2001:DB8::/32", "::1"], ("2001:db8::/32", "::1/128")),
    (["10.0.0.0/255.0.0.0"], ("10.0.0.0/8",)),
])  # fmt: skip
def test_networks_are_stored_once_in_one_notation(typed: list[str], stored: tuple[str, ...]) -> None:
    assert networks_of(typed) == stored


@pytest.mark.parametrize(
    "typed", ["", "office", "203.0.113.256", "203.0.113.7/24", "10.0.0.0/33", "2001:db8::/129", "/"]
)
def test_what_is_no_network_is_refused(typed: str) -> None:
    """An address with a length is refused too: it would open more than was typed."""
    with pytest.raises(ApiError) as refused:
        networks_of(["10.0.0.0/8", typed])
    assert (refused.value.param, refused.value.message.split(" is no ")[0]) == ("networks", typed)
