"""The double-charge hunt: a second Billhook plays Stripe for a shop in live mode, and either dies at named points.

Payments, refunds and collections are cut, lost, doubled and killed; a day passes, in which Stripe forgets the keys, and
a month. Then the money that Stripe took is the money that the shop has booked, once.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
import stripe
from tests.builders import DAY
from tests.nightly import IS_NIGHTLY, usual
from tests.rooms.webhooks.receiver import eventually
from tests.stories.two_billhooks import GONE, How, Pair, Payer, Trap, two_billhooks

# Two servers start for the first of them, and both may be started again in each.
pytestmark = pytest.mark.timeout(600)

AMOUNT, PART = 12_000, 5_000
MINUTES, HOUR = 90, 3_600

SESSIONS, LOOK = "POST /v1/checkout/sessions", "GET /v1/checkout/sessions/"
CUSTOMERS, REFUNDS = "POST /v1/customers", "POST /v1/refunds"
EXPIRE = "POST /v1/checkout/sessions/cs_"
INTENTS, CONFIRM = "POST /v1/payment_intents", "POST /v1/payment_intents/pi_"
SET_UPS, SET_UP_CONFIRM = "POST /v1/setup_intents", "POST /v1/setup_intents/seti_"

Side = Literal["shop", "stripe"]


@dataclass(frozen=True)
class Point:
    """Where something goes wrong: on the line (`kind`, `how`), or inside a server (`dies`, `step`).

    `away`: only once the payer has left for Stripe. `tomorrow`: the line is mended a day later, when Stripe has
    forgotten the keys. `returns`: the payer comes back by the address that Stripe leads to.
    """

    name: str
    kind: str = ""
    how: How = "answer lost"
    dies: Side | None = None
    step: str = ""
    away: bool = False
    tomorrow: bool = False
    news: Literal["as they come", "lost", "twice", "held"] = "as they come"
    returns: bool = True
    more: frozenset[str] = field(default_factory=frozenset)


class Hunt:
    """One point on a pair of servers, and what there was before."""

    def __init__(self, pair: Pair, point: Point) -> None:
        self.pair, self.point = pair, point
        pair.mend()
        pair.news, pair.held = "as they come", []
        self.charges_before = {charge.id for charge in self._charges_here()}
        self.charges_there_before = {charge.id for charge in self._charges_there()}
        newest = pair.shop.v1.events.list({"limit": 1}).data
        self._cursor = newest[0].id if newest else None

    @property
    def v1(self) -> Any:
        return self.pair.shop.v1

    # ── What goes wrong ─────────────────────────────────────────────────────────────────────────
    def arm(self) -> None:
        """From now on it goes wrong where the point says."""
        point = self.point
        if point.kind:
            self.pair.trap = Trap(point.kind, point.how)
        if point.dies is not None:
            house = self.pair.shop_house if point.dies == "shop" else self.pair.stripe
            house.die_at.write_text(point.step)

    def repaired(self) -> None:
        """Who died starts again; the line is mended unless that takes a day."""
        if self.point.tomorrow:
            self.sprung()
            self.pair.revive()
        else:
            self.sprung()
            self.pair.mend()

    def sprung(self) -> None:
        """The trap was met: a point that nobody reaches shows nothing."""
        point, pair = self.point, self.pair
        if point.kind:
            assert pair.trap is not None
            assert pair.trap.sprung, "nothing was asked that the point is about"
            if "dies" in point.how:
                assert (pair.shop_house if point.how.startswith("shop") else pair.stripe).is_dead(10)
        if point.dies is not None:
            house = pair.shop_house if point.dies == "shop" else pair.stripe
            assert not house.die_at.exists(), "nobody came to the step"
            assert house.is_dead(10)

    def waits_until_sprung(self) -> None:
        """Let the worker come to the point."""
        pair, point = self.pair, self.point
        if point.kind:
            eventually(lambda: pair.trap is not None and pair.trap.sprung, "the shop to ask", seconds=40)
        else:
            house = pair.shop_house if point.dies == "shop" else pair.stripe
            eventually(lambda: not house.die_at.exists(), "somebody to come to the step", seconds=40)

    def a_month_passes(self, tomorrow: Callable[[], None] = lambda: None) -> None:
        """Calls without an answer are asked again, keys lapse, and thirty days go by."""
        self.pair.passes(MINUTES)
        self.pair.passes(DAY + HOUR)
        self.pair.mend()
        self.pair.passes(2 * HOUR)
        tomorrow()
        for days in (4, 27):
            self.pair.passes(days * DAY)

    # ── What must hold ──────────────────────────────────────────────────────────────────────────
    def _charges_here(self) -> list[Any]:
        return list(self.v1.charges.list({"limit": 100}).auto_paging_iter())

    def _charges_there(self) -> list[Any]:
        return list(self.pair.there.charges.list({"limit": 100}).auto_paging_iter())

    def taken(self) -> tuple[list[int], list[int]]:
        """What was taken at this point and is not given back, charge by charge: here, and at Stripe."""
        here = [c for c in self._charges_here() if c.id not in self.charges_before and c.paid]
        there = [c for c in self._charges_there() if c.id not in self.charges_there_before and c.paid]
        return tuple(sorted(c.amount - c.amount_refunded for c in side) for side in (here, there))  # type: ignore[return-value]

    def told(self) -> set[str]:
        """The types of the events of the shop at this point."""
        terms: Any = {"limit": 100} | ({"ending_before": self._cursor} if self._cursor else {})
        return {event.type for event in self.v1.events.list(terms).auto_paging_iter()}

    def check(self, taken: list[int], events: frozenset[str]) -> None:
        """The books are those of Stripe, nothing hangs, and the same was told as if nothing had gone wrong."""
        here, there = self.taken()
        assert here == there, "what Stripe took is what was booked"
        assert here == sorted(taken)
        for house in (self.pair.shop_house, self.pair.stripe):
            assert self.pair.open_calls(house) == []
        told = self.told()
        assert told - self.point.more - UNDER_WAY == events

    def paid_once(self, invoice: Any, amount: int = AMOUNT) -> None:
        now = self.v1.invoices.retrieve(invoice.id, {"expand": ["payments"]})
        assert (now.status, now.amount_paid, now.amount_overpaid) == ("paid", amount, 0)
        assert [each.amount_paid for each in now.payments.data if each.status == "paid"] == [amount]


MADE = frozenset(
    "customer.created customer.updated invoice.created invoice.finalized invoice.updated invoiceitem.created "
    "payment_intent.created".split()
)
PAID = MADE | frozenset(
    "charge.succeeded invoice.paid invoice.payment_succeeded invoice_payment.paid payment_intent.requires_action "
    "payment_intent.succeeded payment_method.attached".split()
)
GIVEN_BACK = frozenset("charge.refunded refund.created".split())
UNDER_WAY = frozenset({"payment_intent.processing", "charge.pending"})
"""A Stripe that does not know yet is asked again; the shop may tell that meanwhile the payment is under way."""
NOT_BEGUN = frozenset({"payment_intent.payment_failed", "invoice.payment_failed"})
"""A page that may not have been made is given up, and the payer begins again."""


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    with two_billhooks(tmp_path_factory.mktemp("hunt")) as found:
        yield found


# ── A payer pays an invoice ─────────────────────────────────────────────────────────────────────
def named(given: Point | str) -> str:
    """What a case is called."""
    return given.name if isinstance(given, Point) else given


def lines(what: str, kind: str, **more: Any) -> list[Point]:
    """What can happen to a request on the line."""
    hows: dict[str, How] = {
        f"{what} asked, request lost": "request lost",
        f"{what} made, answer lost": "answer lost",
        f"{what} asked, shop killed first": "shop dies first",
        f"{what} made, shop killed before the answer": "shop dies after",
        f"{what} asked, Stripe killed first": "stripe dies first",
        f"{what} made, Stripe killed after": "stripe dies after",
    }
    return [Point(name, kind, how, **more) for name, how in hows.items()]


def steps(what: str, side: Side, names: list[str], **more: Any) -> list[Point]:
    """A server dies between claim, call and settlement."""
    return [Point(f"{what}: {side} dies, {step}", dies=side, step=step, **more) for step in names]


CLAIM, ASK, ASKED, SETTLED = (
    "claimed, not committed", "committed, not asked", "asked, not settled", "settled, not committed",
)  # fmt: skip
KEEP, KEPT = "id not written down", "id written down"

PAYMENTS = [
    Point("undisturbed"),
    Point("customer made, answer lost", CUSTOMERS, more=NOT_BEGUN),
    Point("customer made, shop killed", CUSTOMERS, "shop dies after", more=NOT_BEGUN),
    *lines("session", SESSIONS, more=NOT_BEGUN),
    Point("session made, answer lost until tomorrow", SESSIONS, tomorrow=True, more=NOT_BEGUN),
    *steps("begin", "shop", [CLAIM, ASK, ASKED, SETTLED, KEEP, KEPT], more=NOT_BEGUN),
    *lines("look", LOOK, news="lost"),
    Point("look lost until tomorrow", LOOK, tomorrow=True, news="lost"),
    *steps("look", "shop", [ASK, ASKED, SETTLED], away=True, news="lost"),
    *steps("the payer pays", "stripe", [CLAIM, ASK, ASKED, SETTLED], away=True),
    Point("news lost, the payer never returns", news="lost", returns=False),
    Point("news twice", news="twice"),
    Point("news in reverse, the payer never returns", news="held", returns=False),
    Point("news later than a month", news="held"),
]
# `test_killed_while_away.py` kills by day.
PAID_BY_DAY = [p for p in PAYMENTS if p.name == "session made, answer lost until tomorrow"]


@pytest.mark.parametrize("point", usual(PAYMENTS, PAID_BY_DAY), ids=named)
def test_a_payment(pair: Pair, point: Point) -> None:
    hunt = Hunt(pair, point)
    invoice = pair.shop.invoice("open", AMOUNT)
    payer = Payer(pair)
    pair.news = point.news
    if not point.away:
        hunt.arm()
    payer.visits(invoice, hunt.arm if point.away else lambda: None, comes_back=point.returns)
    hunt.repaired()
    if point.returns:
        payer.visits(invoice)
    elif point.news == "held":
        pair.rests()
        assert len(pair.held) > 1
        assert set(pair.tell_held(reverse=True)) == {200}
    hunt.a_month_passes(lambda: payer.visits(invoice) if point.returns else None)
    if point.news == "held":
        assert set(pair.tell_held(reverse=False)) <= {400}, "news of a month ago are believed by nobody"
    hunt.paid_once(invoice)
    hunt.check([AMOUNT], PAID)


# ── Money goes back ─────────────────────────────────────────────────────────────────────────────
OFF_THE_LINE = [CLAIM, ASK, ASKED, SETTLED, "committed, not answered"]
REFUNDED = [
    Point("undisturbed"),
    *lines("refund", REFUNDS),
    Point("refund made, answer lost until tomorrow", REFUNDS, tomorrow=True),
    Point("refund asked, request lost until tomorrow", REFUNDS, "request lost", tomorrow=True),
    *steps("refund", "shop", [*OFF_THE_LINE, KEEP, KEPT]),
    *steps("refund", "stripe", OFF_THE_LINE),
]


def persists(hunt: Hunt, ask: Callable[[Any, str], Any]) -> None:
    """Ask with one key until there is an answer, as the SDK does, while the trap is there, and once it is mended."""
    key = f"{hunt.point.name}-{len(hunt.charges_before)}"
    for turn in range(4):
        try:
            ask(hunt.v1, key)
        except (stripe.APIError, stripe.APIConnectionError, stripe.IdempotencyError) as error:
            if error.http_status not in (None, 409, 500):
                raise
        else:
            if turn:
                return
        if turn == 0 and hunt.point.name != "undisturbed":
            hunt.repaired()
        hunt.pair.passes(MINUTES)


BY_DAY = [p for p in REFUNDED if p.name == "refund made, answer lost until tomorrow"]
BY_CREDIT_NOTE = [p for p in REFUNDED if p.name == "undisturbed" or "lost" in p.name or ASKED in p.name]
REFUNDED_BY = [*((p, "refund") for p in REFUNDED), *((p, "credit note") for p in BY_CREDIT_NOTE)]


@pytest.mark.parametrize(("point", "by"), usual(REFUNDED_BY, [(p, "refund") for p in BY_DAY]), ids=named)
def test_a_refund(pair: Pair, point: Point, by: str) -> None:
    hunt = Hunt(pair, point)
    invoice = pair.shop.invoice("open", AMOUNT)
    Payer(pair).visits(invoice)
    hunt.paid_once(invoice)
    (charge,) = [c for c in hunt.v1.charges.list({"limit": 10}).data if c.id not in hunt.charges_before]
    hunt.arm()
    if by == "refund":
        persists(hunt, lambda v1, key: v1.refunds.create(
            {"charge": charge.id, "amount": PART}, {"idempotency_key": key}))  # fmt: skip
    else:
        persists(hunt, lambda v1, key: v1.credit_notes.create(
            {"invoice": invoice.id, "amount": PART, "refund_amount": PART}, {"idempotency_key": key}))  # fmt: skip
    hunt.a_month_passes()
    refunds = hunt.v1.refunds.list({"charge": charge.id}).data
    assert [(each.amount, each.status) for each in refunds] == [(PART, "succeeded")]
    noted = frozenset({"credit_note.created", "invoice.updated"}) if by == "credit note" else frozenset()
    hunt.check([AMOUNT - PART], PAID | GIVEN_BACK | noted)


# ── A method is kept, and collected from ────────────────────────────────────────────────────────
COLLECTED = [
    Point("undisturbed"),
    *lines("intent", INTENTS),
    *lines("confirmation", CONFIRM),
    Point("intent made, answer lost until tomorrow", INTENTS, tomorrow=True),
    Point("confirmed, answer lost until tomorrow", CONFIRM, tomorrow=True),
    *steps("collection", "shop", [CLAIM, ASK, ASKED, SETTLED, KEEP, KEPT]),
    *steps("collection", "stripe", OFF_THE_LINE),
]
SET_UP = [
    Point("undisturbed"),
    *lines("set-up confirmation", SET_UP_CONFIRM),
    Point("set-up made, answer lost until tomorrow", SET_UPS, tomorrow=True),
    Point("set up, answer lost until tomorrow", SET_UP_CONFIRM, tomorrow=True),
    *steps("set-up", "shop", [ASK, ASKED, KEEP, KEPT]),
    *steps("set-up", "stripe", [ASKED]),
]


def keeps_a_card(hunt: Hunt) -> tuple[str, str]:
    """A customer who paid an invoice at Stripe, and the card that was kept there."""
    invoice = hunt.pair.shop.invoice("open", AMOUNT)
    Payer(hunt.pair, keeps=True).visits(invoice)
    hunt.paid_once(invoice)
    (card,) = hunt.v1.payment_methods.list({"customer": invoice.customer}).data
    hunt.v1.customers.update(invoice.customer, {"invoice_settings": {"default_payment_method": card.id}})
    return str(invoice.customer), str(card.id)


if IS_NIGHTLY:

    @pytest.mark.parametrize("point", COLLECTED, ids=named)
    def test_a_collection(pair: Pair, point: Point) -> None:
        """The payer is absent: the shop collects from the card that was kept."""
        hunt = Hunt(pair, point)
        customer, _ = keeps_a_card(hunt)
        draft = hunt.v1.invoices.create({"customer": customer, "collection_method": "charge_automatically"})
        pair.shop.item(draft, PART)
        hunt.v1.invoices.finalize_invoice(draft.id, {"auto_advance": True})
        hunt.arm()
        pair.ahead += 2 * HOUR
        pair.jump()
        if point.name != "undisturbed":
            hunt.waits_until_sprung()
            hunt.repaired()
        hunt.a_month_passes()
        hunt.paid_once(draft, PART)
        hunt.check([PART, AMOUNT], PAID)


if IS_NIGHTLY:

    @pytest.mark.parametrize("point", SET_UP, ids=named)
    def test_a_set_up(pair: Pair, point: Point) -> None:
        hunt = Hunt(pair, point)
        customer, card = keeps_a_card(hunt)
        hunt.arm()
        asked = {"customer": customer, "payment_method": card, "confirm": True, "return_url": "https://example.com/"}
        persists(hunt, lambda v1, key: v1.setup_intents.create(asked, {"idempotency_key": key}))
        hunt.a_month_passes()
        made = hunt.v1.setup_intents.list({"customer": customer}).data
        assert [each.status for each in made] == ["succeeded"]
        hunt.check([AMOUNT], PAID | {"setup_intent.created", "setup_intent.succeeded"})


# ── The invoice changes, or its payer comes twice ───────────────────────────────────────────────
WITHDRAWN = [
    Point("undisturbed"),
    *lines("withdrawal", EXPIRE, more=NOT_BEGUN),
    Point("withdrawal made, answer lost until tomorrow", EXPIRE, tomorrow=True),
    *steps("withdrawal", "shop", [CLAIM, ASK, ASKED, SETTLED]),
]


if IS_NIGHTLY:

    @pytest.mark.parametrize("point", WITHDRAWN, ids=named)
    def test_two_tabs(pair: Pair, point: Point) -> None:
        """The payer has a page of Stripe's open and presses the button again. They pay in both tabs if they can."""
        hunt, payer = Hunt(pair, point), Payer(pair)
        invoice = pair.shop.invoice("open", AMOUNT)
        first = payer.presses(invoice)
        assert first is not None
        hunt.arm()
        second = None
        with contextlib.suppress(*GONE):
            second = payer.presses(invoice)
        if point.name != "undisturbed":
            hunt.repaired()
        for tab in (first, second):
            if tab is not None:
                payer.pays(tab)
        payer.visits(invoice)
        hunt.a_month_passes(lambda: payer.visits(invoice))
        hunt.paid_once(invoice)
        hunt.check([AMOUNT], PAID)


