"""How long an endpoint takes to answer: a chart of its last deliveries, with the table beside it."""

from collections.abc import Sequence
from statistics import median_low

from billhook.dashboard.developers import words
from billhook.dashboard.reports.sheets import Row, Series, Sheet, pictures
from billhook.dashboard.visiting import Visit
from billhook.webhooks.objects import Delivery

SHOWN = 50
"""How many deliveries the chart shows."""


def response_times(visit: Visit, here: str, deliveries: Sequence[Delivery]) -> Sheet | None:
    """The chart of deliveries, which come with the newest first; None if nobody has tried any of them.

    `here` is the path of the endpoint's page.
    """
    tried = [each for each in reversed(deliveries) if each.duration_ms is not None]
    if not tried:
        return None
    took = [each.duration_ms or 0 for each in tried]
    addresses = [visit.to(f"{here}/deliveries/{each.event}") for each in tried]
    told = [f"{each.type}: {words.response(each)} in {words.duration(each.duration_ms)}" for each in tried]
    labels = [visit.formats.clock(each.created) for each in tried]
    rows = [
        Row(visit.formats.moment(each.created), address, _cells(each), ())
        for each, address in zip(tried, addresses, strict=True)
    ]
    return Sheet(
        name="response-time",
        title="Response time",
        how=(f"The last attempt at each of the last {SHOWN} deliveries, from the call to the end of the answer.",),
        columns=("Response", "Duration"),
        rows=rows[::-1],
        csv_columns=(),
        series=(f"Median {words.duration(median_low(took))}, slowest {words.duration(max(took))}",),
        pictures=pictures([Series(took, addresses, told)], labels, words.duration),
    )


def _cells(each: Delivery) -> tuple[str, str]:
    return words.response(each), words.duration(each.duration_ms)
