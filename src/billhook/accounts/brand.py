"""The settings that name a picture: that it is there, and is what it is used as."""

from collections.abc import Mapping

from billhook.account_settings.settings import SettingValue
from billhook.accounts.store import Connection
from billhook.files import store
from billhook.files.rules.purposes import BUSINESS_ICON, BUSINESS_LOGO

_PURPOSES = {"branding_logo": BUSINESS_LOGO, "branding_icon": BUSINESS_ICON}


async def check_pictures(conn: Connection, account: str, values: Mapping[str, SettingValue]) -> None:
    """Raises ValueError, with a sentence for the person who typed it, if a setting names no picture of its kind."""
    for name, purpose in _PURPOSES.items():
        file = str(values.get(name, ""))
        if file and await store.purpose_of_picture(conn, account, file) != purpose:
            raise ValueError(f"{name} must be the id of a file that was uploaded with the purpose {purpose}")
