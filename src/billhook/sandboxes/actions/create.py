"""Make a sandbox."""

from collections.abc import Mapping

from billhook.account_settings.settings import SettingValue, checked
from billhook.account_settings.together import insist_together
from billhook.accounts import store as accounts
from billhook.accounts.brand import check_pictures
from billhook.accounts.rules.new_keys import new_key
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.sandboxes import store
from billhook.sandboxes.objects import Opened, Sandbox
from billhook.sandboxes.params import CreateSandbox
from billhook.sandboxes.rules.ending import MOST
from billhook.sandboxes.rules.parents import insist_on_parent


async def create(tx: Tx, params: CreateSandbox) -> Opened:
    """A new sandbox with its keys and settings.

    Raises SANDBOXES_IN_TEST_MODE, SANDBOX_IN_SANDBOX, TOO_MANY_SANDBOXES, INVALID_VALUE.
    """
    insist_on_parent(livemode=tx.tenant.livemode, parent=tx.tenant.parent)
    if params.expires_at is not None and params.expires_at <= tx.wall_now:
        raise errors.INVALID_VALUE(param="expires_at", name="expires_at", reason="must be a moment to come")
    settings = _settings(params.settings)
    await accounts.lock(tx, tx.tenant.account)
    if await store.count(tx) >= MOST:
        raise errors.TOO_MANY_SANDBOXES(limit=MOST)
    sandbox = Sandbox(new_id("acct"), tx.wall_now, params.name, params.expires_at)
    await _insist_on_pictures(tx, sandbox.id, settings)
    tenant = await accounts.create_sandbox(tx, sandbox.id, sandbox.created)
    secret, publishable = new_key("secret", livemode=False), new_key("publishable", livemode=False)
    await accounts.add_key(tx, tenant, "secret", secret, clear=True, now=sandbox.created)
    await accounts.add_key(tx, tenant, "publishable", publishable, clear=True, now=sandbox.created)
    await accounts.put_values(tx, sandbox.id, settings)
    await store.insert(tx, sandbox)
    return Opened(sandbox, secret, publishable)


def _settings(given: Mapping[str, str]) -> dict[str, SettingValue]:
    """The values of the settings. Raises INVALID_VALUE."""
    values: dict[str, SettingValue] = {}
    for name, text in given.items():
        try:
            values[name] = checked(name, text)
        except ValueError as error:
            param = f"settings[{name[:100]}]"
            raise errors.INVALID_VALUE(param=param, name=param, reason=str(error)) from None
    try:
        insist_together(values)
    except ValueError as error:
        raise errors.INVALID_VALUE(param="settings", name="settings", reason=str(error)) from None
    return values


async def _insist_on_pictures(tx: Tx, account: str, settings: Mapping[str, SettingValue]) -> None:
    """A new sandbox has no files, so no setting can name one. Raises INVALID_VALUE."""
    try:
        await check_pictures(tx, account, settings)
    except ValueError as error:
        raise errors.INVALID_VALUE(param="settings", name="settings", reason=str(error)) from None
