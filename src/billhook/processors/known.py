"""Which processor moves the money of a tenant."""

from dataclasses import dataclass

from billhook.db.tenants import Tenant
from billhook.processors.interface import Processor


@dataclass(frozen=True, slots=True)
class Processors:
    """The processors of this process. In live mode there is none yet."""

    test: Processor
    live: Processor | None = None

    def of(self, tenant: Tenant) -> Processor | None:
        """The processor that is asked for a tenant."""
        return self.live if tenant.livemode else self.test
