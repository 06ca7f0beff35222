"""API keys in the Dashboard, and the overview with code to copy."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import stripe
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import Seen, Visitor, owner_of
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query

Somebody = Callable[[str], Visitor]
_KEYS = "/developers/keys"
MASKED = "sk_test_…hook"
"""The key that the tests' server was given."""


@pytest.fixture(autouse=True)
def _own_keys_end(server: Server) -> Iterator[None]:
    """The tests' own key goes on; those that a test makes are gone afterwards."""
    before = [row["hash"] for row in query(server, "SELECT hash FROM api_keys")]
    yield
    query(server, "DELETE FROM api_keys WHERE hash <> ALL($1)", before)


@pytest.fixture(scope="module")
def owner(server: Server) -> Visitor:
    """The owner, who has proved a moment ago who they are: keys are dangerous."""
    return owner_of(server)


def token(visitor: Visitor) -> str:
    return visitor.get("/").value("csrf")


def made(visitor: Visitor, name: str = "") -> str:
    """A new secret key, as its page shows it."""
    return str(visitor.send(f"{_KEYS}/new", {"name": name}).page.one("code", id="key").text)


def id_of(server: Server, key: str) -> str:
    (row,) = query(server, "SELECT id FROM api_keys WHERE hash = sha256($1)", key.encode())
    return str(row["id"])


def opens(server: Server, key: str) -> bool:
    """Whether a key opens the account; a key that ended does so for a second at most."""
    try:
        server.client_with(key).v1.customers.list({"limit": 1})
    except stripe.AuthenticationError:
        return False
    return True


def rows(seen: Seen) -> dict[str, list[str]]:
    """The cells of each row by the key that it names."""
    cells = [[cell.text for cell in row.all("td")] for row in seen.page.one("tbody").all("tr")]
    return {row[2]: row for row in cells}


def test_keys_are_listed_masked(server: Server, owner: Visitor) -> None:
    seen = owner.get(_KEYS)
    listed = rows(seen)
    assert listed[MASKED][1] == "Active"
    assert server.key not in seen.content.decode()
    live = rows(Visitor(server, mode="live", cookies=owner.cookies).get(_KEYS))
    assert {key[:8] for key in live} == {"sk_live_", "pk_live_"}


def test_a_new_key_is_shown_once_and_opens_the_account(server: Server, owner: Visitor) -> None:
    page = owner.get(f"{_KEYS}/new")
    fields = {"csrf": page.value("csrf"), "key": page.value("key"), "name": "Shop <b>"}
    seen = owner.post(f"{_KEYS}/new", fields)
    key = seen.page.one("code", id="key").text
    assert key.startswith("sk_test_")
    assert (seen.status, seen.headers["cache-control"]) == (200, "private, no-store")
    assert opens(server, key)
    assert rows(owner.get(_KEYS))[f"sk_test_…{key[-4:]}"][0] == "Shop <b>"
    again = owner.follow(owner.post(f"{_KEYS}/new", fields))
    assert "A key is shown only once." in again.page.text
    assert len(query(server, "SELECT 1 FROM api_keys WHERE name = 'Shop <b>'")) == 1


def test_a_live_key_is_kept_as_a_hash(server: Server, owner: Visitor) -> None:
    live = Visitor(server, mode="live", cookies=owner.cookies)
    key = made(live, "Shop")
    assert key.startswith("sk_live_")
    assert opens(server, key)
    (stored,) = query(server, "SELECT clear, name FROM api_keys WHERE hash = sha256($1)", key.encode())
    assert tuple(stored) == (None, "Shop")
    seen = live.post(f"{_KEYS}/{id_of(server, key)}/reveal", {"csrf": token(live)})
    assert seen.status == 400
    assert "A live secret key is shown once, when it is made." in seen.page.text
    assert key not in seen.page.text


def test_a_key_of_the_sandbox_is_revealed_and_that_is_written_down(server: Server, owner: Visitor) -> None:
    id = id_of(server, server.key)
    seen = owner.post(f"{_KEYS}/{id}/reveal", {"csrf": token(owner)})
    assert seen.page.one("code", id="key").text == server.key
    entries = query(server, "SELECT verb, actor_label FROM audit_log WHERE object = $1 ORDER BY id DESC", id)
    assert tuple(entries[0]) == ("api_key.reveal", "Anna Berg")


