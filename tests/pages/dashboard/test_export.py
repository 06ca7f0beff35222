"""Everything in one archive: what it has, what it never has, and who gets it."""

import csv
import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.as_they_were import as_they_were
from tests.pages.dashboard.signed_in import OWN, PASSWORD, Visitor, owner_of, person_as
from tests.stories.psql import query

EXPORT = "/settings/data/export"
LINES, CUSTOMERS = 12, 103
FILES = (
    "customers", "products", "prices", "shipping_rates", "coupons", "promotion_codes", "tax_rates", "invoices",
    "invoice_items", "subscriptions", "meters", "credit_notes", "payments", "charges", "refunds", "disputes",
    "setup_intents", "balance_transactions", "payouts", "events", "audit_log",
)  # fmt: skip


@dataclass
class Taken:
    """An archive, and what was there when it was taken."""

    archive: zipfile.ZipFile
    shop: Shop
    invoice: Any
    intent: Any
    secrets: list[str]

    def objects(self, name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.archive.read(f"{name}.jsonl").splitlines()]

    def rows(self, name: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.archive.read(f"{name}.csv").decode(), newline="")))


@pytest.fixture(scope="module")
def taken(house: Server) -> Taken:
    as_they_were(house)
    boss, shop = owner_of(house), Shop(house.client)
    customer = shop.customer(name="=cmd|' /C calc'!A0", metadata={"vip": "yes"})
    for n in range(CUSTOMERS):
        shop.v1.customers.create({"name": f"Customer {n}"})
    draft = shop.v1.invoices.create({"customer": customer.id, "currency": "usd"})
    lines = [{"description": f"Line {n}", "amount": 1_050} for n in range(LINES)]
    shop.v1.invoices.add_lines(draft.id, {"lines": lines})
    invoice = shop.v1.invoices.finalize_invoice(draft.id)
    shop.v1.credit_notes.create({"invoice": invoice.id, "amount": 500})
    given: Any = {"amount": 700, "currency": "usd", "confirm": True, "return_url": "https://example.com"}
    intent = shop.v1.payment_intents.create({**given, "payment_method": "pm_card_visa"})
    shop.v1.refunds.create({"payment_intent": intent.id, "amount": 200})
    waiting = shop.v1.payment_intents.create({**given, "payment_method": "pm_card_authenticationRequired"})
    endpoint = shop.v1.webhook_endpoints.create({"url": "https://example.com/hook", "enabled_events": ["*"]})
    (person,) = query(house, "SELECT password FROM people WHERE role = 'owner'")
    receipt = shop.v1.charges.retrieve(intent.latest_charge).receipt_url
    tokens = [invoice.hosted_invoice_url.partition("?")[0].rpartition("/")[2], receipt.split("/")[-2]]
    seen = boss.send(EXPORT)
    assert (seen.status, seen.headers["content-type"]) == (200, "application/zip")
    assert seen.headers["cache-control"] == "private, no-store"
    secrets = [
        house.key, endpoint.secret, intent.client_secret, waiting.client_secret,
        waiting.next_action.redirect_to_url.url, person["password"],
        (house.data_dir / "secret.key").read_text().strip(),
        PASSWORD, *boss.cookies.values(), *tokens, invoice.hosted_invoice_url, receipt,
    ]  # fmt: skip
    archive = zipfile.ZipFile(io.BytesIO(seen.content))
    return Taken(archive, shop, invoice, intent, secrets)


def test_each_type_has_its_two_files_and_the_last_one_counts_them(taken: Taken) -> None:
    assert taken.archive.testzip() is None
    names = [name for name in taken.archive.namelist() if not name.startswith("sent_papers/")]
    assert sorted(names) == sorted(
        [f"{name}.{kind}" for name in FILES for kind in ("jsonl", "csv")]
        + ["sent_papers.csv", "invoice_lines.csv", "settings.json", "settings.csv", "about.json"]
    )
    assert names[-1] == "about.json"
    about = json.loads(taken.archive.read("about.json"))
    assert about["mode"] == "test"
    for name in FILES:
        objects, rows = taken.objects(name), taken.rows(name)
        assert (name, len(objects), len(rows)) == (name, about["objects"].get(name, 0), len(objects))
        assert len({each["id"] for each in objects}) == len(objects), "none twice"
    assert about["objects"]["customers"] >= CUSTOMERS + 1, "more than a page"