IN_THE_MOMENT = [p for p in WITHDRAWN if p.name in (
    "undisturbed", "withdrawal asked, request lost", "withdrawal made, answer lost", "withdrawal: shop dies, " + ASKED,
    "withdrawal made, shop killed before the answer",
)]  # fmt: skip


if IS_NIGHTLY:

    @pytest.mark.parametrize("point", IN_THE_MOMENT, ids=named)
    def test_paid_in_the_moment_of_the_withdrawal(pair: Pair, point: Point) -> None:
        """The first tab is paid after the withdrawal was decided upon, and before Stripe hears of it."""
        hunt, payer = Hunt(pair, point), Payer(pair)
        invoice = pair.shop.invoice("open", AMOUNT)
        pair.news = "lost"
        first = payer.presses(invoice)
        assert first is not None
        if point.dies is not None:
            payer.pays(first)
            hunt.arm()
        else:
            pair.trap = Trap(EXPIRE, point.how if point.kind else "delayed", before=lambda: payer.pays(first))
        with contextlib.suppress(*GONE):
            payer.presses(invoice)
        if point.name == "undisturbed":
            pair.mend()
        else:
            hunt.repaired()
        payer.visits(invoice)
        hunt.a_month_passes(lambda: payer.visits(invoice))
        hunt.paid_once(invoice)
        hunt.check([AMOUNT], PAID)


