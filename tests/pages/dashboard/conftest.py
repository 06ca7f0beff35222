"""People who are signed in on the server that the tests share."""

from collections.abc import Callable, Iterator

import pytest
from tests.conftest import Server, start_server, stop_server
from tests.pages.dashboard.signed_in import Visitor, confirm_if_old, owner_of, person_as


@pytest.fixture(scope="session")
def owner(server: Server) -> Visitor:
    """The owner of the account, in test mode."""
    return owner_of(server)


@pytest.fixture(autouse=True)
def recently_confirmed(request: pytest.FixtureRequest) -> None:
    """A run may take longer than the ten minutes for which a password counts."""
    if "owner" in request.fixturenames:
        confirm_if_old(request.getfixturevalue("owner"))


@pytest.fixture(scope="session")
def somebody(server: Server) -> Callable[[str], Visitor]:
    """Somebody with a role; the same person each time."""
    people: dict[str, Visitor] = {}

    def find(role: str) -> Visitor:
        if role not in people:
            people[role] = person_as(server, role)
        return people[role]

    return find


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for those who change what others rely on: settings, people, attempts."""
    running = start_server(tmp_path_factory.mktemp("house") / "data")
    yield running
    stop_server(running)
