"""The versions of the API that a request, an account or a webhook endpoint may name.

The names are those that the official clients accept for a webhook endpoint (stripe-python 16.1.0). Up to
2024-06-20 a version is a date; since then it is a date and the name of its train. They sort by time as text,
which the whole chain relies on.
"""

import re

NEWEST = "2026-10-28.endive"
"""The version that views are written in."""

OLDEST = "2022-11-15"
"""The oldest version on offer; what is older is refused, because its names are not known here."""

# The releases that changed names.
MARKETING = "2024-04-10"
BASIL = "2025-03-31.basil"
CLOVER = "2025-09-30.clover"
UI_MODES = "2026-03-25.dahlia"
ENDIVE = "2026-09-30.endive"

# fmt: off
KNOWN: tuple[str, ...] = (
    "2011-01-01", "2011-06-21", "2011-06-28", "2011-08-01", "2011-09-15", "2011-11-17", "2012-02-23",
    "2012-03-25", "2012-06-18", "2012-06-28", "2012-07-09", "2012-09-24", "2012-10-26", "2012-11-07",
    "2013-02-11", "2013-02-13", "2013-07-05", "2013-08-12", "2013-08-13", "2013-10-29", "2013-12-03",
    "2014-01-31", "2014-03-13", "2014-03-28", "2014-05-19", "2014-06-13", "2014-06-17", "2014-07-22",
    "2014-07-26", "2014-08-04", "2014-08-20", "2014-09-08", "2014-10-07", "2014-11-05", "2014-11-20",
    "2014-12-08", "2014-12-17", "2014-12-22", "2015-01-11", "2015-01-26", "2015-02-10", "2015-02-16",
    "2015-02-18", "2015-03-24", "2015-04-07", "2015-06-15", "2015-07-07", "2015-07-13", "2015-07-28",
    "2015-08-07", "2015-08-19", "2015-09-03", "2015-09-08", "2015-09-23", "2015-10-01", "2015-10-12",
    "2015-10-16", "2016-02-03", "2016-02-19", "2016-02-22", "2016-02-23", "2016-02-29", "2016-03-07",
    "2016-06-15", "2016-07-06", "2016-10-19", "2017-01-27", "2017-02-14", "2017-04-06", "2017-05-25",
    "2017-06-05", "2017-08-15", "2017-12-14", "2018-01-23", "2018-02-05", "2018-02-06", "2018-02-28",
    "2018-05-21", "2018-07-27", "2018-08-23", "2018-09-06", "2018-09-24", "2018-10-31", "2018-11-08",
    "2019-02-11", "2019-02-19", "2019-03-14", "2019-05-16", "2019-08-14", "2019-09-09", "2019-10-08",
    "2019-10-17", "2019-11-05", "2019-12-03", "2020-03-02", "2020-08-27", "2022-08-01", "2022-11-15",
    "2023-08-16", "2023-10-16", "2024-04-10", "2024-06-20",
    "2024-09-30.acacia", "2024-10-28.acacia", "2024-11-20.acacia", "2024-12-18.acacia", "2025-01-27.acacia",
    "2025-02-24.acacia", "2025-03-01.dashboard",
    "2025-03-31.basil", "2025-04-30.basil", "2025-05-28.basil", "2025-06-30.basil", "2025-07-30.basil",
    "2025-08-27.basil",
    "2025-09-30.clover", "2025-10-29.clover", "2025-11-17.clover", "2025-12-15.clover", "2026-01-28.clover",
    "2026-02-25.clover",
    "2026-03-25.dahlia", "2026-04-22.dahlia", "2026-05-27.dahlia", "2026-06-24.dahlia", "2026-07-29.dahlia",
    "2026-08-26.dahlia",
    "2026-09-30.endive", "2026-10-28.endive",
)
# fmt: on

_KNOWN = frozenset(KNOWN)

OFFERED = tuple(version for version in KNOWN if version >= OLDEST)
"""Those that may be named: the others are too old."""


# What a version published after this release looks like.
_LATER = re.compile(r"20[0-9]{2}-[01][0-9]-[0-3][0-9]\.(?!preview)[a-z]{3,20}", re.ASCII)


def is_known(version: str) -> bool:
    """Whether `version` may be asked for; anything else is refused with a 400 (`is_too_old` says why).

    A version later than the newest one known here is answered as the newest, so that people may upgrade their
    SDK before their Billhook (invoicing.md §0.1).
    """
    return (version in _KNOWN and version >= OLDEST) or (
        version[:10] > NEWEST[:10] and _LATER.fullmatch(version) is not None
    )


def is_too_old(version: str) -> bool:
    """Whether this is a published version that is older than the oldest on offer."""
    return version in _KNOWN and version < OLDEST
