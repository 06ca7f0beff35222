"""The account's default API version in the Dashboard: where it is shown, and who finds the way to change it."""

from collections.abc import Callable, Iterator

import pytest
from tests.conftest import Server, run_billhook
from tests.pages.dashboard.as_they_were import as_they_were
from tests.pages.dashboard.signed_in import Visitor, owner_of

from billhook.kernel.api_versions import NEWEST, OFFERED


@pytest.fixture
def boss(house: Server) -> Iterator[Visitor]:
    as_they_were(house)
    yield owner_of(house)
    run_billhook(house, "settings", "unset", "default_api_version")


def versions_of_endpoints(visitor: Visitor) -> list[str]:
    """What the form of a new endpoint offers."""
    select = visitor.get("/developers/webhooks/new").page.one("select", name="api_version")
    return [option.text.strip() for option in select.all("option")]


def test_it_is_changed_in_the_settings_and_shown_where_programs_are_pointed(boss: Visitor) -> None:
    assert NEWEST in boss.get("/developers").page.text
    assert versions_of_endpoints(boss)[0] == f"Default ({NEWEST})"
    (link,) = [a for a in boss.get("/developers").page.all("a") if a.text == "Change the API version"]
    assert link.attributes["href"] == boss.address("/settings/api")
    offered = boss.get("/settings/api").page.one("select", name="default_api_version").all("option")
    assert [option.attributes["value"] for option in offered] == ["", *reversed(OFFERED)]
    boss.send("/settings/api", {"default_api_version": "2024-06-20"})
    assert "2024-06-20" in boss.get("/developers").page.text
    assert versions_of_endpoints(boss)[0] == "Default (2024-06-20)"


def test_who_may_not_change_settings_is_not_led_there(server: Server, somebody: Callable[[str], Visitor]) -> None:
    page = somebody("developer").get("/developers").page
    assert NEWEST in page.text
    assert "Change the API version" not in page.text