CHANGES: dict[str, Callable[[Any, str], Any]] = {
    "voided": lambda v1, id: v1.invoices.void_invoice(id),
    "paid otherwise": lambda v1, id: v1.invoices.pay(id, {"paid_out_of_band": True}),
    "credited in part": lambda v1, id: v1.credit_notes.create({"invoice": id, "amount": PART}),
    "credited whole": lambda v1, id: v1.credit_notes.create({"invoice": id, "amount": AMOUNT}),
}
CHANGED = [
    Point("the withdrawal is in time"),
    Point("the payer is faster", EXPIRE, "delayed"),
    Point("request lost until tomorrow", EXPIRE, "request lost", tomorrow=True),
    Point("Stripe killed first", EXPIRE, "stripe dies first"),
]


if IS_NIGHTLY:

    @pytest.mark.parametrize("change", list(CHANGES))
    @pytest.mark.parametrize("point", CHANGED, ids=named)
    def test_changed_while_the_payer_is_away(pair: Pair, point: Point, change: str) -> None:
        """What came in too late is booked whole, and its payer has it as balance."""
        hunt, payer = Hunt(pair, point), Payer(pair)
        invoice = pair.shop.invoice("open", AMOUNT)
        url = payer.presses(invoice)
        assert url is not None
        is_late = bool(point.kind)
        if is_late:
            pair.trap = Trap(point.kind, point.how, before=lambda: payer.pays(url))
        with contextlib.suppress(stripe.APIConnectionError):
            CHANGES[change](hunt.v1, invoice.id)
        if is_late:
            hunt.waits_until_sprung()
            hunt.repaired()
        pair.passes(MINUTES)
        if not point.tomorrow:
            assert payer.pays(url) is False
        hunt.a_month_passes()
        here, there = hunt.taken()
        now = hunt.v1.invoices.retrieve(invoice.id)
        expected = [AMOUNT] if is_late else []
        assert (here, there) == (expected, expected)
        for house in (pair.shop_house, pair.stripe):
            assert pair.open_calls(house) == []
        needed = AMOUNT - PART if change == "credited in part" else 0
        assert now.status == ("void" if change == "voided" else "paid" if is_late or not needed else "open")
        balance = hunt.v1.customers.retrieve(invoice.customer).balance
        assert balance == (needed - AMOUNT if is_late else 0), "what nobody owed is the payer's"


