"""Change the settings of the account in a person's name. Both modes share them, so live mode's permission is asked."""

from collections.abc import Mapping

from billhook.account_settings.settings import SettingValue
from billhook.accounts import store as accounts
from billhook.db.cause import Origin
from billhook.kernel.clock import wall_now
from billhook.people import store
from billhook.people.desk import Desk, named
from billhook.people.objects import Person
from billhook.people.rules.permissions import insist
from billhook.people.rules.roles import Role

BANK_ACCOUNT = frozenset({"bank_iban", "bank_bic", "pix_key", "paynow_uen", "upi_id"})
"""The settings that say where customers send money."""


async def change_settings(
    desk: Desk, person: Person, values: Mapping[str, SettingValue], origin: Origin, *, seen: Mapping[str, SettingValue]
) -> bool:
    """Store settings that were checked; whether nobody changed one of `seen` since the person looked.

    Raises ROLE_NOT_PERMITTED. If somebody did change one, nothing is stored.
    """
    role = Role(person.role)
    insist(role, "settings:write", livemode=True)
    async with desk.changing() as conn:
        await accounts.lock(conn, person.account)
        current = await _present(conn, person.account)
        if any(current[name] != value for name, value in seen.items()):
            return False
        new = {name: value for name, value in values.items() if current[name] != value}
        if BANK_ACCOUNT & set(new):
            insist(role, "bank_account:write", livemode=True)
        if new:
            await accounts.set_values(conn, person.account, new)
            await store.log(
                conn, person.account, named(person), "settings.change", origin, now=wall_now(), object=person.account,
                label=", ".join(new), before={name: current[name] for name in new}, after=new,
            )  # fmt: skip
    return True


async def _present(conn: store.Connection, account: str) -> dict[str, SettingValue]:
    tenant = await accounts.tenant_of(conn, account, True)
    assert tenant is not None
    return dict(tenant.settings)
