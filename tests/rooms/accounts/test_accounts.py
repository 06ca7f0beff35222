"""Several accounts in one installation, and who acts for whom (platform.md §2; docs/guide/accounts.md)."""

import json
import time

import pytest
from tests.conftest import Response, Server, run_billhook
from tests.rooms.accounts.accounts import Added
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query
from tests.wire.restricted import restricted_key


def named(account: str) -> dict[str, str]:
    return {"Stripe-Account": account}


def insist_on_refusal(answer: Response, account: str) -> None:
    error = answer.json["error"]
    assert (answer.status, error["type"], error["code"]) == (403, "invalid_request_error", "account_invalid")
    assert f"does not have access to account '{account}'" in error["message"]


class TestAnAccount:
    def test_it_has_what_it_was_made_with(self, house: Server, bakery: Added) -> None:
        shown = house.client_with(bakery.key).v1.accounts.retrieve_current()
        assert shown.business_profile is not None
        assert (shown.id, shown.country, shown.default_currency, shown.email, shown.business_profile.name) == (
            bakery.id, "DE", "eur", "bread@example.com", "Bakery",
        )  # fmt: skip
        # Those of the first account are as they were.
        assert house.request("GET", "/v1/account").json["default_currency"] == "usd"

    def test_its_modes_and_its_neighbours_see_nothing_of_each_other(
        self, house: Server, bakery: Added, garage: Added
    ) -> None:
        keys = (house.key, bakery.key, bakery.live_key, garage.key, garage.live_key)
        made = [house.request("POST", "/v1/customers", {"name": "Ada"}, key=key).json["id"] for key in keys]
        for key, own in zip(keys, made, strict=True):
            for customer in made:
                status = house.request("GET", f"/v1/customers/{customer}", key=key).status
                assert (status == 200) == (customer == own)

    def test_each_counts_its_own_invoices(self, house: Server, bakery: Added, garage: Added) -> None:
        numbers = []
        for account in (bakery, garage):
            currency = str(house.request("GET", "/v1/account", key=account.key).json["default_currency"])
            run_billhook(house, "--account", account.id, "settings", "set", "numbering=account")
            client = house.client_with(account.live_key)
            customer = client.v1.customers.create({"name": "Ada", "email": "ada@example.com"})
            invoice = client.v1.invoices.create(
                {"customer": customer.id, "collection_method": "send_invoice", "days_until_due": 9}
            )
            client.v1.invoice_items.create(
                {"customer": customer.id, "invoice": invoice.id, "amount": 500, "currency": currency}
            )
            number = client.v1.invoices.finalize_invoice(invoice.id).number
            assert number is not None
            numbers.append(number)
        assert [number.rpartition("-")[2] for number in numbers] == ["0001", "0001"]

    def test_workers_serve_it(self, house: Server, bakery: Added) -> None:
        """A draft of the second account is finalized by itself when it is time."""
        client = house.client_with(bakery.live_key)
        customer = client.v1.customers.create({"name": "Ada", "email": "ada@example.com"})
        invoice = client.v1.invoices.create(
            {"customer": customer.id, "collection_method": "send_invoice", "days_until_due": 9, "auto_advance": True}
        )
        client.v1.invoice_items.create(
            {"customer": customer.id, "invoice": invoice.id, "amount": 500, "currency": "eur"}
        )
        query(house, "UPDATE invoices SET automatically_finalizes_at = 1 WHERE id = $1", invoice.id)
        eventually(lambda: client.v1.invoices.retrieve(invoice.id).status == "open", "the invoice to be finalized")

    def test_a_wrong_country_is_refused(self, house: Server) -> None:
        with pytest.raises(AssertionError, match="business_country must be"):
            run_billhook(house, "accounts", "add", "Nowhere", "--country", "ZZ")