# ── The shop takes the money otherwise, and the payer has paid ──────────────────────────────────
OTHERWISE: dict[str, Callable[[Any, Any, str], Any]] = {
    "the merchant charges the card": lambda v1, invoice, card: v1.invoices.pay(
        invoice.id, {"payment_method": card, "off_session": True}
    ),
    "a program confirms the intent": lambda v1, invoice, card: v1.payment_intents.confirm(
        v1.invoice_payments.list({"invoice": invoice.id}).data[0].payment.payment_intent, {"payment_method": card}
    ),
}
CHARGED = [
    Point("the page is withdrawn", EXPIRE, "delayed"),
    Point("Stripe does not hear of it", EXPIRE, "request lost", tomorrow=True),
    Point("the answer is lost", EXPIRE, tomorrow=True),
    Point("the shop dies", EXPIRE, "shop dies after"),
]


MERCHANT, PROGRAM = OTHERWISE
BOTH = [
    *((p, MERCHANT, "paid") for p in CHARGED), *((p, MERCHANT, "not paid") for p in CHARGED[:2]),
    *((p, PROGRAM, state) for p in CHARGED[:1] for state in ("paid", "not paid")),
]  # fmt: skip


@pytest.mark.parametrize(("point", "how", "state"), usual(BOTH, BOTH[:1]), ids=named)
def test_charged_while_the_payer_is_away(pair: Pair, point: Point, how: str, state: str) -> None:
    """The page at Stripe is withdrawn before the card is charged, so that nobody pays an invoice twice."""
    hunt, payer = Hunt(pair, point), Payer(pair)
    customer, card = keeps_a_card(hunt)
    invoice = pair.shop.invoice("open", PART, hunt.v1.customers.retrieve(customer))
    pair.news = "lost"
    url = payer.presses(invoice)
    assert url is not None
    if state == "paid":
        payer.pays(url)
    hunt.arm()
    with contextlib.suppress(stripe.StripeError):
        OTHERWISE[how](hunt.v1, invoice, card)
    hunt.repaired()
    payer.pays(url)
    hunt.a_month_passes(lambda: payer.visits(invoice))
    hunt.paid_once(invoice, PART)
    hunt.check([AMOUNT, PART], PAID)


