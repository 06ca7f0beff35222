"""A server whose statements wait for a lock for six seconds, not twenty, so that its tests wait less.

It runs in a server where PYTHONPATH names its folder (tests/ready_made.py).
"""

from typing import Any

import asyncpg

_create_pool = asyncpg.create_pool


def _hasty(*arguments: Any, server_settings: dict[str, str], **more: Any) -> Any:
    return _create_pool(*arguments, server_settings=server_settings | {"lock_timeout": "6000"}, **more)


asyncpg.create_pool = _hasty
