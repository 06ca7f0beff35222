"""Several accounts in the Dashboard: who enters them, and what they find there (docs/guide/accounts.md)."""

from collections.abc import Iterator

import pytest
from tests.conftest import Server, run_billhook, start_server, stop_server
from tests.pages.dashboard.signed_in import PASSWORD, Visitor, owner_of, person_as, sign_in
from tests.pages.dashboard.test_settings import save
from tests.rooms.accounts.accounts import Added, add_account
from tests.stories.psql import query


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own: an account is never thrown away."""
    running = start_server(tmp_path_factory.mktemp("accounts") / "data")
    yield running
    stop_server(running)


@pytest.fixture
def owner(house: Server) -> Visitor:
    return owner_of(house)


@pytest.fixture(scope="module")
def bakery(house: Server) -> Added:
    return add_account(house, "Bakery")


@pytest.fixture(scope="module")
def baker(house: Server, bakery: Added) -> Visitor:
    """The owner of the second account, by the link that the command printed."""
    visitor = Visitor(house)
    link = bakery.link[bakery.link.index("/dashboard/") :]
    seen = visitor.send(link, {"name": "Bea Baker", "email": "bea@example.com", "password": PASSWORD})
    assert seen.status == 303
    return visitor


class TestTheList:
    def test_an_owner_adds_one_and_goes_into_it(self, house: Server, owner: Visitor) -> None:
        given = {"name": "Florist", "country": "NL", "currency": "eur", "email": "roses@example.com"}
        seen = owner.send("/dashboard/accounts/new", given)
        assert seen.to.startswith("/dashboard/acct_1")
        page = owner.follow(seen).page
        assert "Account Florist" in page.text
        account = seen.to.rpartition("/")[2]
        shown = house.client.v1.accounts.retrieve(account)
        assert (shown.country, shown.default_currency, shown.email) == ("NL", "eur", "roses@example.com")
        listed = owner.get("/dashboard/accounts")
        assert "Florist" in listed.page.text
        assert f'href="/dashboard/{account}"'.encode() in listed.content

    def test_the_same_form_twice_adds_one(self, house: Server, owner: Visitor) -> None:
        form = owner.get("/dashboard/accounts/new")
        fields = {"csrf": form.value("csrf"), "key": form.value("key"), "name": "Once", "country": "US"}
        first, second = (owner.post("/dashboard/accounts/new", fields) for _ in range(2))
        assert first.to == second.to

    @pytest.mark.parametrize(
        ("typed", "says"),
        [
            ({"name": ""}, "Fill this in."),
            ({"name": "x" * 151}, "at most 150"),
            ({"name": "A", "country": "ZZ"}, "ountry"),
        ],
    )
    def test_a_form_says_what_is_wrong(self, owner: Visitor, typed: dict[str, object], says: str) -> None:
        seen = owner.send("/dashboard/accounts/new", typed)
        assert seen.status == 422
        assert says in seen.page.text

    def test_another_account_has_no_list(self, baker: Visitor) -> None:
        for path in ("/dashboard/accounts", "/dashboard/accounts/new"):
            assert baker.get(path).status == 404
        assert "/dashboard/accounts" not in baker.get("/").content.decode()

    def test_an_administrator_enters_and_adds_none(self, house: Server, bakery: Added) -> None:
        administrator = person_as(house, "administrator")
        assert administrator.get("/dashboard/accounts").status == 200
        assert administrator.get("/dashboard/accounts/new").status == 403
        assert administrator.get(f"/dashboard/{bakery.id}/customers").status == 200


class TestEntering:
    def test_each_mode_has_its_address(self, house: Server, owner: Visitor, bakery: Added) -> None:
        for key, name in ((bakery.key, "Ada in test"), (bakery.live_key, "Ada in live"), (house.key, "Ada at home")):
            house.client_with(key).v1.customers.create({"name": name})
        for place, name in ((bakery.id, "Ada in test"), (f"{bakery.id}-live", "Ada in live")):
            seen = owner.get(f"/dashboard/{place}/customers")
            assert [each for each in ("in test", "in live", "at home") if f"Ada {each}" in seen.page.text] == [
                name.removeprefix("Ada ")
            ]
            assert "Account Bakery" in seen.page.text
            assert f'href="/dashboard/{place}/invoices"'.encode() in seen.content
            for other in (bakery.id, f"{bakery.id}-live"):
                assert f'href="/dashboard/{other}/customers"'.encode() in seen.content
        home = owner.get("/dashboard/test/customers").page.text
        assert "Ada at home" in home
        assert "Account Bakery" not in home

    def test_verbs_change_that_account(self, house: Server, owner: Visitor, bakery: Added) -> None:
        seen = owner.send(f"/dashboard/{bakery.id}/customers/new", {"name": "Made by a visitor"})
        assert seen.to.startswith(f"/dashboard/{bakery.id}/customers/cus_")
        customer = seen.to.rpartition("/")[2]
        assert house.request("GET", f"/v1/customers/{customer}", key=bakery.key).json["name"] == "Made by a visitor"
        assert house.request("GET", f"/v1/customers/{customer}").status == 404

    def test_settings_are_those_of_that_account(self, house: Server, owner: Visitor, bakery: Added) -> None:
        path = f"/dashboard/{bakery.id}/settings/business"
        assert save(owner, path, business_city="Ulm").status == 303
        assert run_billhook(house, "--account", bakery.id, "settings", "get", "business_city") == "Ulm"
        assert run_billhook(house, "settings", "get", "business_city") != "Ulm"

    @pytest.mark.parametrize("role", ["developer", "support", "analyst"])
    def test_other_roles_enter_nothing(self, house: Server, bakery: Added, role: str) -> None:
        visitor = person_as(house, role)
        for place in (bakery.id, f"{bakery.id}-live"):
            assert visitor.get(f"/dashboard/{place}/customers").status == 404
        assert visitor.get("/dashboard/accounts").status == 403

    def test_people_of_an_account_stay_in_it(
        self, house: Server, owner: Visitor, baker: Visitor, bakery: Added
    ) -> None:
        other = add_account(house, "Garage")
        home = house.request("GET", "/v1/account").json["id"]
        for place in (home, f"{home}-live", other.id, f"{other.id}-live", f"{bakery.id}-test", f"{bakery.id}-"):
            for path in ("/customers", "/settings/team", "/settings/business", "/developers/keys"):
                assert baker.get(f"/dashboard/{place}{path}").status == 404
        # Their own account has the usual addresses.
        house.client_with(bakery.key).v1.customers.create({"name": "Ada of the bakery"})
        assert "Ada of the bakery" in baker.get("/dashboard/test/customers").page.text

    def test_a_sandbox_of_that_account(self, house: Server, owner: Visitor, baker: Visitor, bakery: Added) -> None:
        made = house.request("POST", "/v1/billhook/sandboxes", {"name": "Oven"}, key=bakery.key).json
        house.client_with(made["secret_key"]).v1.customers.create({"name": "Ada in the oven"})
        for visitor, parent in ((owner, bakery.id), (baker, "test")):
            seen = visitor.get(f"/dashboard/{made['id']}/customers")
            assert "Ada in the oven" in seen.page.text
            assert f'href="/dashboard/{parent}/developers/sandboxes"'.encode() in seen.content
        assert person_as(house, "support").get(f"/dashboard/{made['id']}/customers").status == 404


class TestTheTeam:
    def test_the_platform_invites_into_it(self, house: Server, owner: Visitor, baker: Visitor, bakery: Added) -> None:
        team = f"/dashboard/{bakery.id}/settings/team"
        seen = owner.send(f"{team}/invite", {"email": "cara@example.com", "role": "support"})
        assert seen.to.startswith(f"{team}/per_")
        assert "cara@example.com" in owner.get(team).page.text
        assert "cara@example.com" not in owner.get("/dashboard/settings/team").page.text
        assert "cara@example.com" in baker.get("/dashboard/settings/team").page.text
        (row,) = query(house, "SELECT account FROM people WHERE email = 'cara@example.com'")
        assert row["account"] == bakery.id
        person = seen.to.rpartition("/")[2]
        changed = owner.send(f"{team}/{person}/role", {"role": "analyst"}, on=f"{team}/{person}")
        assert changed.to == f"{team}/{person}"
        owner.send(f"{team}/{person}/withdraw")
        assert not query(house, "SELECT 1 FROM people WHERE email = 'cara@example.com'")

    def test_what_a_visitor_did_is_in_the_log_of_that_account(
        self, owner: Visitor, baker: Visitor, bakery: Added
    ) -> None:
        owner.send(f"/dashboard/{bakery.id}/settings/team/invite", {"email": "dan@example.com", "role": "support"})
        for visitor, path in ((owner, f"/dashboard/{bakery.id}/settings/audit"), (baker, "/dashboard/settings/audit")):
            text = visitor.get(path).page.text
            assert "dan@example.com" in text
            assert "Anna Berg" in text
        assert "dan@example.com" not in owner.get("/dashboard/settings/audit").page.text
        assert owner.get(f"/dashboard/{bakery.id}/settings/audit.csv").status == 200

    def test_nobody_hands_over_what_is_not_theirs(
        self, house: Server, owner: Visitor, baker: Visitor, bakery: Added
    ) -> None:
        (row,) = query(house, "SELECT id FROM people WHERE email = 'bea@example.com'")
        seen = owner.send(f"/dashboard/{bakery.id}/settings/team/{row['id']}/hand-over")
        assert seen.status == 403
        assert "Only an owner of this account can hand it over." in seen.page.text
        assert query(house, "SELECT role FROM people WHERE id = $1", row["id"])[0]["role"] == "owner"

    def test_the_last_owner_stays(self, house: Server, owner: Visitor, baker: Visitor, bakery: Added) -> None:
        (row,) = query(house, "SELECT id FROM people WHERE email = 'bea@example.com'")
        seen = owner.send(f"/dashboard/{bakery.id}/settings/team/{row['id']}/deactivate")
        assert "is the last owner" in seen.page.text

    def test_the_own_team_has_one_address(self, owner: Visitor, house: Server) -> None:
        home = house.request("GET", "/v1/account").json["id"]
        for place in ("test", "live", home):
            assert owner.get(f"/dashboard/{place}/settings/team").status == 404

    def test_a_visitor_whose_role_was_taken_manages_nobody(self, house: Server, bakery: Added) -> None:
        """The role is read with the change, as it is for people of the account."""
        person_as(house, "administrator")
        visitor = sign_in(house, "administrator@example.com")
        page = visitor.get(f"/dashboard/{bakery.id}/settings/team/invite")
        query(house, "UPDATE people SET role = 'support' WHERE email = 'administrator@example.com'")
        try:
            sent = visitor.post(
                f"/dashboard/{bakery.id}/settings/team/invite",
                {"csrf": page.value("csrf"), "key": page.value("key") if page.page.all("input", name="key") else "",
                 "email": "eve@example.com", "role": "owner"},
            )  # fmt: skip
            assert sent.status == 404
        finally:
            query(house, "UPDATE people SET role = 'administrator' WHERE email = 'administrator@example.com'")
        assert not query(house, "SELECT 1 FROM people WHERE email = 'eve@example.com'")
