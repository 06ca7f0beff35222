"""The list of tax registrations in the Dashboard: adding, ending, and two people at once."""

import pytest
from tests.conftest import Server, run_billhook
from tests.pages.dashboard.as_they_were import as_they_were
from tests.pages.dashboard.signed_in import Seen, Visitor, owner_of, person_as

PAGE = "/settings/tax/registrations"


@pytest.fixture
def boss(house: Server) -> Visitor:
    as_they_were(house)
    run_billhook(house, "settings", "set", "tax_registrations", "DE=19, US-NY=8.875")
    return owner_of(house)


def stored(house: Server) -> str:
    return run_billhook(house, "settings", "get", "tax_registrations")


def rows(seen: Seen) -> list[list[str]]:
    return [[cell.text for cell in row.all("td")][:3] for row in seen.page.one("tbody").all("tr")]


def test_registrations_are_added_and_ended_one_by_one(house: Server, boss: Visitor) -> None:
    assert rows(boss.get(PAGE)) == [["Germany", "–", "19%"], ["United States", "NY", "8.875%"]]
    given = {"country": "AT", "state": "", "percentage": "20.0"}
    seen = boss.follow(boss.send(PAGE, given))
    assert seen.page.one("p", role="status").text == "Austria: added with 20%."
    assert rows(seen)[0] == ["Austria", "–", "20%"]
    assert boss.send(PAGE, {"country": "US", "state": "us-ca", "percentage": "7,25"}).status == 422
    assert boss.send(PAGE, {"country": "US", "state": "us-ca", "percentage": "7.25"}).status == 303
    assert boss.send(PAGE, {"country": "US", "state": "ca", "percentage": "7.25"}).status == 303  # once more
    assert stored(house) == "DE=19, US-NY=8.875, AT=20.0, US-CA=7.25"

    asked = boss.get(f"{PAGE}/end?place=US-NY")
    assert (asked.heading, stored(house)[:7]) == ("End the registration in NY, United States?", "DE=19, ")
    assert "takes 8.875% there" in asked.page.text
    for notice in ("NY, United States: ended.", "It is ended already."):
        done = boss.follow(boss.post(f"{PAGE}/end?place=US-NY", {"csrf": asked.value("csrf")}))
        assert done.page.one("p", role="status").text == notice
    assert stored(house) == "DE=19, AT=20.0, US-CA=7.25"


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        (("", "", ""), {"country": "Choose a country of the list.", "percentage": "Fill this in."}),
        (("DE", "", "7"), {"country": "Germany is registered already. End that one first."}),
        (("FR", "", "101"), {"percentage": "Write a percentage from 0 to 100, with at most four decimal places."}),
        (("FR", "", "-1"), {"percentage": "Write a percentage from 0 to 100, with at most four decimal places."}),
        (("FR", "", "1.12345"), {"percentage": "Write a percentage from 0 to 100, with at most four decimal places."}),
        (
            ("US", "New York", "8"),
            {"state": "Write the code of the state, such as NY: at most three letters or digits."},
        ),
        (("US", "A=1", "8"), {"state": "Write the code of the state, such as NY: at most three letters or digits."}),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    house: Server, boss: Visitor, given: tuple[str, str, str], faults: dict[str, str]
) -> None:
    seen = boss.send(PAGE, dict(zip(("country", "state", "percentage"), given, strict=True)))
    told = {p.attributes["id"].split("-")[1]: p.text for p in seen.page.all("p", class_="bh-error")}
    assert (seen.status, told, seen.value("state")) == (422, faults, given[1])
    assert stored(house) == "DE=19, US-NY=8.875"


def test_nowhere_is_said_and_the_settings_lead_there(house: Server, boss: Visitor) -> None:
    run_billhook(house, "settings", "set", "tax_registrations", "")
    assert "Automatic tax is collected nowhere yet." in boss.get(PAGE).page.text
    assert boss.address(PAGE) in [a.attributes["href"] for a in boss.get("/settings/tax").page.all("a")]


def test_who_may_only_read_sees_the_list_and_no_form(house: Server, boss: Visitor) -> None:
    support = person_as(house, "support")
    seen = support.get(PAGE)
    assert (len(rows(seen)), seen.page.one("main").all("form")) == (2, [])
    assert support.get(f"{PAGE}/end?place=DE").status == 403
    token = support.get("/").value("csrf")
    for path in (PAGE, f"{PAGE}/end?place=DE"):
        assert support.post(path, {"csrf": token, "country": "FR", "percentage": "20"}).status == 403
    assert stored(house) == "DE=19, US-NY=8.875"
