"""Where people see and change what is their own."""

from billhook.dashboard.me import authenticator, pages, passkeys, sessions
from billhook.dashboard.routing import Handler, PageRoute

_OWN = "profile:write"


def _dangerous(path: str, show: Handler, act: Handler) -> PageRoute:
    return PageRoute(path, show, act, needs=_OWN, outside=True, confirms=True)


ROUTES = [
    PageRoute("/me", pages.show, pages.rename, needs=_OWN, outside=True),
    PageRoute("/me/confirm", pages.show_confirm, pages.confirm_password, needs=_OWN, outside=True),
    PageRoute("/me/password", pages.show_password, pages.save_password, needs=_OWN, outside=True),
    _dangerous("/me/authenticator", authenticator.show, authenticator.begin),
    _dangerous("/me/authenticator/code", authenticator.show_code, authenticator.confirm),
    _dangerous("/me/authenticator/remove", authenticator.ask_remove, authenticator.remove),
    _dangerous("/me/recovery-codes", authenticator.ask_codes, authenticator.fresh_codes),
    _dangerous("/me/passkeys", passkeys.show, passkeys.add),
    _dangerous("/me/passkeys/options", passkeys.show, passkeys.options),
    _dangerous("/me/passkeys/{passkey}/remove", passkeys.ask_remove, passkeys.remove),
    PageRoute("/me/sign-out-everywhere", sessions.ask_everywhere, sessions.everywhere, needs=_OWN, outside=True),
    PageRoute("/me/sessions/{session}/end", sessions.ask_end, sessions.end, needs=_OWN, outside=True),
]