class TestTheCommandLine:
    def test_it_lists_and_shows(self, house: Server, platform: str, bakery: Added, garage: Added) -> None:
        lines = [json.loads(line) for line in run_billhook(house, "accounts", "list", "--json").splitlines()]
        assert lines[0]["id"] == platform
        assert [line["name"] for line in lines if line["id"] in (bakery.id, garage.id)] == ["Bakery", "Garage"]
        assert bakery.id in run_billhook(house, "accounts", "list")
        shown = run_billhook(house, "accounts", "show", bakery.id)
        assert bakery.key in shown
        assert "Bakery" in shown

    def test_account_says_which(self, house: Server, bakery: Added) -> None:
        assert run_billhook(house, "--account", bakery.id, "settings", "get", "business_name") == "Bakery"
        run_billhook(house, "--account", bakery.id, "settings", "set", "business_city", "Ulm")
        assert run_billhook(house, "settings", "get", "business_city") != "Ulm"
        assert bakery.key in run_billhook(house, "--account", bakery.id, "keys")
        assert bakery.key not in run_billhook(house, "keys")

    @pytest.mark.parametrize("words", [("keys",), ("sandboxes", "list"), ("accounts", "show", "acct_1no")])
    def test_an_unknown_account(self, house: Server, words: tuple[str, ...]) -> None:
        with pytest.raises(AssertionError, match="there is no account acct_1no"):
            run_billhook(house, "--account", "acct_1no", *words)

    def test_a_sandbox_is_no_account(self, house: Server) -> None:
        sandbox = house.request("POST", "/v1/billhook/sandboxes").json["id"]
        with pytest.raises(AssertionError, match=f"there is no account {sandbox}"):
            run_billhook(house, "--account", sandbox, "keys")
        assert sandbox not in run_billhook(house, "accounts", "list")

    def test_a_sandbox_of_the_second_account(self, house: Server, bakery: Added) -> None:
        said = run_billhook(house, "--account", bakery.id, "sandboxes", "create", "--name", "Oven", "--json")
        sandbox = json.loads(said)["id"]
        listed = house.request("GET", "/v1/billhook/sandboxes", key=bakery.key).json["data"]
        assert sandbox in [each["id"] for each in listed]
        # The account that it belongs to acts in it, and the platform does not.
        assert house.request("GET", "/v1/customers", headers=named(sandbox), key=bakery.key).status == 200
        insist_on_refusal(house.request("GET", "/v1/customers", headers=named(sandbox)), sandbox)


