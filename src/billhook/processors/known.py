"""Which processor moves the money of a tenant."""

from dataclasses import dataclass

from billhook.db.tenants import Tenant
from billhook.processors.interface import Processor
from billhook.processors.testing import TestProcessor


@dataclass(frozen=True, slots=True)
class Processors:
    """The processors of this process. In live mode there is none yet."""

    test: Processor
    live: Processor | None = None

    def of(self, tenant: Tenant, at: int | None = None) -> Processor | None:
        """The processor that is asked for a tenant; that of test mode lives in the time `at`, if a clock gave it."""
        if tenant.livemode:
            return self.live
        return self.test.at(at) if at is not None and isinstance(self.test, TestProcessor) else self.test
