"""Sandboxes by the API: made, found, refused and thrown away (docs/guide/sandboxes.md)."""

import json
import time
from typing import Any

import pytest
import stripe
from tests.builders import Shop
from tests.conftest import Response, Server, run_billhook
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query
from tests.wire.hostile import Caller, belongings_of, money_of

PATH = "/v1/billhook/sandboxes"


@pytest.fixture
def sandbox(server: Server) -> Any:
    """A new one, which the test may throw away."""
    return made(server)


def made(server: Server, **params: str) -> Any:
    """A new sandbox."""
    answer = server.request("POST", PATH, params)
    assert answer.status == 200, answer.body
    return answer.json


def refusal(answer: Response) -> tuple[int, str | None, str]:
    """Status, parameter and message of a refusal."""
    error = answer.json["error"]
    return answer.status, error.get("param"), error["message"]


class TestMaking:
    def test_it_is_an_account_with_keys_of_its_own(self, server: Server) -> None:
        ends = int(time.time()) + 3_600
        shown = made(server, name="Nightly run", expires_at=str(ends))
        assert shown == {
            "id": shown["id"], "object": "billhook.sandbox", "created": shown["created"], "expires_at": ends,
            "livemode": False, "name": "Nightly run", "publishable_key": shown["publishable_key"],
            "secret_key": shown["secret_key"],
        }  # fmt: skip
        assert (shown["secret_key"][:8], shown["publishable_key"][:8]) == ("sk_test_", "pk_test_")
        inside = server.client_with(shown["secret_key"])
        account = inside.raw_request("get", "/v1/account")
        assert shown["id"] in str(account.data)
        assert server.request("GET", f"{PATH}/{shown['id']}").json == shown

    def test_nothing_of_the_account_is_seen_inside(self, server: Server, shop: Any, sandbox: Any) -> None:
        customer = shop.customer().id
        inside = server.client_with(sandbox["secret_key"])
        assert inside.v1.customers.list().data == []
        with pytest.raises(stripe.InvalidRequestError, match="No such customer"):
            inside.v1.customers.retrieve(customer)
        theirs = inside.v1.customers.create({"name": "Jenny"}).id
        with pytest.raises(stripe.InvalidRequestError, match="No such customer"):
            server.client.v1.customers.retrieve(theirs)

    def test_settings_are_those_that_were_given(self, server: Server) -> None:
        shown = made(server, **{"settings[business_name]": "Rocket Rides", "settings[default_currency]": "eur"})
        account = server.request("GET", "/v1/account", key=shown["secret_key"]).json
        assert (account["settings"]["dashboard"]["display_name"], account["default_currency"]) == (
            "Rocket Rides", "eur",
        )  # fmt: skip
        # Those of the account are not those of its sandbox.
        assert server.request("GET", "/v1/account").json["default_currency"] == "usd"

    @pytest.mark.parametrize(
        ("params", "param", "says"),
        [
            ({"settings[locale]": "xx"}, "settings[locale]", "locale must be"),
            ({"settings[colour]": "red"}, "settings[colour]", "there is no setting colour"),
            ({"settings[branding_logo]": "file_1"}, "settings", "branding_logo must be the id of a file"),
            ({"settings": "red"}, "settings", "Invalid object"),
            ({"expires_at": "1"}, "expires_at", "must be a moment to come"),
            ({"name": "x" * 101}, "name", "at most 100 characters"),
            ({"colour": "red"}, "colour", "Received unknown parameter: colour"),
        ],
    )
    def test_what_cannot_be_is_refused(self, server: Server, params: Any, param: str, says: str) -> None:
        status, where, message = refusal(server.request("POST", PATH, params))
        assert (status, where) == (400, param)
        assert says in message

    def test_the_same_key_makes_one(self, server: Server) -> None:
        same = {"Idempotency-Key": f"sandbox {time.time()}"}
        first, second = (server.request("POST", PATH, {"name": "Once"}, same).json for _ in range(2))
        assert first == second

    def test_a_thousand_at_most(self, server: Server) -> None:
        query(
            server,
            "INSERT INTO sandboxes (tenant, id, created, name) SELECT t.id, 'acct_0filled' || n, 1, 'filled' "
            "FROM (SELECT id FROM tenants WHERE NOT livemode ORDER BY id LIMIT 1) t, generate_series(1, 1000) n",
        )
        try:
            status, _, message = refusal(server.request("POST", PATH))
        finally:
            query(server, "DELETE FROM sandboxes WHERE name = 'filled'")
        assert (status, message) == (400, "An account can have 1000 sandboxes at most. Delete one first.")


