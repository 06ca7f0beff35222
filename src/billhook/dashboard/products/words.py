"""Prices, coupons and rates in words."""

from billhook.catalog.objects import DeliverySpan, Price, ShippingRate
from billhook.dashboard.formatting import Formats
from billhook.discounts.objects import Coupon

INTERVALS = (("", "One time"), ("day", "Every day"), ("week", "Every week"), ("month", "Every month"),
             ("year", "Every year"))  # fmt: skip
TAX_BEHAVIORS = (
    ("unspecified", "Not said"),
    ("exclusive", "Tax is added to the price"),
    ("inclusive", "The price includes tax"),
)
DURATIONS = (("once", "Once"), ("repeating", "For some months"), ("forever", "Forever"))
UNITS = (("business_day", "business days"), ("day", "days"), ("hour", "hours"), ("week", "weeks"), ("month", "months"))


def price_words(price: Price, f: Formats) -> str:
    """What a price costs: "€5.00", "€5.00 per month", "From €0.10, in 3 tiers"."""
    if price.custom_unit_amount is not None:
        amount = f"The customer chooses, in {price.currency.upper()}"
    elif price.tiers is not None:
        amount = f"{len(price.tiers)} tiers, in {price.currency.upper()}"
    else:
        assert price.unit_amount is not None
        amount = f.unit_price(price.unit_amount, price.currency)
    if price.transform_quantity is not None:
        amount += f" per {f.number(price.transform_quantity.divide_by)}"
    return amount


def terms_words(price: Price, f: Formats) -> list[str]:
    """The tiers of a price in lines, "Up to 10: €5.00 each", and what it costs in further currencies."""
    lines = []
    for tier in price.tiers or ():
        costs = [f"{f.unit_price(tier.unit_amount, price.currency)} each"] if tier.unit_amount is not None else []
        costs += [f"{f.unit_price(tier.flat_amount, price.currency)} flat"] if tier.flat_amount is not None else []
        start = f"Up to {f.number(tier.up_to)}" if tier.up_to is not None else "Above"
        lines.append(f"{start}: {' and '.join(costs)}")
    for currency, option in price.currency_options.items():
        if option.unit_amount is not None:
            lines.append(f"Or {f.unit_price(option.unit_amount, currency)}")
    if price.tiers_mode is not None:
        lines.append("Each tier for its own units" if price.tiers_mode == "graduated" else "One tier for all units")
    return lines


def billing_words(price: Price) -> str:
    """When it is billed: "One time", "Every month", "Every 3 months"."""
    if price.recurring is None:
        return "One time"
    count, interval = price.recurring.interval_count, price.recurring.interval
    return f"Every {interval}" if count == 1 else f"Every {count} {interval}s"


def off_words(coupon: Coupon, f: Formats) -> str:
    """What a coupon takes off: "10% off", "€5.00 off"."""
    if coupon.percent_off is not None:
        return f"{f.percent(coupon.percent_off)} off"
    assert coupon.amount_off is not None
    assert coupon.currency is not None
    return f"{f.money(coupon.amount_off, coupon.currency)} off"


def duration_words(coupon: Coupon) -> str:
    """For how long it takes it off."""
    if coupon.duration == "repeating":
        months = coupon.duration_in_months
        return f"For {months} month{'' if months == 1 else 's'}"
    return dict(DURATIONS)[coupon.duration]


def redeemed_words(times: int, most: int | None, f: Formats) -> str:
    """How often something was redeemed: "3 of 10", "3"."""
    return f"{f.number(times)} of {f.number(most)}" if most is not None else f.number(times)


def delivery_words(rate: ShippingRate) -> str:
    """How long delivery takes: "2 to 5 business days"; empty where the rate does not say."""
    estimate = rate.delivery_estimate
    if estimate is None:
        return ""
    low, high = estimate.minimum, estimate.maximum
    if low is not None and high is not None:
        return f"{low.value} to {_span(high)}" if low.unit == high.unit else f"{_span(low)} to {_span(high)}"
    if low is not None:
        return f"At least {_span(low)}"
    return f"At most {_span(high)}" if high is not None else ""


def _span(span: DeliverySpan) -> str:
    noun = span.unit.replace("_", " ")
    return f"{span.value} {noun}{'' if span.value == 1 else 's'}"
