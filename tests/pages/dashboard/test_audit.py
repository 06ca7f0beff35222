"""The audit log in the Dashboard: both modes and the account merged, filters, pages, CSV."""

import csv
import io

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.as_they_were import as_they_were
from tests.pages.dashboard.mailbox import mail_to
from tests.pages.dashboard.signed_in import EMAIL, Visitor, owner_of, person_as
from tests.stories.psql import query

AUDIT = "/dashboard/settings/audit"


@pytest.fixture
def boss(house: Server) -> Visitor:
    as_they_were(house)
    return owner_of(house)


def rows_of(visitor: Visitor, path: str = AUDIT) -> list[list[str]]:
    table = visitor.get(path).page.one("table")
    return [[cell.text for cell in row.all("td")] for row in table.one("tbody").all("tr")]


def file_of(visitor: Visitor, path: str = f"{AUDIT}.csv") -> list[dict[str, str]]:
    seen = visitor.get(path)
    assert seen.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(seen.content.decode())))


def test_deeds_of_a_mode_and_of_the_account_stand_together(house: Server, boss: Visitor) -> None:
    draft = Shop(house.client).invoice("draft")
    boss.send(f"/invoices/{draft.id}/finalize")
    boss.send("/dashboard/me", {"name": "Anna Berger"})
    boss.send("/dashboard/me", {"name": "Anna Berg"})
    newest = rows_of(boss)[:3]
    assert [row[2].rpartition(" ")[2] for row in newest] == ["Account", "Account", "Test"]
    assert newest[0][2].startswith("Person: rename")
    assert newest[2][2].startswith("Invoice: finalize")
    assert (newest[2][1], newest[2][3]) == ("Anna Berg", draft.id)
    assert newest[0][4].startswith("127.0.0.1")
    assert [row[3] for row in rows_of(boss, f"{AUDIT}?object={draft.id}")] == [draft.id]
    assert all("Invoice: finalize" in row[2] for row in rows_of(boss, f"{AUDIT}?verb=invoice.finalize"))
    assert all(row[2].endswith("Account") for row in rows_of(boss, f"{AUDIT}?mode=account"))
    assert "Nothing matches" in boss.get(f"{AUDIT}?mode=live&object={draft.id}").page.text


def test_what_somebody_did_is_found_by_who_they_are(house: Server, boss: Visitor) -> None:
    support = person_as(house, "support")
    support.send("/dashboard/me", {"name": "Sue Port"})
    (found,) = query(house, "SELECT id FROM people WHERE email = 'support@example.com'")
    assert {row[1] for row in rows_of(boss, f"{AUDIT}?person=person%3A{found['id']}")} <= {"Sue Port", "Support"}


@pytest.fixture
def many(house: Server, boss: Visitor) -> None:
    """Sixty lines of somebody who is no longer here, so that nothing else is among them."""
    query(house, "DELETE FROM people_log WHERE actor = 'person:per_gone'")
    query(
        house,
        "INSERT INTO people_log (account, id, at, actor, actor_label, verb, object, address, device, changes) "
        "SELECT p.account, 'log_10000000' || lpad(n::text, 2, '0'), 1, 'person:per_gone', $2, 'person.rename', "
        "'o' || n, '', '', '[]' FROM people p, generate_series(1, 60) n WHERE p.email = $1",
        EMAIL, "=cmd|' /C calc'!A0",
    )  # fmt: skip


def test_pages_lose_no_line_and_show_none_twice(house: Server, boss: Visitor, many: None) -> None:
    path, seen, pages = f"{AUDIT}?person=person%3Aper_gone", [], 0
    while path:
        seen += [row[3] for row in rows_of(boss, path)]
        links = {link.text: link.attributes["href"] for link in boss.get(path).page.all("a")}
        last, path, pages = path, links.get("Older", ""), pages + 1
    assert seen == [f"o{n}" for n in range(60, 0, -1)]
    assert pages == 3
    links = {link.text: link.attributes["href"] for link in boss.get(last).page.all("a")}
    assert [row[3] for row in rows_of(boss, links["Newer"])] == [f"o{n}" for n in range(35, 10, -1)]


def test_the_file_has_every_line_and_no_formula(house: Server, boss: Visitor, many: None) -> None:
    rows = file_of(boss, f"{AUDIT}.csv?person=person%3Aper_gone")
    assert [row["object"] for row in rows] == [f"o{n}" for n in range(60, 0, -1)]
    assert {row["actor_name"] for row in rows} == {"'=cmd|' /C calc'!A0"}
    assert {row["mode"] for row in rows} == {"account"}
    assert {row["at"] for row in rows} == {"1970-01-01T00:00:01+00:00"}
    assert len(file_of(boss)) > 60


def test_days_bound_the_log(house: Server, boss: Visitor, many: None) -> None:
    assert rows_of(boss, f"{AUDIT}?to=2999-01-01") == rows_of(boss)
    assert {row[1] for row in rows_of(boss, f"{AUDIT}?to=2001-01-01")} == {"=cmd|' /C calc'!A0"}
    assert len(file_of(boss, f"{AUDIT}.csv?to=2001-01-01")) == 60
    assert all("=cmd" not in row["actor_name"] for row in file_of(boss, f"{AUDIT}.csv?from=2001-01-01"))
    assert "Nothing matches" in boss.get(f"{AUDIT}?from=2999-01-01").page.text
    assert rows_of(boss, f"{AUDIT}?from=never") == rows_of(boss)


@pytest.mark.parametrize("role", ["developer", "support", "analyst"])
def test_the_log_is_for_those_who_run_the_account(house: Server, boss: Visitor, role: str) -> None:
    visitor = person_as(house, role)
    for path in (AUDIT, f"{AUDIT}.csv"):
        assert visitor.get(path).status == 403
    assert person_as(house, "administrator").get(AUDIT).status == 200


def test_a_test_mail_arrives(house: Server, boss: Visitor) -> None:
    seen = boss.send("/settings/mails/test", on="/settings/mails")
    assert f"A test mail to {EMAIL} is on its way." in boss.follow(seen).page.text
    assert mail_to(house, EMAIL)["Subject"].startswith("Test mail of")
