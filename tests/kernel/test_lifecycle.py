"""A lifecycle answers from its table alone: the next status, the documented refusal, or a failure that names a bug."""

import pytest

from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.kernel.lifecycle import STAYS, Lifecycle, row

LAMP = Lifecycle("PaymentIntent", ("off", "dim", "bright", "broken"), starts={"make": "off"}, transitions={
    "polish": row(("off",), STAYS, done="polished", broken=errors.NOT_OPEN, otherwise=errors.INTENT_STATE),
    "turn":   row({"off"}, "dim", also={"dim": "bright"}, otherwise=errors.SETUP_STATE),
    "burst":  row({"bright", "dim"}, "broken"),
    "mend":   row((), STAYS, done="mended", otherwise=errors.REFUND_WAITS_FOR_NOBODY),
})  # fmt: skip


def refused(verb: str, status: str) -> str:
    with pytest.raises(ApiError) as caught:
        LAMP.after(verb, status)
    return caught.value.message


def test_a_verb_leads_where_its_row_says() -> None:
    assert (LAMP.after("turn", "off"), LAMP.after("turn", "dim")) == ("dim", "bright")
    assert (LAMP.after("burst", "dim"), LAMP.after("burst", "bright")) == ("broken", "broken")
    assert LAMP.after("polish", "off") == "off"


def test_the_statuses_that_a_verb_starts_from_have_the_order_of_the_lifecycle() -> None:
    assert LAMP.allowed("burst") == ("dim", "bright")
    assert [LAMP.allows("turn", status) for status in LAMP.statuses] == [True, True, False, False]


def test_a_refusal_is_the_one_of_the_status_or_else_the_common_one() -> None:
    assert refused("polish", "broken") == "You can only pass in open invoices. This invoice isn't open."
    assert refused("polish", "dim") == (
        "You cannot polish this PaymentIntent because it has a status of dim. Only a PaymentIntent with one of the "
        "following statuses may be polished: off."
    )


def test_a_refusal_says_which_statuses_would_do() -> None:
    assert refused("turn", "broken") == (
        "You cannot turn this SetupIntent because it has a status of broken; it would need one of: off, dim."
    )
    assert refused("mend", "broken") == "Only refunds that require an action can be mended; this one is broken."


def test_what_is_required_is_refused_as_what_is_done() -> None:
    LAMP.require("turn", "dim")
    with pytest.raises(ApiError) as caught:
        LAMP.require("turn", "broken")
    assert caught.value.kind is errors.SETUP_STATE


def test_a_refusal_can_be_had_for_a_status_that_the_verb_starts_from() -> None:
    assert LAMP.refusal("turn", "dim").kind is errors.SETUP_STATE


@pytest.mark.parametrize(("verb", "status"), [("burst", "off"), ("burst", "broken"), ("turn", "lit"), ("burst", "lit")])
def test_what_no_caller_asked_for_is_a_bug(verb: str, status: str) -> None:
    with pytest.raises(AssertionError, match=f"PaymentIntent: there is no '{verb}' from the status '{status}'"):
        LAMP.after(verb, status)


def test_a_verb_without_a_row_is_a_bug() -> None:
    with pytest.raises(KeyError):
        LAMP.after("paint", "off")
