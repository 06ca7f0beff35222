"""Where people who are signed in go out, and how the pages look to them."""

from billhook.dashboard.routing import PageRoute
from billhook.dashboard.signing_in.pages import choose_single_keys, choose_theme, sign_out

ROUTES = [
    PageRoute("/sign-out", act=sign_out, outside=True),
    PageRoute("/me/theme", act=choose_theme, outside=True),
    PageRoute("/me/single-keys", act=choose_single_keys, outside=True),
]
