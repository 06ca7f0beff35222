"""What can be looked at: sandboxes with their keys."""

from collections.abc import Sequence

from billhook.accounts import store as accounts
from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.sandboxes import store
from billhook.sandboxes.objects import Opened, Sandbox
from billhook.sandboxes.params import ListSandboxes
from billhook.sandboxes.rules.parents import insist_on_parent


async def retrieve(reader: Reader, sandbox_id: str) -> Opened:
    """A sandbox that has not ended. Raises SANDBOXES_IN_TEST_MODE, SANDBOX_IN_SANDBOX, NO_SUCH_PATH."""
    insist_on_parent(livemode=reader.tenant.livemode, parent=reader.tenant.parent)
    found = await store.find(reader, sandbox_id)
    if found is None or found.has_ended:
        raise errors.NO_SUCH_PATH(noun="sandbox", id=sandbox_id)
    (opened,) = await _opened(reader, [found])
    return opened


async def page(reader: Reader, params: ListSandboxes) -> tuple[list[Opened], bool]:
    """A page of the sandboxes that have not ended. Raises SANDBOXES_IN_TEST_MODE, SANDBOX_IN_SANDBOX."""
    insist_on_parent(livemode=reader.tenant.livemode, parent=reader.tenant.parent)
    found, has_more = await store.page(reader, params)
    return await _opened(reader, found), has_more


async def _opened(reader: Reader, found: Sequence[Sandbox]) -> list[Opened]:
    keys = await accounts.shown_keys(reader, [sandbox.id for sandbox in found])
    return [Opened(s, keys.get((s.id, "secret")), keys.get((s.id, "publishable"))) for s in found]