@pytest.mark.parametrize("kept", ["0", "3600"])
def test_a_rolled_key_ends_when_it_was_said(server: Server, owner: Visitor, kept: str) -> None:
    old = made(owner, "Laptop")
    assert opens(server, old)
    id = id_of(server, old)
    page = owner.get(f"{_KEYS}/{id}/roll")
    options = [option.text for option in page.page.one("select", name="keep_seconds").all("option")]
    assert options == ["Ends now", "1 hour", "24 hours", "7 days"]
    new = owner.send(f"{_KEYS}/{id}/roll", {"keep_seconds": kept}).page.one("code", id="key").text
    assert new != old
    assert opens(server, new)
    (row,) = query(server, "SELECT name, expires_at FROM api_keys WHERE id = $1", id)
    (beside,) = query(server, "SELECT name, created FROM api_keys WHERE id = $1", id_of(server, new))
    assert row["name"] == beside["name"] == "Laptop"
    assert row["expires_at"] == beside["created"] + int(kept)
    if kept == "0":
        eventually(lambda: not opens(server, old), "the old key to end")
        assert rows(owner.get(_KEYS))[f"sk_test_…{old[-4:]}"][1] == "Ended"
        refused = owner.post(f"{_KEYS}/{id}/roll", {"csrf": token(owner), "keep_seconds": "0"})
        assert (refused.status, refused.page.one("div", role="alert").text) == (
            422, f"The API key sk_test_…{old[-4:]} has ended."
        )  # fmt: skip
    else:
        assert opens(server, old)
        assert rows(owner.get(_KEYS))[f"sk_test_…{old[-4:]}"][1].startswith("Ends ")


def test_rolling_for_longer_does_not_lengthen_a_life(server: Server, owner: Visitor) -> None:
    old = made(owner)
    id = id_of(server, old)
    owner.send(f"{_KEYS}/{id}/roll", {"keep_seconds": "3600"})
    (before,) = query(server, "SELECT expires_at FROM api_keys WHERE id = $1", id)
    owner.send(f"{_KEYS}/{id}/roll", {"keep_seconds": "604800"})
    assert query(server, "SELECT expires_at FROM api_keys WHERE id = $1", id) == [before]


def test_a_time_that_is_not_offered_is_refused(server: Server, owner: Visitor) -> None:
    key = made(owner)
    seen = owner.send(f"{_KEYS}/{id_of(server, key)}/roll", {"keep_seconds": "99999999"})
    assert seen.status == 422
    assert seen.page.one("p", id="field-keep_seconds-error").text == "Choose one of the list."
    assert opens(server, key)


def test_a_key_is_named_and_ended(server: Server, owner: Visitor) -> None:
    key = made(owner)
    id = id_of(server, key)
    owner.send(f"{_KEYS}/{id}/name", {"name": "Till"})
    assert rows(owner.get(_KEYS))[f"sk_test_…{key[-4:]}"][0] == "Till"
    long = owner.send(f"{_KEYS}/{id}/name", {"name": "x" * 101})
    assert (long.status, long.value("name")) == (422, "x" * 101)
    assert owner.get(f"{_KEYS}/{id}/end").heading == "End Till?"
    assert owner.send(f"{_KEYS}/{id}/end").to == "/dashboard/test/developers/keys"
    eventually(lambda: not opens(server, key), "the key to end")


def test_the_last_use_is_noted_once_an_hour(server: Server, owner: Visitor) -> None:
    key = made(owner)

    def used() -> Any:
        (row,) = query(server, "SELECT last_used_at FROM api_keys WHERE hash = sha256($1)", key.encode())
        return row["last_used_at"]

    assert used() is None
    assert opens(server, key)
    eventually(lambda: used() is not None, "the use to be noted")
    first = used()
    assert owner.get(f"{_KEYS}/{id_of(server, key)}/end").page.text.count("A program still uses it.") == 1
    query(server, "UPDATE api_keys SET last_used_at = $2 WHERE hash = sha256($1)", key.encode(), first - 3_000)
    time.sleep(1.1)  # as long as the server remembers a key without reading it anew
    assert opens(server, key)
    time.sleep(0.2)
    assert used() == first - 3_000
    query(server, "UPDATE api_keys SET last_used_at = $2 WHERE hash = sha256($1)", key.encode(), first - 3_601)
    eventually(lambda: opens(server, key) and used() >= first, "the use to be noted again", 5)