if IS_NIGHTLY:

    @pytest.mark.parametrize("point", CHARGED, ids=named)
    def test_charged_after_a_credit_note(pair: Pair, point: Point) -> None:
        """The credit note has the page withdrawn by the worker. Until that is answered, nothing else is charged."""
        hunt, payer = Hunt(pair, point), Payer(pair)
        customer, card = keeps_a_card(hunt)
        invoice = pair.shop.invoice("open", AMOUNT, hunt.v1.customers.retrieve(customer))
        pair.news = "lost"
        url = payer.presses(invoice)
        assert url is not None
        payer.pays(url)
        hunt.arm()
        with contextlib.suppress(stripe.StripeError):
            hunt.v1.credit_notes.create({"invoice": invoice.id, "amount": PART})
            hunt.v1.invoices.pay(invoice.id, {"payment_method": card, "off_session": True})
        hunt.waits_until_sprung()
        hunt.repaired()
        hunt.a_month_passes()
        assert hunt.taken() == ([AMOUNT, AMOUNT], [AMOUNT, AMOUNT])
        now = hunt.v1.invoices.retrieve(invoice.id)
        assert now.status == "paid"
        assert hunt.v1.customers.retrieve(customer).balance == -PART
        assert pair.open_calls(pair.shop_house) == []


if IS_NIGHTLY:

    @pytest.mark.parametrize("point", CHARGED, ids=named)
    def test_collected_while_the_payer_is_away(pair: Pair, point: Point) -> None:
        """The moment of the automatic collection comes after the payer has paid at Stripe, and before anybody knows."""
        hunt, payer = Hunt(pair, point), Payer(pair)
        customer, _ = keeps_a_card(hunt)
        draft = hunt.v1.invoices.create({"customer": customer, "collection_method": "charge_automatically"})
        pair.shop.item(draft, PART)
        invoice = hunt.v1.invoices.finalize_invoice(draft.id, {"auto_advance": False})
        pair.news = "lost"
        url = payer.presses(invoice)
        assert url is not None
        payer.pays(url)
        hunt.arm()
        hunt.v1.invoices.update(invoice.id, {"auto_advance": True})
        pair.ahead += MINUTES
        pair.jump()
        hunt.waits_until_sprung()
        hunt.repaired()
        hunt.a_month_passes()
        hunt.paid_once(invoice, PART)
        hunt.check([AMOUNT, PART], PAID)