class TestWhoMay:
    def test_live_mode_has_none(self, server: Server, live: stripe.StripeClient) -> None:
        key = str(live._requestor.api_key)
        for answer in (server.request("POST", PATH, key=key), server.request("GET", PATH, key=key)):
            assert refusal(answer) == (400, None, "Sandboxes belong to test mode: use a test mode key.")

    def test_a_sandbox_has_none(self, server: Server, sandbox: Any) -> None:
        for method, path in (("POST", PATH), ("GET", PATH), ("DELETE", f"{PATH}/{sandbox['id']}")):
            status, _, message = refusal(server.request(method, path, key=sandbox["secret_key"]))
            assert (status, message[:35]) == (400, "A sandbox cannot have sandboxes: us")

    def test_a_publishable_key_sees_none(self, server: Server) -> None:
        publishable = query(
            server, "SELECT clear FROM api_keys WHERE kind = 'publishable' AND clear LIKE 'pk_test%' LIMIT 1"
        )[0]["clear"]
        assert server.request("GET", PATH, key=publishable).status == 403

    def test_a_restricted_key_acts_in_no_sandbox(self, server: Server, sandbox: Any) -> None:
        may = ("--may", "sandbox=write", "--may", "customer=write")
        key = run_billhook(server, "keys", "create", *may)
        assert server.request("GET", f"{PATH}/{sandbox['id']}", key=key).json == sandbox
        inside = server.request("GET", "/v1/customers", headers={"Stripe-Account": sandbox["id"]}, key=key)
        assert (inside.status, inside.json["error"]["code"]) == (403, "account_invalid")


class TestFinding:
    def test_newest_first_page_by_page(self, server: Server) -> None:
        ids = [made(server)["id"] for _ in range(3)][::-1]
        first = server.request("GET", f"{PATH}?limit=2").json
        assert ([each["id"] for each in first["data"]], first["url"], first["has_more"]) == (ids[:2], PATH, True)
        rest = server.request("GET", f"{PATH}?limit=1&starting_after={ids[1]}").json
        assert rest["data"][0]["id"] == ids[2]
        assert rest["data"][0]["secret_key"].startswith("sk_test_")

    def test_an_unknown_one(self, server: Server) -> None:
        assert refusal(server.request("GET", f"{PATH}/acct_1no")) == (404, "id", "No such sandbox: 'acct_1no'")


class TestInTheNameOfTheAccount:
    """`Stripe-Account` (platform.md §2)."""

    def test_the_key_of_the_account_acts_in_its_sandbox(self, server: Server, sandbox: Any) -> None:
        within = {"stripe_account": sandbox["id"]}
        customer = server.client.v1.customers.create({"name": "Jenny"}, within)  # type: ignore[arg-type]
        assert server.client_with(sandbox["secret_key"]).v1.customers.retrieve(customer.id).name == "Jenny"
        answer = server.request("GET", "/v1/customers", headers={"Stripe-Account": sandbox["id"]})
        assert [each["id"] for each in answer.json["data"]] == [customer.id]
        assert answer.headers["stripe-account"] == sandbox["id"]

    def test_an_idempotency_key_is_one_of_the_sandbox(self, server: Server, sandbox: Any) -> None:
        key = {"Idempotency-Key": f"customer {time.time()}"}
        own = server.request("POST", "/v1/customers", {"name": "A"}, key).json["id"]
        inside = {**key, "Stripe-Account": sandbox["id"]}
        first, again = (server.request("POST", "/v1/customers", {"name": "A"}, inside).json["id"] for _ in range(2))
        assert first == again != own

    def test_its_own_account_is_no_other(self, server: Server) -> None:
        own = server.request("GET", "/v1/account").json["id"]
        assert server.request("GET", "/v1/account", headers={"Stripe-Account": own}).json["id"] == own

    def test_no_other_account(self, server: Server, live: stripe.StripeClient, sandbox: Any) -> None:
        other = made(server)
        own = server.request("GET", "/v1/account").json["id"]
        tried = [
            (server.key, "acct_1no"), (sandbox["secret_key"], other["id"]), (sandbox["secret_key"], own),
            (str(live._requestor.api_key), sandbox["id"]),
        ]  # fmt: skip
        for key, account in tried:
            answer = server.request("GET", "/v1/customers", headers={"Stripe-Account": account}, key=key)
            assert (answer.status, answer.json["error"]["code"]) == (403, "account_invalid")
            assert f"does not have access to account '{account}'" in answer.json["error"]["message"]