# ── Restricted keys ─────────────────────────────────────────────────────────────────────────────
def permissions(server: Server, key: str) -> list[str]:
    (row,) = query(server, "SELECT permissions FROM api_keys WHERE hash = sha256($1)", key.encode())
    return list(row["permissions"])


def test_a_restricted_key_may_do_what_was_chosen(server: Server, owner: Visitor, shop: Shop) -> None:
    chosen = {"name": "Reports", "may_invoice": "read", "may_customer": "write"}
    seen = owner.send(f"{_KEYS}/new-restricted", chosen)
    key = seen.page.one("code", id="key").text
    assert key.startswith("rk_test_")
    client = server.client_with(key).v1
    assert client.invoices.list({"limit": 1}) is not None
    assert client.customers.create({"name": "Ada"}).name == "Ada"
    with pytest.raises(stripe.PermissionError, match="'rak_invoice_write'"):
        client.invoices.create({"customer": shop.customer().id})
    row = rows(owner.get(_KEYS))[f"rk_test_…{key[-4:]}"]
    assert row[0] == "Reports"


def test_permissions_are_shown_and_changed(server: Server, owner: Visitor) -> None:
    key = owner.send(f"{_KEYS}/new-restricted", {"may_customer": "write"}).page.one("code", id="key").text
    client = server.client_with(key).v1
    client.customers.create({"name": "Ada"})
    page = f"{_KEYS}/{id_of(server, key)}/permissions"
    select = owner.get(page).page.one("select", name="may_customer")
    assert [option.text for option in select.all("option")] == ["None", "Read", "Write"]
    assert select.one("option", selected="").text == "Write"
    owner.send(page, {"may_customer": "read", "may_event": "read"})
    # Nobody writes by a permission that is gone, not even in the second for which a key is remembered.
    with pytest.raises(stripe.PermissionError, match="'rak_customer_write'"):
        client.customers.create({"name": "Eve"})
    assert client.events.list({"limit": 1}) is not None
    (entry,) = query(
        server, "SELECT actor_label FROM audit_log WHERE verb = 'api_key.restrict' AND object = $1",
        id_of(server, key),
    )  # fmt: skip
    assert entry["actor_label"] == "Anna Berg"


@pytest.mark.parametrize(("chosen", "told"), [
    ({}, "A restricted key needs at least one permission."),
    ({"may_balance": "write"}, "Choose one of the list."),
    ({"may_invoice": "everything"}, "Choose one of the list."),
])  # fmt: skip
def test_permissions_that_are_none_are_refused(
    server: Server, owner: Visitor, chosen: dict[str, str], told: str
) -> None:
    seen = owner.send(f"{_KEYS}/new-restricted", {"name": "x", **chosen})
    assert (seen.status, seen.value("name")) == (422, "x")
    assert seen.page.one("p", id="field-permissions-error").text == told
    assert query(server, "SELECT 1 FROM api_keys WHERE name = 'x' AND kind = 'restricted'") == []


def test_a_secret_key_has_no_permissions_to_change(server: Server, owner: Visitor) -> None:
    key = made(owner)
    seen = owner.send(f"{_KEYS}/{id_of(server, key)}/permissions", {"may_customer": "read"})
    assert "has no permissions: only a restricted key has." in seen.page.text
    assert server.client_with(key).v1.invoices.list({"limit": 1}) is not None


def test_a_rolled_key_keeps_its_permissions(server: Server, owner: Visitor) -> None:
    old = owner.send(f"{_KEYS}/new-restricted", {"may_invoice": "read"}).page.one("code", id="key").text
    new = owner.send(f"{_KEYS}/{id_of(server, old)}/roll", {"keep_seconds": "0"}).page.one("code", id="key").text
    assert new.startswith("rk_test_")
    assert permissions(server, new) == permissions(server, old) == ["rak_invoice_read"]