class TestActingForAnother:
    """`Stripe-Account` (platform.md §2)."""

    def test_the_platform_acts_in_the_mode_of_its_key(self, house: Server, bakery: Added, platform_live: str) -> None:
        for key, own in ((house.key, bakery.key), (platform_live, bakery.live_key)):
            made = house.request("POST", "/v1/customers", {"name": "Ada"}, named(bakery.id), key=key)
            assert made.headers["stripe-account"] == bakery.id
            assert house.request("GET", f"/v1/customers/{made.json['id']}", key=own).json["name"] == "Ada"
            assert house.request("GET", f"/v1/customers/{made.json['id']}", key=key).status == 404

    def test_the_sdk_says_it(self, house: Server, bakery: Added) -> None:
        customer = house.client.v1.customers.create({"name": "Ada"}, {"stripe_account": bakery.id})
        found = house.client_with(bakery.key).v1.customers.retrieve(customer.id)
        assert found.name == "Ada"

    def test_the_own_account_may_be_named(
        self, house: Server, platform: str, platform_live: str, bakery: Added
    ) -> None:
        for key, account in (
            (house.key, platform), (platform_live, platform), (bakery.key, bakery.id), (bakery.live_key, bakery.id),
        ):  # fmt: skip
            answer = house.request("GET", "/v1/account", headers=named(account), key=key)
            assert (answer.status, answer.json["id"]) == (200, account)

    def test_nobody_else_acts_for_anybody(
        self, house: Server, platform: str, platform_live: str, bakery: Added, garage: Added
    ) -> None:
        sandbox = house.request("POST", "/v1/billhook/sandboxes").json
        publishable = str(
            query(house, "SELECT k.clear FROM api_keys k JOIN tenants t ON t.id = k.tenant WHERE t.account = $1 "
                         "AND k.kind = 'publishable' AND NOT t.livemode", platform)[0]["clear"]
        )  # fmt: skip
        tried = [
            # Another account, the platform, and a sandbox of the platform, with keys of the second account.
            *((key, to) for key in (bakery.key, bakery.live_key) for to in (garage.id, platform, sandbox["id"])),
            # From a sandbox, to its own account and to another.
            *((sandbox["secret_key"], to) for to in (platform, bakery.id)),
            # A live key and a sandbox; a publishable key; what there is not.
            (platform_live, sandbox["id"]), (publishable, bakery.id), (bakery.publishable, garage.id),
            *((key, to) for key in (house.key, platform_live, bakery.key) for to in ("acct_1no", "x", "a" * 90)),
        ]  # fmt: skip
        for key, account in tried:
            for method, path in (("GET", "/v1/customers"), ("POST", "/v1/customers"), ("GET", "/v1/nothing")):
                insist_on_refusal(house.request(method, path, headers=named(account), key=key), account)

    def test_an_idempotency_key_is_one_of_the_account_acted_for(self, house: Server, bakery: Added) -> None:
        key = {"Idempotency-Key": f"customer {time.time()}"}
        own = house.request("POST", "/v1/customers", {"name": "A"}, key).json["id"]
        inside = {**key, **named(bakery.id)}
        first, again = (house.request("POST", "/v1/customers", {"name": "A"}, inside).json["id"] for _ in range(2))
        assert first == again != own
        assert house.request("POST", "/v1/customers", {"name": "A"}, key, key=bakery.key).json["id"] == first

    def test_events_and_the_log_of_requests_are_its_own(self, house: Server, bakery: Added) -> None:
        answer = house.request("POST", "/v1/customers", {"name": "Ada"}, named(bakery.id))
        events = house.request("GET", "/v1/events?type=customer.created&limit=1", key=bakery.key).json["data"]
        assert events[0]["data"]["object"]["id"] == answer.json["id"]
        ours = house.request("GET", "/v1/events?type=customer.created&limit=100").json["data"]
        assert answer.json["id"] not in [event["data"]["object"]["id"] for event in ours]
        request = answer.headers["request-id"]
        of = ("SELECT t.account, l.key FROM request_log l JOIN tenants t ON t.id = l.tenant WHERE l.id = $1", request)
        eventually(lambda: query(house, *of) != [], "the request to be in the log")
        (line,) = query(house, *of)
        assert line["account"] == bakery.id
        assert str(line["key"]).endswith(house.key[-4:])

    def test_limits_are_those_of_the_account_acted_for(self, house: Server, garage: Added) -> None:
        run_billhook(house, "--account", garage.id, "settings", "set", "requests_per_second_test", "1")
        try:
            statuses = {house.request("GET", "/v1/customers", headers=named(garage.id)).status for _ in range(40)}
            assert 429 in statuses
            assert {house.request("GET", "/v1/customers").status for _ in range(40)} == {200}
        finally:
            run_billhook(house, "--account", garage.id, "settings", "unset", "requests_per_second_test")


