"""An object of each kind that events are about, for test events where none was made yet.

`samples.json` has them as the newest API version shows them. Their ids lead nowhere, and say so: they end in zeros.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path


@cache
def samples() -> Mapping[str, object]:
    """Every sample, by what the types of its events begin with: `charge.dispute` for `charge.dispute.created`."""
    found: Mapping[str, object] = json.loads(Path(__file__).with_name("samples.json").read_text("utf-8"))
    return found


def sample(resource: str) -> str:
    """The JSON text of an object of this kind."""
    return json.dumps(samples()[resource], ensure_ascii=False, separators=(",", ":"))
