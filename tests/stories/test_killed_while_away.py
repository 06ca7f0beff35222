"""kill -9 at each step of a payment on the page of a processor: it is paid once, and nobody is sent away in vain.

The steps are those of rule 5 of the map: claim, call, settle; for the begin, for the look and for the withdrawal.
"""

import contextlib
import http.client
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import stop_server
from tests.nightly import IS_NIGHTLY, usual
from tests.platform.processes import is_alive
from tests.rooms.webhooks.receiver import eventually
from tests.stories.away import Away, goes_live
from tests.stories.house import House
from tests.stories.psql import query

from billhook.processors.simulated_page import Page, Session

DYING = Path(__file__).parent / "dying"
PATH = os.pathsep.join(filter(None, [str(DYING), os.environ.get("PYTHONPATH")]))
# A page is no answer of the API, so that nobody dies as it is sent.
STEPS = ("claimed, not committed", "committed, not asked", "asked, not settled", "settled, not committed")
OF_LOOK = STEPS[1:]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Away]]:
    folder = tmp_path_factory.mktemp("away-steps")
    page = Page().start()
    found = House(
        folder / "data", 1, PYTHONPATH=PATH, BILLHOOK_DIE_AT=str(folder / "die-at"),
        BILLHOOK_SIMULATED_REDIRECT_URL=page.url,
    )  # fmt: skip
    yield found, Away(found.server, Shop(goes_live(found.server)), page)
    stop_server(found.server)
    page.stop()


def dies(house: House, live: Away, step: str, ask: Any) -> None:
    """The plug is pulled at a step of what is asked, and the server starts again."""
    key = live.shop.client._requestor._options.api_key  # type: ignore[attr-defined]
    family = house.family_now()
    (house.data_dir.parent / "die-at").write_text(step)
    with contextlib.suppress(OSError, http.client.HTTPException):
        ask()
    house.server.process.wait(10)
    eventually(lambda: not any(map(is_alive, family)), "the killed processes to be gone")
    house.start()
    live.server = house.server
    live.shop = Shop(house.server.client_with(key))


def sessions_of(live: Away, invoice: Any) -> list[Session]:
    return [each for each in live.page.sessions.values() if each.asked["customer"] == invoice.customer]


def assert_paid_once(live: Away, invoice: Any) -> None:
    live.settles(invoice)
    now = live.now(invoice)
    assert (now.status, now.amount_paid, now.amount_overpaid) == ("paid", 12_000, 0)
    assert [charge.status for charge in live.charges(invoice)] == ["succeeded"]
    assert sum(each.status == "paid" for each in sessions_of(live, invoice)) == 1


@pytest.mark.parametrize("step", usual([*OF_LOOK], ["asked, not settled"]))
def test_at_the_look(house: tuple[House, Away], step: str) -> None:
    """They have paid and come back as the server dies: the money is booked once."""
    plug, live = house
    invoice = live.invoice()
    live.decides(live.goes_away(invoice), "paid")
    dies(plug, live, step, lambda: live.comes_back(invoice))
    assert_paid_once(live, invoice)


def _withdrawals(live: Away, invoice: Any) -> list[Any]:
    sql = "SELECT id FROM calls WHERE subject = $1 AND verb = 'payment_intent.withdraw' AND settled_at IS NULL"
    return query(live.server, sql, live.intent_id(invoice))


# By day the look alone: it is where money is booked.
if IS_NIGHTLY:

    @pytest.mark.parametrize("step", STEPS)
    def test_at_the_begin(house: tuple[House, Away], step: str) -> None:
        """The page that was made is the page that they come to, or nobody ever learns of it."""
        plug, live = house
        invoice = live.invoice()
        dies(plug, live, step, lambda: live.press(invoice))
        live.due()
        calls = live.calls(invoice)
        if calls:
            eventually(lambda: live.intent(invoice).status == "requires_action", "the page to be made")
            (session,) = sessions_of(live, invoice)
            assert live.intent(invoice).next_action.redirect_to_url.url.endswith(session.id)
        second = live.goes_away(invoice)
        live.decides(second, "paid")
        assert_paid_once(live, invoice)

    @pytest.mark.parametrize("step", STEPS)
    @pytest.mark.parametrize("outcome", ["open", "paid"])
    def test_at_the_withdrawal(house: tuple[House, Away], step: str, outcome: str) -> None:
        """They begin again as the server dies: one page can be paid afterwards, or the first one was."""
        plug, live = house
        invoice = live.invoice()
        live.decides(live.goes_away(invoice), outcome)
        dies(plug, live, step, lambda: live.press(invoice))
        live.due()
        eventually(lambda: not _withdrawals(live, invoice), "the withdrawal to be settled")
        if outcome == "open":
            live.decides(live.goes_away(invoice), "paid")
        assert_paid_once(live, invoice)
