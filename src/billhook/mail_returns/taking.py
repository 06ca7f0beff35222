"""Taking what a report or a relay tells, in the first of several modes in which it counts."""

from collections.abc import Iterable, Sequence

from billhook.db.cause import Cause
from billhook.db.executor import Acting, Executor
from billhook.db.tenants import Tenant, Tenants
from billhook.mail_returns.rules.notices import Notice
from billhook.mail_returns.verbs import TAKE


async def count(
    executor: Executor, directory: Tenants, tenants: Sequence[Tenant], cause: Cause, notices: Iterable[Notice]
) -> int:
    """How many of the notices are about mails that left in one of these modes. A notice counts once."""
    counted = 0
    for notice in notices:
        for tenant in tenants:
            if await executor.run(TAKE, Acting(directory, tenant, cause), notice):
                counted += 1
                break
    return counted
