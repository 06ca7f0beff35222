"""The cookies of the Dashboard: who is signed in, who visits before that, and what the next page has to say."""

import base64
import hashlib
import hmac

from starlette.requests import Request
from starlette.responses import Response

from billhook.kernel.ids import new_token
from billhook.people.rules.sessions import COOKIES

SESSION, VISITOR, NOTICE, DEVICE = COOKIES[0], "billhook-visitor", "billhook-notice", "billhook-device"
STEP, KEPT = "billhook-step", "billhook-kept"
_TOKEN_LENGTH = 43
_NOTICE_LENGTH_MAX = 400
_NOTICE_SECONDS = 120
DEVICE_SECONDS = 366 * 86_400


class Cookies:
    """Reads and writes cookies. `is_secure`: people reach this server by https.

    Then the names say that the cookie is this host's own (`__Host-`), and no other host or plain connection sets it.
    """

    def __init__(self, *, is_secure: bool) -> None:
        self._is_secure = is_secure

    def read(self, request: Request, name: str) -> str:
        """The value of a cookie, or an empty text."""
        return request.cookies.get(self._named(name), "")

    def write(self, response: Response, name: str, value: str, *, seconds: int | None = None) -> None:
        """Set a cookie for `seconds`, or until the browser is closed."""
        response.set_cookie(
            self._named(name), value, max_age=seconds, path="/", secure=self._is_secure, httponly=True, samesite="lax"
        )

    def forget(self, response: Response, name: str) -> None:
        """Remove a cookie."""
        response.delete_cookie(self._named(name), path="/", secure=self._is_secure, httponly=True, samesite="lax")

    def say(self, response: Response, notice: str) -> None:
        """Have the next page say this, once."""
        text = base64.urlsafe_b64encode(notice[:_NOTICE_LENGTH_MAX].encode()).decode()
        self.write(response, NOTICE, text, seconds=_NOTICE_SECONDS)

    def notice(self, request: Request) -> str:
        """What this page has to say, or an empty text."""
        try:
            return base64.urlsafe_b64decode(self.read(request, NOTICE)).decode()
        except ValueError:
            return ""

    def visitor(self, request: Request) -> str:
        """The token of somebody who is not signed in; a new one if they have none."""
        return self.read(request, VISITOR) or new_token(_TOKEN_LENGTH)

    def _named(self, name: str) -> str:
        return f"__Host-{name}" if self._is_secure else name


def form_token(token: str) -> str:
    """What every form carries: only a page that was made for the holder of this cookie knows it."""
    return hmac.new(token.encode(), b"billhook form", hashlib.sha256).hexdigest()


def is_form_token(token: str, sent: str) -> bool:
    """Whether a form came from a page that was made for the holder of this cookie."""
    return bool(token) and hmac.compare_digest(form_token(token).encode(), sent.encode())
