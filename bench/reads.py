"""Reads: one invoice and a hundred of them, on a small and on a large database, in turns."""

import statistics
from dataclasses import dataclass, field

from server import Server, play


@dataclass(slots=True)
class Read:
    """One kind of read on one size: its turns, as milliseconds of one client's median and as a rate of eight."""

    p50s_ms: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)


def ratio(large: Read, small: Read) -> float:
    """How much longer one client waits on the large database: the median over pairs of turns."""
    return statistics.median(a / b for a, b in zip(large.p50s_ms, small.p50s_ms, strict=True))


def measure(servers: dict[int, tuple[Server, list[str]]], turns: int, seconds: float) -> dict[str, dict[int, Read]]:
    """`get` and `list` on each size, in turns that follow each other."""
    found: dict[str, dict[int, Read]] = {scenario: {size: Read() for size in servers} for scenario in ("get", "list")}
    for _ in range(turns):
        for scenario, step in (("get", "retrieve"), ("list", "list")):
            for clients in (1, 8):
                for size, (server, ids) in servers.items():
                    played = play(server.port, scenario, clients, seconds, warm=0.3, data=",".join(ids))
                    if clients == 1:
                        found[scenario][size].p50s_ms.append(played["latency_ms"][step]["p50"])
                    else:
                        found[scenario][size].rates.append(played["requests_per_second"])
    return found
