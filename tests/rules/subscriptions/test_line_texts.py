"""What lines say: the recorded texts of recurring.md §5.3."""

from datetime import UTC, datetime
from decimal import Decimal

from billhook.subscriptions.rules import line_texts
from billhook.subscriptions.rules.calendar import Interval

MONTH, DAY = Interval("month"), Interval("day")
JANUARY_11 = int(datetime(2026, 1, 11, tzinfo=UTC).timestamp())


def amount(text: str) -> Decimal:
    return Decimal(text)


def test_periods() -> None:
    assert (
        line_texts.cycle("Gold Special", 1, amount("1000"), "usd", MONTH, unit=None)
        == "1 × Gold Special (at $10.00 / month)"
    )
    assert (
        line_texts.cycle("Test Subscription", 1, amount("2500"), "usd", MONTH, unit="user")
        == "1 user × Test Subscription (at $25.00 / month)"
    )
    quarter = Interval("month", 3)
    assert (
        line_texts.cycle("Quarterly Price", 1, amount("10000"), "usd", quarter, unit=None)
        == "1 × Quarterly Price (at $100.00 every 3 months)"
    )


def test_tiers() -> None:
    assert (
        line_texts.tier("Gitpod Usage", 1000, 1, amount("0"), "usd", MONTH, unit="credit")
        == "1000 credit × Gitpod Usage (Tier 1 at $0.00 / month)"
    )
    assert (
        line_texts.tier("Gitpod Usage", 31, 2, amount("3.6"), "usd", MONTH, unit="credit")
        == "31 credit × Gitpod Usage (Tier 2 at $0.036 / month)"
    )
    assert (
        line_texts.flat_fee("Gitpod Usage", 1, amount("900"), "usd", MONTH) == "Gitpod Usage (Tier 1 at $9.00 / month)"
    )
    assert (
        line_texts.tier("Basic", 0, 1, amount("0"), "usd", DAY, unit="character")
        == "0 character × Basic (Tier 1 at $0.00 / day)"
    )


def test_prorations() -> None:
    assert line_texts.unused("Gold", 2, JANUARY_11) == "Unused time on 2 × Gold after 11 Jan 2026"
    assert line_texts.unused("Gold", 1, JANUARY_11) == "Unused time on Gold after 11 Jan 2026"
    assert line_texts.remaining("Gold", 3, JANUARY_11) == "Remaining time on 3 × Gold after 11 Jan 2026"
    september = int(datetime(2025, 9, 9, tzinfo=UTC).timestamp())
    assert (
        line_texts.remaining("Plan", 56, september, [amount("35")])
        == "Remaining time on 56 × Plan (with 35.0% off) after 09 Sep 2025"
    )


def test_trials() -> None:
    assert (
        line_texts.trial("Test Subscription", 1, unit="user", is_flexible=True)
        == "Free trial for 1 user × Test Subscription"
    )
    assert line_texts.trial("Gold", 1, unit=None, is_flexible=False) == "Trial period for Gold"
