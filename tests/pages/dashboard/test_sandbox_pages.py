"""Sandboxes in the Dashboard: making one, looking into it, throwing it away (docs/guide/sandboxes.md)."""

from typing import Any

import pytest
from tests.conftest import Server
from tests.pages.dashboard.signed_in import Visitor

ALL = "/developers/sandboxes"


@pytest.fixture
def sandbox(server: Server) -> Any:
    """A new one, made by a program."""
    return server.request("POST", "/v1/billhook/sandboxes", {"name": "Shop tests"}).json


def test_one_is_made_shown_and_deleted(server: Server, owner: Visitor) -> None:
    seen = owner.send(f"{ALL}/new", {"name": "By hand", "ends": "2090-03-17T12:00"})
    page = owner.follow(seen)
    assert page.heading == "By hand"
    here = seen.to.rpartition("/")[2]
    key = server.request("GET", f"/v1/billhook/sandboxes/{here}").json["secret_key"]
    assert key in page.page.text
    assert "2090" in page.page.text
    assert "By hand" in owner.get(ALL).page.text
    owner.send(f"{ALL}/{here}/delete")
    assert server.request("GET", "/v1/customers", key=key).status == 401
    assert owner.get(f"{ALL}/{here}").status == 404


@pytest.mark.parametrize(
    ("typed", "says"),
    [({"ends": "2001-03-17T12:00"}, "must be a moment to come"), ({"ends": "soon"}, "Choose a day and a time.")],
)
def test_a_form_says_what_is_wrong(owner: Visitor, typed: Any, says: str) -> None:
    seen = owner.send(f"{ALL}/new", {"name": "By hand", **typed})
    assert seen.status == 422
    assert says in seen.page.text


class TestInside:
    def test_pages_show_the_sandbox_and_say_so(self, server: Server, owner: Visitor, sandbox: Any) -> None:
        inside, outside = server.client_with(sandbox["secret_key"]), server.client
        inside.v1.customers.create({"name": "Inside Ada"})
        outside.v1.customers.create({"name": "Outside Grace"})
        seen = owner.get(f"/dashboard/{sandbox['id']}/customers")
        assert "Inside Ada" in seen.page.text
        assert "Outside Grace" not in seen.page.text
        assert "Sandbox Shop tests" in seen.page.text
        assert f"/dashboard/{sandbox['id']}/invoices".encode() in seen.content
        assert "Inside Ada" not in owner.get("/dashboard/test/customers").page.text

    def test_verbs_change_the_sandbox(self, server: Server, owner: Visitor, sandbox: Any) -> None:
        seen = owner.send(f"/dashboard/{sandbox['id']}/customers/new", {"name": "Made inside"})
        assert seen.to.startswith(f"/dashboard/{sandbox['id']}/customers/cus_")
        inside = server.client_with(sandbox["secret_key"])
        assert [customer.name for customer in inside.v1.customers.list().data] == ["Made inside"]

    @pytest.mark.parametrize("path", ["/settings", "/settings/business", "/settings/team", "/start/business", ALL])
    def test_nothing_of_the_account_is_there(self, owner: Visitor, sandbox: Any, path: str) -> None:
        """A form of its settings would change those of the account."""
        assert owner.get(f"/dashboard/{sandbox['id']}{path}").status == 404

    def test_neither_a_stranger_nor_one_that_is_gone(self, server: Server, owner: Visitor, sandbox: Any) -> None:
        own = server.request("GET", "/v1/account").json["id"]
        server.request("DELETE", f"/v1/billhook/sandboxes/{sandbox['id']}")
        for name in (own, sandbox["id"], "acct_1no", "acct_", "sandbox"):
            assert owner.get(f"/dashboard/{name}/customers").status == 404
