"""What time it is in a transaction: the wall's, or that of the customer whose rows it locks.

A customer on a test clock lives in the time of that clock, and everything that a verb does to them happens then. So a
transaction learns its time once, from the first row of a customer that it locks (`live_in`), and nobody reads the time
before. There are no test clocks yet, so every customer lives in the wall's time (`REAL_TIME`).
"""

import structlog

log = structlog.get_logger(__name__)

REAL_TIME = None
"""The time of a customer who is on no test clock."""

READ_TOO_EARLY = "the time was read before the customer was known"


class Moment:
    """The time of one transaction, in Unix seconds. It doesn't move while the transaction runs.

    `wall` is the machine's own, for what belongs to no customer: calls, deliveries, idempotency keys.
    """

    def __init__(self, wall: int) -> None:
        self.wall = wall
        self._now = wall
        self._is_known = False
        self._is_read = False

    def read(self) -> int:
        """The time in which the transaction lives."""
        self._is_read = True
        return self._now

    def live_in(self, customer_time: int | None) -> None:
        """Take the time of a customer, or `REAL_TIME`. Later calls must name the same time.

        Raises RuntimeError if the time was read before and was another: a part of the verb lived in a wrong time. If
        it was read before and was the same, that is written to the log, where the tests look for it.
        """
        moment = self.wall if customer_time is None else customer_time
        if moment != self._now and (self._is_read or self._is_known):
            raise RuntimeError(
                READ_TOO_EARLY if not self._is_known else "two customers of one transaction differ in time"
            )
        if self._is_read and not self._is_known:
            log.error(READ_TOO_EARLY, stack_info=True)
        self._now, self._is_known = moment, True