def test_objects_have_the_form_of_the_api(taken: Taken) -> None:
    v1 = taken.shop.v1
    for name, found in (
        ("invoices", v1.invoices.retrieve(taken.invoice.id)),
        ("payments", v1.payment_intents.retrieve(taken.intent.id)),
        ("customers", v1.customers.retrieve(str(taken.invoice.customer))),
    ):  # fmt: skip
        exported = next(each for each in taken.objects(name) if each["id"] == found.id)
        expected = json.loads(str(found))
        assert set(exported) == set(expected)
        left_out = {key for key, value in exported.items() if value is None and expected[key] is not None}
        assert left_out <= {"client_secret", "confirmation_secret", "hosted_invoice_url", "invoice_pdf"}
        whole = {"lines"} if name == "invoices" else set()
        assert all(exported[key] == expected[key] for key in set(expected) - left_out - whole)


def test_an_invoice_has_every_line_beyond_those_that_the_api_shows(taken: Taken) -> None:
    assert taken.shop.v1.invoices.retrieve(taken.invoice.id).lines.has_more
    exported = next(each for each in taken.objects("invoices") if each["id"] == taken.invoice.id)
    told = [line["description"] for line in exported["lines"]["data"]]
    assert sorted(told) == sorted(f"Line {n}" for n in range(LINES))
    assert exported["lines"]["has_more"] is False
    rows = [row for row in taken.rows("invoice_lines") if row["invoice"] == taken.invoice.id]
    assert len(rows) == LINES
    assert {row["amount"] for row in rows} == {"10.50"}


def test_cells_are_decimals_days_and_no_formulas(taken: Taken) -> None:
    row = next(row for row in taken.rows("invoices") if row["id"] == taken.invoice.id)
    # 12 × 10.50, of which a credit note of 5.00 is taken off.
    assert (row["total"], row["amount_remaining"], row["currency"]) == ("126.00", "121.00", "usd")
    assert row["created"].endswith("+00:00")
    customer = next(row for row in taken.rows("customers") if row["id"] == taken.invoice.customer)
    assert customer["name"] == "'=cmd|' /C calc'!A0"
    assert customer["metadata"] == '{"vip":"yes"}'


def test_nothing_in_it_lets_anybody_act(taken: Taken) -> None:
    content = b"".join(taken.archive.read(name) for name in taken.archive.namelist())
    assert len(taken.secrets) > 9
    assert [secret for secret in taken.secrets if secret.encode() in content] == []
    for mark in (b"whsec_", b"sk_test_", b"sk_live_", b"$argon2", b"_secret_"):
        assert mark not in content


def test_the_log_says_who_took_it_and_the_archive_has_the_log(taken: Taken, house: Server) -> None:
    (row,) = query(house, "SELECT actor_label, changes FROM people_log WHERE verb = 'data.export' ORDER BY id LIMIT 1")
    assert (row["actor_label"], '"mode":"test"' in row["changes"]) == ("Anna Berg", True)
    assert "data.export" in {entry["verb"] for entry in taken.objects("audit_log")}
    assert {entry["mode"] for entry in taken.objects("audit_log")} <= {"test", "account"}


def test_it_needs_the_role_the_password_and_the_token(house: Server) -> None:
    as_they_were(house)
    boss, developer = owner_of(house), person_as(house, "developer")
    before = query(house, "SELECT count(*) AS n FROM people_log WHERE verb = 'data.export'")
    assert developer.get("/settings/data").status == 403
    assert developer.post(EXPORT, {"csrf": developer.get("/").value("csrf")}).status == 403
    token = boss.get("/").value("csrf")
    assert boss.post(EXPORT, {}).status == 403
    assert boss.post(EXPORT, {"csrf": token}, {"Sec-Fetch-Site": "cross-site"}).status == 403
    query(house, "UPDATE sessions SET confirmed_at = 0")
    assert boss.get("/settings/data").status == 200
    assert boss.get(EXPORT).to.startswith("/dashboard/me/confirm")
    assert boss.post(EXPORT, {"csrf": token}, OWN).to.startswith("/dashboard/me/confirm")
    assert query(house, "SELECT count(*) AS n FROM people_log WHERE verb = 'data.export'") == before


def test_live_mode_has_nothing_of_test_mode(house: Server, taken: Taken) -> None:
    boss = owner_of(house)
    live = Visitor(house, mode="live", cookies=boss.cookies)
    archive = zipfile.ZipFile(io.BytesIO(live.send(EXPORT).content))
    assert archive.read("customers.jsonl") == b""
    assert taken.invoice.id.encode() not in b"".join(archive.read(name) for name in archive.namelist())