def test_a_live_restricted_key_is_kept_as_a_hash(server: Server, owner: Visitor) -> None:
    live = Visitor(server, mode="live", cookies=owner.cookies)
    key = live.send(f"{_KEYS}/new-restricted", {"may_invoice": "read"}).page.one("code", id="key").text
    assert key.startswith("rk_live_")
    (stored,) = query(server, "SELECT clear FROM api_keys WHERE hash = sha256($1)", key.encode())
    assert stored["clear"] is None


# ── Where a key may be used, and until when ─────────────────────────────────────────────────────
def from_(server: Server, key: str, address: str) -> int:
    """The status of a request that a proxy on this machine hands on from an address."""
    return server.request("GET", "/v1/customers?limit=1", headers={"X-Forwarded-For": address}, key=key).status


def test_a_key_is_refused_outside_its_networks(server: Server, owner: Visitor) -> None:
    key = owner.send(f"{_KEYS}/new", {"networks": "203.0.113.0/24\n2001:db8::7"}).page.one("code", id="key").text
    assert [from_(server, key, address) for address in ("203.0.113.9", "2001:db8::7")] == [200, 200]
    # What the client itself says stands before what the proxy says.
    assert [from_(server, key, address) for address in ("203.0.114.9", "203.0.113.9, 198.51.100.1")] == [403, 403]
    refused = server.request("POST", "/v1/customers", {"name": "Eve"}, key=key)
    assert (refused.status, refused.json["error"]["message"]) == (
        403, f"The API key provided (sk_test_********{key[-4:]}) does not allow requests from your IP address, "
        "127.0.0.1."
    )  # fmt: skip


def test_networks_are_shown_and_changed(server: Server, owner: Visitor) -> None:
    key = made(owner)
    page = f"{_KEYS}/{id_of(server, key)}/networks"
    assert server.request("POST", "/v1/customers", {"name": "Ada"}, key=key).status == 200
    owner.send(page, {"networks": " 203.0.113.7 \n\n10.0.0.0/8"})
    assert owner.get(page).page.one("textarea", name="networks").text.split() == ["203.0.113.7/32", "10.0.0.0/8"]
    # A write is refused at once, a read within the second for which a key is remembered.
    assert server.request("POST", "/v1/customers", {"name": "Eve"}, key=key).status == 403
    rolled = owner.send(f"{_KEYS}/{id_of(server, key)}/roll", {"keep_seconds": "3600"}).page.one("code", id="key").text
    assert [from_(server, rolled, address) for address in ("10.1.1.1", "127.0.0.1")] == [200, 403]
    owner.send(page, {"networks": ""})
    eventually(lambda: from_(server, key, "127.0.0.1") == 200, "the key to be taken from everywhere")


def test_what_is_no_network_is_refused(server: Server, owner: Visitor) -> None:
    seen = owner.send(f"{_KEYS}/new", {"name": "x", "networks": "203.0.113.7/24"})
    assert (seen.status, seen.value("name")) == (422, "x")
    assert seen.page.one("p", id="field-networks-error").text.startswith(
        "203.0.113.7/24 is no IP address and no network"
    )


def test_a_publishable_key_has_no_networks(server: Server, owner: Visitor) -> None:
    (key,) = query(server, "SELECT k.id FROM api_keys k JOIN tenants t ON t.id = k.tenant "
                           "WHERE kind = 'publishable' AND NOT livemode ORDER BY t.id LIMIT 1")  # fmt: skip
    seen = owner.send(f"{_KEYS}/{key['id']}/networks", {"networks": "10.0.0.0/8"})
    assert "is publishable: it may be used from everywhere." in seen.page.text


def test_a_key_ends_when_it_was_said(server: Server, owner: Visitor) -> None:
    page = owner.get(f"{_KEYS}/new").page.one("select", name="lifetime_seconds")
    assert [option.text for option in page.all("option")] == [
        "Never", "In a day", "In 7 days", "In 30 days", "In 90 days", "In 365 days",
    ]  # fmt: skip
    key = owner.send(f"{_KEYS}/new-restricted", {"lifetime_seconds": "604800", "may_customer": "read"})
    text = key.page.one("code", id="key").text
    (row,) = query(server, "SELECT created, expires_at FROM api_keys WHERE hash = sha256($1)", text.encode())
    assert row["expires_at"] == row["created"] + 7 * 86_400
    assert rows(owner.get(_KEYS))[f"rk_test_…{text[-4:]}"][1].startswith("Ends ")
    assert opens(server, text)
    query(server, "UPDATE api_keys SET expires_at = created WHERE hash = sha256($1)", text.encode())
    eventually(lambda: not opens(server, text), "the key to end")
    error = server.request("GET", "/v1/customers", key=text).json["error"]
    assert (error["code"], error["message"]) == (
        "api_key_expired", f"Expired API Key provided: rk_test_********{text[-4:]}"
    )  # fmt: skip