class TestTheCommandLine:
    def test_it_makes_lists_and_deletes(self, server: Server) -> None:
        words = ("--name", "By hand", "--expires-in", "1d", "--json")
        said = json.loads(run_billhook(server, "sandboxes", "create", *words))
        shown = server.request("GET", f"{PATH}/{said['id']}").json
        assert said == shown
        assert shown["name"] == "By hand"
        # The command reads the clock before the sandbox is made.
        assert 86_390 <= shown["expires_at"] - shown["created"] <= 86_400
        assert server.request("GET", "/v1/customers", key=said["secret_key"]).status == 200
        (line,) = [row for row in run_billhook(server, "sandboxes", "list").splitlines() if said["id"] in row]
        assert line.endswith("UTC  By hand")
        run_billhook(server, "sandboxes", "delete", said["id"])
        assert server.request("GET", f"{PATH}/{said['id']}").status == 404


class TestThrowingAway:
    def test_it_is_gone_at_once(self, server: Server, sandbox: Any) -> None:
        gone = server.request("DELETE", f"{PATH}/{sandbox['id']}").json
        assert gone == {"id": sandbox["id"], "object": "billhook.sandbox", "deleted": True}
        assert server.request("POST", "/v1/customers", key=sandbox["secret_key"]).status == 401
        for method in ("GET", "DELETE"):
            assert server.request(method, f"{PATH}/{sandbox['id']}").status == 404
        assert sandbox["id"] not in str(server.request("GET", f"{PATH}?limit=100").json)
        answer = server.request("POST", "/v1/customers", headers={"Stripe-Account": sandbox["id"]})
        assert answer.status == 403

    def test_its_pages_are_gone_too(self, server: Server, sandbox: Any) -> None:
        inside = Shop(server.client_with(sandbox["secret_key"]))
        page = str(inside.invoice("open").hosted_invoice_url).removeprefix(server.url)
        assert server.request("GET", page, key=None).status == 200
        server.request("DELETE", f"{PATH}/{sandbox['id']}")
        assert server.request("GET", page, key=None).status == 404

    def test_a_job_that_finds_no_tenant_is_over(self, server: Server, sandbox: Any) -> None:
        """Its row is gone with the sandbox, so there is nothing to be tried again and nothing to report."""
        tenant = query(server, "SELECT id FROM tenants WHERE account = $1", sandbox["id"])[0]["id"]
        server.request("DELETE", f"{PATH}/{sandbox['id']}")
        query(server, "INSERT INTO pgqueuer (priority, entrypoint, payload, status) "
                      "VALUES (0, 'invoices.advance', convert_to($1, 'UTF8'), 'queued')", f"{tenant}/in_1")  # fmt: skip
        waiting = "SELECT 1 FROM pgqueuer WHERE payload = convert_to($1, 'UTF8')"
        eventually(lambda: not query(server, waiting, f"{tenant}/in_1"), "the job to end")
        log = server.data_dir.parent / f"{server.data_dir.name}.log"
        assert f"{tenant}/in_1" not in log.read_text(errors="replace")

    def test_it_ends_at_its_moment(self, server: Server) -> None:
        sandbox = made(server, expires_at=str(int(time.time()) + 3_600))
        query(server, "UPDATE sandboxes SET expires_at = 1 WHERE id = $1", sandbox["id"])
        eventually(
            lambda: server.request("GET", f"{PATH}/{sandbox['id']}").status == 404, "the sandbox to end by itself"
        )

    def test_nothing_is_left_of_it(self, server: Server, shop: Any, sandbox: Any) -> None:
        shop.customer()
        tenant = fill(server, sandbox)
        other = made(server)
        call = Caller(server, other["secret_key"])
        customer = call.json("POST", "/v1/customers", "name=Grace")["id"]
        call.json("POST", "/v1/invoiceitems", f"customer={customer}&amount=700&currency=usd")
        draft = call.json("POST", "/v1/invoices", f"customer={customer}&pending_invoice_items_behavior=include")["id"]
        assert len(shape(server, tenant)) > 40
        server.request("DELETE", f"{PATH}/{sandbox['id']}")
        # The log of requests is written a moment after the answer, perhaps behind the first pass.
        eventually(lambda: set(shape(server, tenant)) <= {"request_log"}, "the rows to be erased")
        # A write that was under way commits after the first pass; the second one finds what it left.
        query(server, "INSERT INTO events (tenant, id, created, type, api_version, object) "
                      "VALUES ($1, 'evt_late', 1, 'customer.created', '1', '{}')", tenant)  # fmt: skip
        assert query(server, "SELECT 1 FROM accounts WHERE id = $1", sandbox["id"])
        query(
            server, "UPDATE sandboxes SET ended_at = ended_at - 1000, erase_at = erase_at - 1000 WHERE id = $1",
            sandbox["id"],
        )  # fmt: skip
        eventually(lambda: not query(server, "SELECT 1 FROM accounts WHERE id = $1", sandbox["id"]), "the end of it")
        assert shape(server, tenant) == {}
        for table, column in (("sandboxes", "id"), ("tenants", "account"), ("account_settings", "account")):
            assert not query(server, f"SELECT 1 FROM {table} WHERE {column} = $1", sandbox["id"])
        # What is beside it is as it was.
        kept = call.json("GET", f"/v1/invoices/{draft}")
        assert (kept["customer"], kept["total"], len(kept["lines"]["data"])) == (customer, 700, 1)
        assert server.client.v1.customers.list({"limit": 1}).data


