"""Home's figures and the reports: every number of a small business, worked out by hand."""

import asyncio
import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from tests.builders import DAY, Shop
from tests.conftest import Server, run_billhook, start_server, stop_server
from tests.pages.dashboard.signed_in import Seen, Visitor, owner_of, person_as
from tests.pages.document import Element
from tests.stories.psql import query

from billhook.dashboard.home.figures import compared
from billhook.db.embedded.server import running_dsn
from billhook.figures.rules import periods
from billhook.people.rules.roles import Role

AUCKLAND = "Pacific/Auckland"
MIGRATION = Path(__file__).parents[3] / "migrations" / "0047_figures.sql"


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own, because figures count everything of an account."""
    running = start_server(tmp_path_factory.mktemp("reports") / "data")
    run_billhook(running, "settings", "set", "default_currency", "eur")
    run_billhook(running, "settings", "set", "time_zone", AUCKLAND)
    yield running
    stop_server(running)


@pytest.fixture(scope="module")
def business(alone: Server) -> dict[str, Any]:
    """Two customers in euros and one in yen, with everything that can become of an invoice."""
    shop, owner = Shop(alone.client), owner_of(alone)
    v1 = shop.v1
    hartmann, studio = (
        v1.customers.create({"name": name, "email": "a@example.com"}) for name in ("Hartmann", "Studio")
    )

    def invoice(status: str, amount: int, customer: Any, currency: str = "eur") -> Any:
        return shop.invoice(status, amount, customer, currency=currency)

    paid, part = invoice("paid", 10_000, hartmann), invoice("open", 20_000, hartmann)
    assert owner.send(f"/invoices/{part.id}/record-payment", {"amount": "50"}).status == 303
    invoice("void", 30_000, studio)
    credited = invoice("open", 40_000, studio)
    v1.credit_notes.create({"invoice": credited.id, "amount": 4_000})
    card = v1.payment_methods.attach("pm_card_visa", {"customer": studio.id}).id
    by_card = v1.invoices.pay(invoice("open", 50_000, studio).id, {"payment_method": card})
    v1.refunds.create({"charge": v1.charges.list({"customer": studio.id}).data[0].id, "amount": 10_000})
    undone = invoice("open", 6_000, studio)
    v1.credit_notes.create({"invoice": undone.id, "amount": 1_000})
    v1.invoices.void_invoice(undone.id)
    invoice("uncollectible", 7_000, studio)
    invoice("draft", 8_000, studio)
    invoice("open", 5_000, shop.customer(name="Yamada"), "jpy")
    return {"owner": owner, "paid": paid, "part": part, "credited": credited, "by_card": by_card}


def figures(seen: Seen) -> dict[str, str]:
    """The four figures with their notes."""
    found = [each for each in seen.page.all("div") if "bh-figure" in each.attributes.get("class", "").split()]
    return {each.one("dt").text.strip(): each.one("dd").text.strip() for each in found}


def rows(place: Element) -> dict[str, list[str]]:
    """The rows of a table by their heads."""
    body = place.one("tbody").all("tr")
    return {row.one("th").text.strip(): [cell.text.strip() for cell in row.all("td")] for row in body}


def total(seen: Seen) -> list[str]:
    return [cell.text.strip() for cell in seen.page.one("tfoot").all("td")]


def of_this_month(business: dict[str, Any]) -> None:
    owner = business["owner"]
    found = figures(owner.get("/"))
    assert list(found) == ["Invoiced", "Collected", "Outstanding", "Days to pay"]
    # 100 + 200 + 400 + 500 + 70 - 40: nothing of void ones, and nothing of a credit note for one.
    assert found["Invoiced"].startswith("€1,230.00")
    # 100 + 50 + 500 - 100.
    assert found["Collected"].startswith("€550.00")
    # 200 - 50, and 400 - 40.
    assert found["Outstanding"].startswith("€510.00")
    assert found["Days to pay"].startswith("0 days")
    seen = owner.get("/reports/invoiced-and-collected")
    assert total(seen) == ["5", "€1,270.00", "−€40.00", "3", "€650.00", "−€100.00"]
    ranked = rows(owner.get("/reports/top-customers").page)
    # 400 - 40 + 500 + 70, and 100 + 200.
    assert ranked == {"Studio": ["3", "€930.00"], "Hartmann": ["2", "€300.00"]}


def in_another_currency(business: dict[str, Any]) -> None:
    owner = business["owner"]
    page = owner.get("/").page
    assert [each.attributes["value"] for each in page.one("select", name="currency").all("option")] == ["eur", "jpy"]
    yen = owner.get("/dashboard/test?currency=jpy")
    found = figures(yen)
    assert (found["Invoiced"][:6], found["Collected"][:2], found["Days to pay"][:1]) == ("¥5,000", "¥0", "–")
    assert rows(yen.page.one("section", aria_label="Top customers")) == {"Yamada": ["1", "¥5,000"]}
    # What never occurred is nothing to choose.
    assert figures(owner.get("/dashboard/test?currency=usd"))["Invoiced"].startswith("€")


def by_age(alone: Server, business: dict[str, Any]) -> None:
    owner, now = business["owner"], int(datetime.now(UTC).timestamp())
    sql = "UPDATE invoices SET due_date = $2 WHERE id = $1"
    query(alone, sql, business["part"].id, now - 40 * DAY)
    seen = owner.get("/reports/outstanding")
    assert rows(seen.page) == {
        "Not yet due": ["1", "€360.00"], "0–30 days": ["0", "€0.00"], "31–60 days": ["1", "€150.00"],
        "61–90 days": ["0", "€0.00"], "Over 90 days": ["0", "€0.00"],
    }  # fmt: skip
    assert total(seen) == ["2", "€510.00"]
    assert figures(owner.get("/"))["Outstanding"].endswith("Now. €150.00 of it past due")
    (link,) = [each for each in seen.page.all("a") if each.text.strip() == "31–60 days"]
    listed = owner.get(link.attributes["href"]).page.one("tbody").text
    assert business["part"].number in listed
    assert business["credited"].number not in listed
    # Paid in full, it is owed no more; the change waits or is folded, the figure is the same.
    owner.send(f"/invoices/{business['part'].id}/record-payment", {"amount": "150"})
    assert total(owner.get("/reports/outstanding")) == ["1", "€360.00"]
    assert figures(owner.get("/"))["Collected"].startswith("€700.00")


def recount(server: Server) -> None:
    """Forget all sums, and count them again as the migration does for what was there before it."""
    text = MIGRATION.read_text()
    forget = "TRUNCATE figure_slots, figure_open, figure_days, figure_customers, figure_changes;"

    async def run() -> None:
        connection = await asyncpg.connect(running_dsn(server.data_dir))
        # Sent together they are one transaction, so no worker folds in between.
        await connection.execute(forget + text[text.index("INSERT INTO figure_slots") :])
        await connection.close()

    asyncio.run(run())


def in_other_time_zones(alone: Server, business: dict[str, Any]) -> None:
    owner = business["owner"]
    today = datetime.fromtimestamp(int(datetime.now(UTC).timestamp()), periods.ZoneInfo(AUCKLAND)).date()
    first = periods.month_after(today, 0)
    begin = periods.moment(first, AUCKLAND)
    # Away from the beginning of the month, whatever day it is today.
    query(alone, "UPDATE invoices SET finalized_at = $1 WHERE finalized_at IS NOT NULL", begin + 3 * DAY)
    query(alone, "UPDATE credit_notes SET created = $1", begin + 3 * DAY)
    # The last second of the month before, and paid two days later; the first second of this month.
    query(alone, "UPDATE invoices SET finalized_at = $2, paid_at = $3 WHERE id = $1",
          business["paid"].id, begin - 1, begin - 1 + 2 * DAY)  # fmt: skip
    query(alone, "UPDATE invoices SET finalized_at = $2 WHERE id = $1", business["part"].id, begin)
    query(alone, "UPDATE invoices SET paid_at = finalized_at + 86400 WHERE id = $1", business["by_card"].id)
    query(alone, "UPDATE invoices SET paid_at = finalized_at WHERE id = $1", business["part"].id)
    recount(alone)
    found = figures(owner.get("/"))
    # 1,230 without the 100 of the month before.
    assert found["Invoiced"].startswith("€1,130.00")
    # After 0, 1 and 2 days; of two the mean.
    assert found["Days to pay"].startswith("1 day")
    assert figures(owner.get("/dashboard/test?period=last_month"))["Invoiced"].startswith("€100.00")
    day = periods.month_after(first, 0) - timedelta(days=1)
    seen = owner.get("/reports/invoiced-and-collected/export.csv?period=last_month")
    (last,) = [row for row in csv.DictReader(io.StringIO(seen.content.decode())) if row["first_day"] == day.isoformat()]
    assert (last["invoices"], last["invoiced"], last["invoiced_net"], last["currency"]) == (
        "1",
        "100.00",
        "100.00",
        "eur",
    )
    # In UTC both lie in the month before, because it is eleven or twelve hours behind.
    run_billhook(alone, "settings", "set", "time_zone", "UTC")
    try:
        before = first - timedelta(days=1)
        month = before.isoformat()[:7]
        own = figures(owner.get(f"/dashboard/test?period=own&from={month}&to={month}"))
        assert own["Invoiced"].startswith("€300.00")
        assert own["Days to pay"].startswith("0 days")
    finally:
        run_billhook(alone, "settings", "set", "time_zone", AUCKLAND)


def through_its_history(alone: Server, business: dict[str, Any]) -> None:
    """One step after another and each once, because it changes what the next one counts."""
    if business.setdefault("is_through", False):
        return
    business["is_through"] = True
    of_this_month(business)
    in_another_currency(business)
    by_age(alone, business)
    in_other_time_zones(alone, business)


def test_the_figures_of_a_small_business(alone: Server, business: dict[str, Any]) -> None:
    through_its_history(alone, business)
    found = figures(business["owner"].get("/"))
    assert found["Invoiced"].startswith("€1,130.00")


def test_every_bar_is_a_link_and_every_number_in_the_table(business: dict[str, Any]) -> None:
    seen = business["owner"].get("/")
    card = seen.page.one("section", aria_label="Invoiced and collected")
    bars = [link for link in card.all("a") if link.all("title")]
    assert bars
    for link in bars:
        words, address = link.one("title").text, link.attributes["href"]
        where, kind = ("invoices", "finalized") if "invoiced" in words else ("payments", "created")
        assert re.search(rf"/{where}\?{kind}_from=\d{{4}}-\d\d-\d\d&{kind}_to=\d{{4}}-\d\d-\d\d&currency=eur", address)
    collected = next(link for link in bars if "collected" in link.one("title").text)
    assert "€500.00" in business["owner"].get(collected.attributes["href"]).page.one("tbody").text
    # Whoever reads the table gets where every bar leads.
    led = {link.attributes["href"] for link in card.one("tbody").all("a")}
    assert {link.attributes["href"] for link in bars} <= led
    days = [row.one("th").text.strip() for row in card.one("tbody").all("tr")]
    assert len(days) in (28, 29, 30, 31)
    named = {link.one("title").text.split(":")[0] for link in bars}
    assert named <= set(days)
    assert "style=" not in seen.content.decode()
    assert len([each for each in seen.page.all("summary") if "How this is counted" in each.text]) == 4


def test_months_of_ones_own(business: dict[str, Any]) -> None:
    owner = business["owner"]
    seen = owner.get("/reports/days-to-pay?period=own&from=2026-03&to=2026-01")
    assert seen.status == 200
    assert seen.page.one("p", id="field-to-error").text == "The last day lies before the first."
    assert "of at most 36 months" in owner.get("/dashboard/test?period=own&from=2020-01&to=2026-01").page.text
    for address in (
        "/dashboard/test?period=own",
        "/dashboard/test?period=%00&currency=%3Cb%3E",
        "/reports/days-to-pay?period=own&from=x&to=0000-00",
        "/dashboard/test?period=own&from=0001-01&to=0001-02",
        "/reports/days-to-pay?period=own&from=9999-12&to=9999-12",
    ):
        assert owner.get(address).status == 200
    seen = owner.get("/reports/invoiced-and-collected?period=own&from=2026-01&to=2026-04")
    assert list(rows(seen.page)) == ["January 2026", "February 2026", "March 2026", "April 2026"]


def test_days_of_ones_own(alone: Server, business: dict[str, Any]) -> None:
    """Sums are of exactly these days; what is kept by months is of the months around them, and says so."""
    through_its_history(alone, business)
    owner = business["owner"]
    first = periods.month_after(datetime.now(periods.ZoneInfo(AUCKLAND)).date(), 0)
    third, fourth = (first + timedelta(days=n) for n in (3, 4))
    # Everything but the first invoice of the month was finalized on its fourth day; see `in_other_time_zones`.
    for begin, end, invoiced in (
        (first, first, "€200.00"), (third, third, "€930.00"), (fourth, fourth + timedelta(days=9), "€0.00"),
        (first - timedelta(days=1), third, "€1,230.00"),
    ):  # fmt: skip
        seen = owner.get(f"/dashboard/test?period=own&from={begin}&to={end}")
        assert figures(seen)["Invoiced"].startswith(invoiced), (begin, end)
        assert (seen.value("from"), seen.value("to")) == (begin.isoformat(), end.isoformat())
        assert "whole months" in figures(seen)["Days to pay"]
        for name in ("Days to pay", "Top customers"):
            assert "Kept by whole months: this is " in seen.page.one("section", aria_label=name).text
        assert "Kept by" not in seen.page.one("section", aria_label="Invoiced and collected").text
    last = periods.month_after(first, 1) - timedelta(days=1)
    whole = owner.get(f"/dashboard/test?period=own&from={first}&to={last}")
    assert figures(whole)["Invoiced"].startswith("€1,130.00")
    assert "Kept by whole months" not in whole.page.text
    ranked = rows(owner.get(f"/reports/top-customers?period=own&from={third}&to={third}").page)
    assert ranked == rows(owner.get(f"/reports/top-customers?period=own&from={first}&to={last}").page)
    file = owner.get(f"/reports/invoiced-and-collected/export.csv?period=own&from={third}&to={fourth}")
    days = [row["first_day"] for row in csv.DictReader(io.StringIO(file.content.decode()))]
    assert days == [third.isoformat(), fourth.isoformat()]
    assert f"-{third}-{fourth}.csv" in file.headers["content-disposition"]


def test_every_report_as_a_file(business: dict[str, Any]) -> None:
    owner = business["owner"]
    heads = {
        "invoiced-and-collected": "first_day,last_day,currency,invoices,invoiced,credit_notes,invoiced_net,payments,",
        "outstanding": "age,first_due_day,last_due_day,currency,invoices,amount_remaining",
        "days-to-pay": "month,invoices,median_days",
        "top-customers": "rank,customer,customer_name,currency,invoices,invoiced",
    }
    for name, head in heads.items():
        seen = owner.get(f"/reports/{name}/export.csv")
        assert seen.content.decode().startswith(head)
        assert f'filename="{name}-test-eur-' in seen.headers["content-disposition"]
    ranked = list(csv.DictReader(io.StringIO(owner.get("/reports/top-customers/export.csv").content.decode())))
    named = [(row["rank"], row["customer_name"]) for row in ranked]
    assert named == [("1", "Studio"), ("2", "Hartmann")]
    assert ranked[0]["invoiced"] == "930.00"


def test_who_may_read(alone: Server, business: dict[str, Any]) -> None:
    for role in Role:
        visitor = person_as(alone, role.value)
        seen = visitor.get("/reports")
        assert seen.status == 200
        links = {link.text for link in seen.page.one("main").all("a")}
        assert {"Invoiced and collected", "Outstanding", "Days to pay", "Top customers"} <= links
    assert visitor.get("/reports/outstanding/export.csv").status == 200
    assert Visitor(alone).get("/reports").status == 303
    assert visitor.get("/reports/nonsense").status == 404
    live = Visitor(alone, mode="live", cookies=visitor.cookies)
    assert "Nothing is outstanding." in live.get("/reports/outstanding").page.text
    assert "Nothing in this period." in live.get("/reports/invoiced-and-collected").page.text
    assert "Nobody was invoiced" in live.get("/reports/top-customers").page.text


@pytest.mark.parametrize(
    ("now", "then", "words"),
    [
        (0, 0, "Nothing in June either"),
        (500, 500, "As much in June"),
        (500, 0, "Nothing in June"),
        (500, -100, "€1 in June"),
        (112, 100, "12% more than €1 in June"),
        (88, 100, "12% less than €1 in June"),
        (-50, 100, "150% less than €1 in June"),
        (10_001, 10_000, "Nearly as much as €1 in June"),
        (0, 100, "100% less than €1 in June"),
    ],
)
def test_a_sum_beside_the_one_before(now: int, then: int, words: str) -> None:
    assert compared(now, then, "€1", "June") == words


def test_a_day_of_a_date_is_the_day(business: dict[str, Any]) -> None:
    """The table of a month has each of its days once, in the account's own calendar."""
    seen = business["owner"].get("/reports/invoiced-and-collected/export.csv?period=own&from=2026-09&to=2026-09")
    days = [row["first_day"] for row in csv.DictReader(io.StringIO(seen.content.decode()))]
    # Auckland puts its clocks forward on 27 September 2026: that day has 23 hours.
    assert days == [date(2026, 9, n).isoformat() for n in range(1, 31)]
