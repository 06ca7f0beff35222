"""Which requests `stripe logs tail` wants to see: the filters that it sends when it opens a session."""

import ipaddress
import json
from collections.abc import Mapping
from dataclasses import dataclass

_STATUS_TYPES = {"2XX": 2, "4XX": 4, "5XX": 5}
_OUTCOMES = {"SUCCEEDED": (1, 2, 3), "FAILED": (4, 5)}
_METHODS = ("GET", "POST", "DELETE")
_SOURCES = ("API", "DASHBOARD")
_ACCOUNTS = ("connect_in", "connect_out", "self")
_API = "API"
EACH_MAX = 20
"""Values of one filter."""


class WrongFilter(ValueError):
    """A filter that cannot be applied; its text says why."""


@dataclass(frozen=True, slots=True)
class LogFilters:
    """A request is wanted if it meets every filter; a filter without values wants everything.

    `statuses` are whole ones, `classes` and `outcomes` their first digits. A path stands for what is below it too.
    `are_of_api` is false if only those of the Dashboard are wanted, which are no requests to the API. `names_accounts`:
    requests of connected accounts are asked for, which is no filter where there are none.
    """

    addresses: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    statuses: tuple[int, ...] = ()
    classes: tuple[int, ...] = ()
    outcomes: tuple[int, ...] = ()
    are_of_api: bool = True
    names_accounts: bool = False

    def want(self, method: str, path: str, status: int, address: str) -> bool:
        """Whether a request is one that was asked for."""
        return (
            self.are_of_api
            and (not self.methods or method in self.methods)
            and (not self.paths or any(path == one or path.startswith(f"{one}/") for one in self.paths))
            and (not self.addresses or address in self.addresses)
            and (not self.statuses or status in self.statuses)
            and (not self.classes or status // 100 in self.classes)
            and (not self.outcomes or status // 100 in self.outcomes)
        )


def log_filters(text: str | None) -> LogFilters:
    """The filters of a JSON object, as the command line spells them. Raises WrongFilter."""
    given = _object(text)
    known = {
        "filter_account": _ACCOUNTS, "filter_ip_address": None, "filter_http_method": _METHODS,
        "filter_request_path": None, "filter_request_status": tuple(_OUTCOMES), "filter_source": _SOURCES,
        "filter_status_code": None, "filter_status_code_type": tuple(_STATUS_TYPES),
    }  # fmt: skip
    for name in given:
        if name not in known:
            raise WrongFilter(f"there is no filter {name[:100]}")
    values = {name: _values(given, name, allowed) for name, allowed in known.items()}
    return LogFilters(
        addresses=tuple(map(_address, values["filter_ip_address"])),
        methods=values["filter_http_method"],
        paths=tuple(path.rstrip("/") for path in values["filter_request_path"]),
        statuses=tuple(map(_status, values["filter_status_code"])),
        classes=tuple(_STATUS_TYPES[one] for one in values["filter_status_code_type"]),
        outcomes=tuple(digit for one in values["filter_request_status"] for digit in _OUTCOMES[one]),
        are_of_api=_API in values["filter_source"] or not values["filter_source"],
        names_accounts=any(one.startswith("connect_") for one in values["filter_account"]),
    )


def _object(text: str | None) -> Mapping[str, object]:
    try:
        given = json.loads(text or "{}")
    except ValueError:
        raise WrongFilter("this is no JSON") from None
    if not isinstance(given, dict):
        raise WrongFilter("this is no JSON object")
    return given


def _values(given: Mapping[str, object], name: str, allowed: tuple[str, ...] | None) -> tuple[str, ...]:
    values = given.get(name) or []
    if not isinstance(values, list) or len(values) > EACH_MAX or not all(isinstance(one, str) for one in values):
        raise WrongFilter(f"{name} must be a list of at most {EACH_MAX} texts")
    for value in values:
        if allowed is not None and value not in allowed:
            raise WrongFilter(f"{name} must be one of {', '.join(allowed)}")
    return tuple(values)


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise WrongFilter("filter_ip_address must be an IP address") from None


def _status(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 3):
        raise WrongFilter("filter_status_code must be a status such as 402")
    return int(text)
