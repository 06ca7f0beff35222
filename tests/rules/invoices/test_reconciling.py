"""What money is for, as a decision: the documented order by example, and what always holds (platform.md §7.7)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.invoices.rules.reconciling import Waiting, shares


def invoice(name: str, amount: int) -> Waiting:
    return Waiting(f"pi_{name}", amount, (f"INV-{name}", f"REF{name}"), is_invoice=True)


def lenient(name: str, amount: int, forgives: int) -> Waiting:
    return Waiting(f"pi_{name}", amount, (f"INV-{name}",), is_invoice=True, forgives=forgives)


def intent(name: str, amount: int) -> Waiting:
    return Waiting(f"pi_{name}", amount, (f"REF{name}",), is_invoice=False)


def paid(available: int, *waiting: Waiting, sent: int | None = None, reference: str | None = None) -> dict[str, int]:
    """What each gets, by name; all that is available was sent, unless said otherwise."""
    given = shares(available, waiting, sent=available if sent is None else sent, reference=reference)
    return {name.removeprefix("pi_"): amount for name, amount in given}


class TestByReference:
    def test_an_invoice_is_named_by_its_number(self) -> None:
        assert paid(100, invoice("1", 100), invoice("2", 100), reference="INV-2") == {"2": 100}

    def test_an_intent_is_named_by_its_reference(self) -> None:
        assert paid(60, intent("1", 60), intent("2", 100), reference="ref2") == {"2": 60}

    @pytest.mark.parametrize(
        "written", ["inv 2", "Invoice INV-2, thanks!", "INV2", "(INV/2)", "INV - 2", "Kd 77 inv-2", "REF2"]
    )
    def test_however_it_is_written(self, written: str) -> None:
        assert paid(100, invoice("1", 100), invoice("2", 100), reference=written) == {"2": 100}

    @pytest.mark.parametrize("written", ["INV-22", "XINV-2", "2", "INV", "", "INV-2X", "INV 1 INV 2"])
    def test_what_names_none_or_several(self, written: str) -> None:
        """Then it goes by the amount: the oldest of two that are equal."""
        assert paid(100, invoice("1", 100), invoice("2", 100), reference=written) == {"1": 100}

    def test_what_is_short_waits_for_the_rest(self) -> None:
        """Money that is meant for one invoice pays no other, though it would do."""
        assert paid(60, invoice("1", 60), invoice("2", 100), reference="INV-2") == {}
        assert paid(100, invoice("1", 60), invoice("2", 100), sent=40, reference="INV-2") == {"2": 100}

    def test_what_is_over_pays_the_next(self) -> None:
        assert paid(170, invoice("1", 60), invoice("2", 100), intent("3", 50), reference="INV-2") == {
            "2": 100, "1": 60, "3": 10,
        }  # fmt: skip

    def test_the_number_of_an_invoice_before_the_reference_of_an_intent(self) -> None:
        assert paid(50, intent("1", 50), invoice("2", 50), reference="REF1 INV-2") == {"2": 50}

    def test_what_somebody_knows_goes_before_the_reference(self) -> None:
        """The number `INV-1` stands in `INV-1-2`; the one who assigned the money knows which it is."""
        one, other = invoice("1", 50), invoice("1-2", 80)
        assert shares(50, [one, other], sent=50, reference="INV-1-2", meant="pi_1-2") == []
        assert shares(80, [one, other], sent=80, reference="INV-1-2", meant="pi_1-2") == [("pi_1-2", 80)]
        assert shares(50, [one], sent=50, reference="INV-1", meant="pi_gone") == [("pi_1", 50)]


class TestByAmount:
    def test_the_one_that_fits(self) -> None:
        assert paid(70, invoice("1", 60), invoice("2", 70), intent("3", 100)) == {"2": 70}

    def test_few_before_many(self) -> None:
        assert paid(100, invoice("1", 60), invoice("2", 40), invoice("3", 100)) == {"3": 100}

    def test_several_together(self) -> None:
        waiting = [invoice(str(n), amount) for n, amount in enumerate((501, 302, 77, 1_000, 213, 19))]
        assert paid(501 + 77 + 1_000 + 213 + 19, *waiting) == {"0": 501, "2": 77, "3": 1_000, "4": 213, "5": 19}

    def test_six_together_are_not_looked_for(self) -> None:
        """They are paid in their turn then, which comes to the same."""
        waiting = [invoice(str(n), 2**n) for n in range(6)]
        assert paid(63, *waiting) == {str(n): 2**n for n in range(6)}

    def test_invoices_before_intents(self) -> None:
        assert paid(50, intent("1", 50), invoice("2", 50)) == {"2": 50}
        assert paid(90, intent("1", 50), intent("2", 40), invoice("3", 50)) == {"3": 50, "2": 40}

    def test_the_oldest_of_equal_ones(self) -> None:
        assert paid(50, invoice("1", 50), invoice("2", 50)) == {"1": 50}
        assert paid(100, intent("1", 50), intent("2", 50), intent("3", 50)) == {"1": 50, "2": 50}

    def test_what_was_sent_before_what_is_there(self) -> None:
        assert paid(100, invoice("1", 100), invoice("2", 40), sent=40) == {"2": 40}

    def test_a_transfer_and_what_was_short_before(self) -> None:
        """60 came in for an invoice of 100 and waited; 40 more pay it."""
        assert paid(100, invoice("1", 70), invoice("2", 100), sent=40) == {"2": 100}


class TestInTurn:
    def test_invoices_that_can_be_paid_in_full(self) -> None:
        assert paid(95, invoice("1", 60), invoice("2", 70), invoice("3", 30)) == {"1": 60, "3": 30}

    def test_what_is_left_goes_to_intents_in_part(self) -> None:
        assert paid(95, intent("1", 30), invoice("2", 60), intent("3", 40)) == {"2": 60, "1": 30, "3": 5}

    def test_nothing_is_left_over_for_nobody(self) -> None:
        assert paid(100) == {}
        assert paid(100, invoice("1", 101)) == {}


class TestNearly:
    """An invoice that forgives 2 of 100."""

    one = lenient("1", 100, 2)

    @pytest.mark.parametrize(("available", "gets"), [(97, {}), (98, {"1": 98}), (99, {"1": 99}), (100, {"1": 100})])
    def test_alone(self, available: int, gets: dict[str, int]) -> None:
        assert paid(available, self.one) == gets
        assert paid(available, self.one, reference="INV-1") == gets

    def test_beside_others_it_has_to_be_named(self) -> None:
        others = (invoice("2", 500), intent("3", 500))
        assert paid(98, self.one, others[0]) == {}
        assert paid(98, self.one, others[1]) == {"3": 98}
        assert paid(98, self.one, *others, reference="INV-1") == {"1": 98}

    def test_what_is_exact_comes_first(self) -> None:
        assert paid(98, self.one, invoice("2", 98)) == {"2": 98}

    def test_what_came_in_pieces(self) -> None:
        assert paid(99, self.one, sent=40, reference="INV-1") == {"1": 99}

    def test_without_a_name_the_transfer_itself_has_to_be_nearly_enough(self) -> None:
        """What lay there already, or came back, was sent for something else."""
        for sent in (0, 1, 97):
            assert paid(99, self.one, sent=sent) == {}
        assert paid(150, self.one, sent=99) == {"1": 100}

    def test_not_where_others_may_wait_that_nobody_could_look_at(self) -> None:
        assert shares(98, [self.one], sent=98, is_all=False) == []
        assert shares(98, [self.one], sent=98, reference="INV-1", is_all=False) == [("pi_1", 98)]

    def test_an_intent_forgives_nothing(self) -> None:
        assert paid(98, intent("1", 100), reference="REF1") == {"1": 98}


def _made(drawn: list[tuple[int, bool]]) -> list[Waiting]:
    return [(invoice if kind else intent)(str(n), amount) for n, (amount, kind) in enumerate(drawn)]


WAITING = st.lists(st.tuples(st.integers(1, 60), st.booleans()), max_size=12).map(_made)


@given(
    waiting=WAITING, available=st.integers(0, 300), before=st.integers(0, 50),
    reference=st.none() | st.integers(0, 12).map(lambda n: f"INV-{n}"),
)  # fmt: skip
def test_whatever_comes(waiting: list[Waiting], available: int, before: int, reference: str | None) -> None:
    given = shares(available, waiting, sent=max(available - before, 0), reference=reference)
    known = {each.intent: each for each in waiting}
    assert len({name for name, _ in given}) == len(given)
    assert sum(amount for _, amount in given) <= available
    for name, amount in given:
        assert 0 < amount <= known[name].amount
        assert amount == known[name].amount or not known[name].is_invoice
    left = available - sum(amount for _, amount in given)
    open_intents = [each for each in waiting if not each.is_invoice and each.amount > dict(given).get(each.intent, 0)]
    # Either everything is spent, or no intent waits any more; but money that is meant for one invoice waits for it.
    meant = reference is not None and not given
    assert left == 0 or not open_intents or meant
    assert sum(amount < known[name].amount for name, amount in given) <= 1


def test_two_hundred_that_never_fit() -> None:
    """Even amounts never come to an odd one. Looking at every five of them would take hours; it goes on in turn."""
    waiting = [invoice(str(n), 2 * n + 2) for n in range(200)]
    assert paid(401, *waiting) == {str(n): 2 * n + 2 for n in range(19)}
