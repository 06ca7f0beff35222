"""What time it is in a transaction: the wall's, or that of the customer whose rows it locks.

A customer on a test clock lives in the time of that clock, and everything that a verb does to them happens then. So a
transaction learns its time once, from the first row of a customer that it locks (`db/clocks.py`), and nobody reads the
time before. A customer on no clock lives in the wall's time (`REAL_TIME`).
"""

import structlog

log = structlog.get_logger(__name__)

REAL_TIME = None
"""The time of a customer who is on no test clock."""

READ_TOO_EARLY = "the time was read before the customer was known"


class Moment:
    """The time of one transaction, in Unix seconds. It doesn't move while the transaction runs.

    `wall` is the machine's own, for what belongs to no customer: calls, deliveries, idempotency keys. `clock` is the id
    of the test clock whose time it is, None for the wall's. `is_known` once a customer has given it.
    """

    def __init__(self, wall: int) -> None:
        self.wall = wall
        self.clock: str | None = None
        self._now = wall
        self.is_known = False
        self._is_read = False

    def read(self) -> int:
        """The time in which the transaction lives."""
        self._is_read = True
        return self._now

    def live_in(self, customer_time: int | None, clock: str | None = None) -> None:
        """Take the time of a customer, that of a test `clock`, or `REAL_TIME`. Later calls must name the same time.

        Raises RuntimeError if the time was read before and was another: a part of the verb lived in a wrong time. If
        it was read before and was the same, that is written to the log, where the tests look for it.
        """
        moment = self.wall if customer_time is None else customer_time
        if moment != self._now and (self._is_read or self.is_known):
            raise RuntimeError(
                READ_TOO_EARLY if not self.is_known else "two customers of one transaction differ in time"
            )
        if self._is_read and not self.is_known:
            log.error(READ_TOO_EARLY, stack_info=True)
        self._now, self.clock, self.is_known = moment, clock, True
