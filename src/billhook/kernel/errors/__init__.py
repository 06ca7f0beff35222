"""The catalogue of errors: every error that a caller can receive is one row of its four pages.

A row gives the HTTP status, the type, the code (many state errors have none) and the pattern of the
message. Raise it with the parameter it speaks of and the fields of its message:

    raise errors.NO_SUCH_PARAM(param="customer", noun="customer", id="cus_x")

Source: platform.md §2, §3; invoicing.md §3, §17; recurring.md §14. `docs/guide/errors.md` is
compared with these pages by a test.
"""

from billhook.kernel.api_error import INVALID_REQUEST as INVALID_REQUEST
from billhook.kernel.api_error import ApiError as ApiError
from billhook.kernel.api_error import ErrorKind as ErrorKind
from billhook.kernel.errors import invoicing, payments, recurring, requests
from billhook.kernel.errors.invoicing import *
from billhook.kernel.errors.payments import *
from billhook.kernel.errors.recurring import *
from billhook.kernel.errors.requests import *

PAGES = (requests, invoicing, recurring, payments)
"""The pages in their order."""


def catalogue() -> dict[str, ErrorKind]:
    """Every row of the catalogue by its name."""
    return {name: kind for page in PAGES for name, kind in vars(page).items() if isinstance(kind, ErrorKind)}