# ── Who may ─────────────────────────────────────────────────────────────────────────────────────
def test_a_developer_makes_keys_of_the_sandbox_alone(server: Server, somebody: Somebody, owner: Visitor) -> None:
    developer = somebody("developer")
    assert made(developer).startswith("sk_test_")
    live = Visitor(server, mode="live", cookies=developer.cookies)
    seen = live.get(_KEYS)
    assert seen.status == 200
    assert "Create key" not in seen.page.text
    (key,) = query(
        server, "SELECT k.id FROM api_keys k JOIN tenants t ON t.id = k.tenant "
        "WHERE t.livemode AND kind = 'secret' AND expires_at IS NULL LIMIT 1",
    )  # fmt: skip
    fields = {"csrf": token(live), "name": "x", "keep_seconds": "0"}
    for path in ("/new", f"/{key['id']}/roll", f"/{key['id']}/end", f"/{key['id']}/name", f"/{key['id']}/reveal"):
        assert live.post(_KEYS + path, fields).status == 403, path
    assert query(server, "SELECT 1 FROM api_keys WHERE id = $1 AND expires_at IS NULL", key["id"])


@pytest.mark.parametrize("role", ["support", "analyst"])
def test_others_see_no_keys(server: Server, somebody: Somebody, owner: Visitor, role: str) -> None:
    visitor = somebody(role)
    assert visitor.get(_KEYS).status == 403
    assert visitor.post(f"{_KEYS}/new", {"csrf": token(visitor), "name": "x"}).status == 403
    overview = visitor.get("/developers")
    assert server.key not in overview.content.decode()
    assert "export STRIPE_API_KEY=sk_test_…" in overview.page.text
    assert "API keys" not in [a.text for a in overview.page.one("nav", aria_label="Developers").all("a")]


def test_a_key_of_the_other_mode_is_not_there(server: Server, owner: Visitor) -> None:
    live = Visitor(server, mode="live", cookies=owner.cookies)
    id = id_of(server, server.key)
    for path in ("roll", "end", "name"):
        assert live.get(f"{_KEYS}/{id}/{path}").status == 404
        fields = {"csrf": token(live), "keep_seconds": "0", "name": "x"}
        assert live.post(f"{_KEYS}/{id}/{path}", fields).status == 404
    assert opens(server, server.key)


# ── Code ────────────────────────────────────────────────────────────────────────────────────────
def test_code_has_the_key_and_the_address(server: Server, owner: Visitor) -> None:
    seen = owner.get("/developers")
    code = seen.page.one("section", aria_label="Code")
    tabs = code.one("div", role="tablist", aria_label="Language").all("a", role="tab")
    assert [tab.text for tab in tabs] == ["Python", "Node.js", "curl"]
    assert [tab.attributes["aria-selected"] for tab in tabs] == ["true", "false", "false"]
    assert f'base_addresses={{"api": "{server.url}"}}' in code.one("pre", id="code").text
    assert "export STRIPE_API_KEY=sk_test_" in code.text
    assert seen.headers["cache-control"] == "private, no-store"
    curl = owner.get(tabs[2].attributes["href"])
    assert f"curl {server.url}/v1/customers" in curl.page.one("pre", id="code").text
    live = Visitor(server, mode="live", cookies=owner.cookies).get("/developers")
    assert "export STRIPE_API_KEY=sk_live_…" in live.page.text


def test_the_overview_names_what_fails_and_what_happened_last(server: Server, owner: Visitor, shop: Shop) -> None:
    shop.customer()
    newest = shop.v1.events.list({"limit": 5}).data
    section = owner.get("/developers").page.one("section", aria_label="Newest events")
    assert [link.text for link in section.all("a")] == [event.type for event in newest]
