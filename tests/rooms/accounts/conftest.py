"""A server with several accounts, which all files of this folder share."""

from collections.abc import Iterator

import pytest
from tests.conftest import Server, run_billhook, start_server, stop_server
from tests.rooms.accounts.accounts import Added, add_account


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own: an account is never thrown away."""
    running = start_server(tmp_path_factory.mktemp("accounts") / "data")
    yield running
    stop_server(running)


@pytest.fixture(scope="module")
def platform(house: Server) -> str:
    """The first account."""
    return str(house.request("GET", "/v1/account").json["id"])


@pytest.fixture(scope="module")
def platform_live(house: Server) -> str:
    """A live key of the first account."""
    return run_billhook(house, "keys", "roll", "--live", "--yes")


@pytest.fixture(scope="module")
def bakery(house: Server) -> Added:
    """A second account."""
    return add_account(house, "Bakery", "--country", "de", "--currency", "eur", "--email", "bread@example.com")


@pytest.fixture(scope="module")
def garage(house: Server) -> Added:
    """A third account."""
    return add_account(house, "Garage")