class TestRestrictedKeys:
    def test_a_key_of_the_platform_needs_the_permission(self, house: Server, bakery: Added) -> None:
        with restricted_key(house, "rak_customer_write") as key:
            for _ in range(2):  # the second time the account is remembered
                answer = house.request("GET", "/v1/customers", headers=named(bakery.id), key=key)
                assert (answer.status, answer.json["error"]["code"]) == (403, "more_permissions_required")
                assert "'rak_account_write'" in answer.json["error"]["message"]
                assert house.request("GET", "/v1/customers", headers=named(bakery.id)).status == 200

    def test_it_acts_as_far_as_its_permissions_go(self, house: Server, bakery: Added) -> None:
        with restricted_key(house, "rak_account_write", "rak_customer_write") as key:
            made = house.request("POST", "/v1/customers", {"name": "Ada"}, named(bakery.id), key=key)
            assert house.request("GET", f"/v1/customers/{made.json['id']}", key=bakery.key).status == 200
            refused = house.request("GET", "/v1/invoices", headers=named(bakery.id), key=key)
            assert refused.status == 403
            assert f"on account '{bakery.id}'" in refused.json["error"]["message"]

    def test_a_key_of_another_account_acts_nowhere_else(self, house: Server, bakery: Added, garage: Added) -> None:
        may = ("--may", "account=write", "--may", "customer=write")
        key = run_billhook(house, "--account", bakery.id, "keys", "create", *may)
        assert house.request("GET", "/v1/customers", key=key).status == 200
        insist_on_refusal(house.request("GET", "/v1/customers", headers=named(garage.id), key=key), garage.id)

    def test_a_rolled_key_writes_nowhere_any_more(self, house: Server, bakery: Added) -> None:
        """The platform's key is known in the process that answers; a write asks anew, in the other account too."""
        key = run_billhook(house, "keys", "create")
        assert house.request("POST", "/v1/customers", {"name": "A"}, named(bakery.id), key=key).status == 200
        house_key = house.key
        run_billhook(house, "keys", "roll", "--yes")
        try:
            refused = house.request("POST", "/v1/customers", {"name": "A"}, named(bakery.id), key=key)
            assert (refused.status, refused.json["error"]["code"]) == (401, "api_key_expired")
        finally:
            query(house, "UPDATE api_keys SET expires_at = NULL WHERE hash = sha256($1)", house_key.encode())
        eventually(lambda: house.request("GET", "/v1/account").status == 200, "the key to be known again")

    def test_a_rolled_key_writes_in_no_sandbox_any_more(self, house: Server) -> None:
        sandbox = house.request("POST", "/v1/billhook/sandboxes").json["id"]
        key = run_billhook(house, "keys", "create")
        assert house.request("POST", "/v1/customers", {"name": "A"}, named(sandbox), key=key).status == 200
        house_key = house.key
        run_billhook(house, "keys", "roll", "--yes")
        try:
            refused = house.request("POST", "/v1/customers", {"name": "A"}, named(sandbox), key=key)
            assert (refused.status, refused.json["error"]["code"]) == (401, "api_key_expired")
        finally:
            query(house, "UPDATE api_keys SET expires_at = NULL WHERE hash = sha256($1)", house_key.encode())
        eventually(lambda: house.request("GET", "/v1/account").status == 200, "the key to be known again")


