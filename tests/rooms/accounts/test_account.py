"""The account of a key: by itself and by its id (platform.md §2). Several accounts: test_accounts.py."""

import pytest
import stripe
from tests.conftest import Server
from tests.stories.psql import query
from tests.wire.restricted import restricted_key


@pytest.fixture(scope="module")
def account(server: Server) -> str:
    (row,) = query(server, "SELECT id FROM accounts WHERE parent IS NULL ORDER BY created, id LIMIT 1")
    return str(row["id"])


def test_a_key_shows_its_account(server: Server, account: str) -> None:
    own = server.client.v1.accounts.retrieve_current()
    assert (own.id, own.object, own.type) == (account, "account", "standard")
    assert server.client.v1.accounts.retrieve(account) == own
    (row,) = query(server, "SELECT created FROM accounts WHERE id = $1", account)
    assert own.created == row["created"]


def test_the_account_says_what_the_settings_say(server: Server, account: str) -> None:
    own = server.client.v1.accounts.retrieve_current()
    settings = {
        str(row["name"]): row["value"]
        for row in query(
            server, "SELECT name, value #>> '{}' AS value FROM account_settings WHERE account = $1", account
        )
    }
    assert own.business_profile is not None
    assert own.settings is not None
    assert own.business_profile.name == settings.get("business_name", "Billhook account")
    assert own.settings.dashboard.display_name == own.business_profile.name
    assert own.settings.dashboard.timezone == settings.get("time_zone", "UTC")
    assert (own.country, own.default_currency) == (
        settings.get("business_country", "US"), settings.get("default_currency", "usd")
    )  # fmt: skip


def test_charges_are_enabled_where_something_charges(server: Server, live: stripe.StripeClient) -> None:
    """In live mode no processor is connected; with one they are (tests/pages/dashboard/test_processor_pages.py)."""
    assert server.client.v1.accounts.retrieve_current().charges_enabled is True
    in_live = live.v1.accounts.retrieve_current()
    assert (in_live.charges_enabled, in_live.payouts_enabled) == (False, False)


@pytest.mark.parametrize("other", ["acct_1OfSomebodyElse00", "acct_", "x", "ACCT"])
def test_another_account_is_refused(server: Server, other: str) -> None:
    refused = server.request("GET", f"/v1/accounts/{other}")
    error = refused.json["error"]
    assert (refused.status, error["type"], error["code"]) == (403, "invalid_request_error", "account_invalid")
    assert f"does not have access to account '{other}'" in error["message"]


def test_the_own_account_may_be_named_in_the_header(server: Server, account: str) -> None:
    named = {"stripe_account": account}
    assert server.client.v1.customers.list({"limit": 1}, named) is not None  # type: ignore[arg-type]
    for other in ("acct_1OfSomebodyElse00", "x"):
        with pytest.raises(stripe.PermissionError, match=f"does not have access to account '{other}'") as refused:
            server.client.v1.customers.list({"limit": 1}, {"stripe_account": other})
        assert refused.value.json_body["error"]["code"] == "account_invalid"  # type: ignore[index]


def test_a_restricted_key_needs_its_permission(server: Server, account: str) -> None:
    with restricted_key(server, "rak_account_read") as key, restricted_key(server, "rak_event_read") as without:
        assert server.client_with(key).v1.accounts.retrieve_current().id == account
        with pytest.raises(stripe.PermissionError, match="'rak_account_read'"):
            server.client_with(without).v1.accounts.retrieve(account)


def test_what_connect_does_beyond_is_refused_by_name(server: Server, account: str) -> None:
    own = f"/v1/accounts/{account}"
    for method, path in (("POST", own), ("DELETE", own), ("GET", f"{own}/persons"), ("POST", f"{own}/login_links")):
        assert server.request(method, path).json["error"]["code"] == "not_supported", path