def fill(server: Server, sandbox: Any) -> int:
    """Make everything in a sandbox that programs can make; its tenant."""
    tenant = int(query(server, "SELECT id FROM tenants WHERE account = $1", sandbox["id"])[0]["id"])
    query(
        server, "INSERT INTO invoice_rendering_templates (tenant, id, created, active, nickname, version, metadata, "
        "design) SELECT $1, 'inrtem_sandbox', 1, true, 'Old', 1, '{}', design FROM "
        "(SELECT design FROM invoice_rendering_templates UNION ALL SELECT '{}'::jsonb LIMIT 1) any_design", tenant,
    )  # fmt: skip
    call = Caller(server, sandbox["secret_key"])
    money = {**money_of(call), "invoice_rendering_templates/id": "inrtem_sandbox"}
    own = belongings_of(call, "http://127.0.0.1:9/", money)
    customer, price, coupon = own.ids["customers/id"], own.ids["prices/id"], own.ids["coupons/id"]
    call.json("POST", f"/v1/test_helpers/customers/{customer}/fund_cash_balance", "amount=5&currency=eur")
    call.json("POST", "/v1/webhook_endpoints", "url=http://127.0.0.1:9/&enabled_events[]=*")
    # The circles: a customer with their default method, a product with its default price, an invoice and its revision.
    method = call.json("POST", "/v1/payment_methods/pm_card_visa/attach", f"customer={customer}")["id"]
    call.json("POST", f"/v1/customers/{customer}", f"invoice_settings[default_payment_method]={method}")
    call.json("POST", f"/v1/products/{own.ids['products/id']}", f"default_price={price}&metadata[a]=b")
    discounted = f"customer={customer}&discounts[0][coupon]={coupon}&metadata[a]=b"
    invoice = call.json("POST", "/v1/invoices", discounted)["id"]
    call.json("POST", f"/v1/invoices/{invoice}/add_lines", "lines[0][amount]=900")
    call.json("POST", f"/v1/invoices/{invoice}/finalize")
    revision = call.json("POST", "/v1/invoices", f"from_invoice[invoice]={invoice}&from_invoice[action]=revision")["id"]
    call.json("POST", f"/v1/invoices/{revision}/finalize")
    terms = f"customer={customer}&collection_method=send_invoice&days_until_due=9"
    sent = call.json("POST", "/v1/invoices", terms)["id"]
    call.json("POST", f"/v1/invoices/{sent}/add_lines", "lines[0][amount]=900")
    call.json("POST", f"/v1/invoices/{sent}/send")
    call.json("POST", "/v1/billing_portal/sessions", f"customer={customer}")
    call.json("POST", "/v1/setup_intents", f"customer={customer}&payment_method=pm_card_visa&confirm=true")
    clock = own.ids["test_helpers/test_clock"]
    call.json("POST", "/v1/customers", f"test_clock={clock}&metadata[a]=b")
    call.json("POST", f"/v1/test_helpers/test_clocks/{clock}/advance", "frozen_time=1900086400")
    return tenant


def shape(server: Server, tenant: int) -> dict[str, int]:
    """How many rows of a tenant each table has, without the tables that have none."""
    tables = query(
        server, "SELECT c.table_name AS name FROM information_schema.columns c JOIN information_schema.tables t "
        "USING (table_schema, table_name) WHERE c.column_name = 'tenant' AND t.table_type = 'BASE TABLE' "
        "AND c.table_schema = 'public'",
    )  # fmt: skip
    counted = " UNION ALL ".join(
        f"SELECT '{table['name']}' AS name, count(*) AS rows FROM {table['name']} WHERE tenant = $1" for table in tables
    )
    return {row["name"]: row["rows"] for row in query(server, counted, tenant) if row["rows"]}