class TestAccountsOfThePlatform:
    def test_it_sees_every_account(self, house: Server, platform: str, bakery: Added, garage: Added) -> None:
        shown = house.client.v1.accounts.retrieve(bakery.id)
        assert shown.id == bakery.id
        assert shown.business_profile is not None
        assert shown.business_profile.name == "Bakery"
        assert shown == house.client_with(bakery.key).v1.accounts.retrieve_current()
        listed = house.client.v1.accounts.list({"limit": 100})
        ids = [each.id for each in listed.data]
        assert {bakery.id, garage.id} <= set(ids)
        assert platform not in ids
        assert ids == sorted(ids, reverse=True)
        assert [each.id for each in house.client.v1.accounts.list({"limit": 1}).auto_paging_iter()] == ids

    def test_no_sandbox_is_among_them(self, house: Server) -> None:
        sandbox = house.request("POST", "/v1/billhook/sandboxes").json["id"]
        assert sandbox not in str(house.request("GET", "/v1/accounts?limit=100").json)
        insist_on_refusal(house.request("GET", f"/v1/accounts/{sandbox}"), sandbox)

    def test_pages_go_both_ways(self, house: Server, bakery: Added, garage: Added) -> None:
        before = house.request("GET", f"/v1/accounts?ending_before={bakery.id}&limit=1").json
        after = house.request("GET", f"/v1/accounts?starting_after={garage.id}&limit=100").json
        listed = [each["id"] for each in house.request("GET", "/v1/accounts?limit=100").json["data"]]
        assert before["data"][0]["id"] == listed[listed.index(bakery.id) - 1]
        assert [each["id"] for each in after["data"]] == listed[listed.index(garage.id) + 1 :]

    def test_when_they_were_made(self, house: Server, bakery: Added) -> None:
        made = house.client.v1.accounts.retrieve(bakery.id).created
        within = house.request("GET", f"/v1/accounts?created[gte]={made}&created[lt]={made + 1}&limit=100").json
        assert bakery.id in str(within)
        assert house.request("GET", f"/v1/accounts?created[lt]={made - 86_400}").json["data"] == []

    @pytest.mark.parametrize(
        ("asked", "param"),
        [("starting_after=acct_1no", "starting_after"), ("ending_before=x", "ending_before"), ("colour=red", "colour")],
    )
    def test_what_cannot_be_is_refused(self, house: Server, asked: str, param: str) -> None:
        answer = house.request("GET", f"/v1/accounts?{asked}")
        assert (answer.status, answer.json["error"]["param"]) == (400, param)

    def test_another_account_sees_itself_alone(
        self, house: Server, platform: str, bakery: Added, garage: Added
    ) -> None:
        assert house.request("GET", "/v1/accounts", key=bakery.key).json["data"] == []
        for other in (platform, garage.id):
            insist_on_refusal(house.request("GET", f"/v1/accounts/{other}", key=bakery.key), other)
        cursor = house.request("GET", f"/v1/accounts?starting_after={garage.id}", key=bakery.key)
        assert cursor.status == 400


class TestAddingByTheApi:
    def test_the_platform_adds_one(self, house: Server, platform_live: str) -> None:
        live = house.client_with(platform_live)
        made = live.v1.accounts.create(
            {"country": "FR", "email": "pain@example.com", "business_profile": {"name": "Boulangerie"},
             "default_currency": "eur", "type": "standard"}
        )  # fmt: skip
        assert made == live.v1.accounts.retrieve(made.id)
        assert (made.country, made.email, made.default_currency) == ("FR", "pain@example.com", "eur")
        for key in (house.key, platform_live):
            answer = house.request("GET", "/v1/account", headers=named(made.id), key=key)
            assert answer.json["settings"]["dashboard"]["display_name"] == "Boulangerie"

    def test_the_same_key_makes_one(self, house: Server, platform_live: str) -> None:
        same = {"Idempotency-Key": f"account {time.time()}"}
        first, second = (
            house.request("POST", "/v1/accounts", {"email": "a@example.com"}, same, key=platform_live).json
            for _ in range(2)
        )
        assert first == second

    def test_who_may_not(self, house: Server, bakery: Added, platform_live: str) -> None:
        by_test_key = house.request("POST", "/v1/accounts")
        assert (by_test_key.status, by_test_key.json["error"]["message"][:29]) == (400, "An account has a live mode: a")
        for headers, key in (({}, bakery.live_key), (named(bakery.id), platform_live)):
            answer = house.request("POST", "/v1/accounts", headers=headers, key=key)
            assert (answer.status, answer.json["error"]["message"][:44]) == (
                400, "Only the first account of this installation ",
            )  # fmt: skip

    @pytest.mark.parametrize(
        ("params", "param"),
        [
            ({"country": "ZZ"}, "country"), ({"country": "DEU"}, "country"),
            ({"default_currency": "zzz"}, "default_currency"),
            ({"type": "custom"}, "type"), ({"email": "x" * 201}, "email"), ({"metadata[a]": "b"}, "metadata"),
            ({"business_profile[name]": ""}, "business_profile[name]"),
            ({"business_profile[mcc]": "1"}, "business_profile[mcc]"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_is_refused(
        self, house: Server, platform_live: str, params: dict[str, str], param: str
    ) -> None:
        answer = house.request("POST", "/v1/accounts", params, key=platform_live)
        assert (answer.status, answer.json["error"]["param"]) == (400, param)
