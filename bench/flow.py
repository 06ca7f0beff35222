"""Measures THE FLOW against PostgreSQL's ceiling, in turns that lie close together."""

import os
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from capture import one_flow, statements
from ceiling import VARIANTS, Ceiling, Variant
from frozen import Frozen
from server import Server, play

_WARM_SECONDS = 1.0


@dataclass(slots=True)
class Turn:
    """One turn: what the server did and what pgbench did right after it, in flows per second."""

    server: float
    ceiling: dict[Variant, float]
    frozen: float
    server_cpu_ms: float
    postgres_cpu_ms: float
    elsewhere: float
    latency_ms: dict[str, dict[str, float]]


@dataclass(slots=True)
class Flows:
    """All turns of one number of clients against one server."""

    workers: int
    clients: int
    turns: list[Turn] = field(default_factory=list)
    statements: dict[Variant, int] = field(default_factory=dict)

    def middle(self, of: Callable[[Turn], float]) -> float:
        """The median over the turns."""
        return statistics.median(of(turn) for turn in self.turns)

    def rate(self) -> float:
        """Flows per second of the server."""
        return self.middle(lambda turn: turn.server)

    def ratio(self, variant: Variant) -> float:
        """The server's part of a ceiling: the median of the turns' own ratios."""
        return self.middle(lambda turn: turn.server / turn.ceiling[variant])

    def ratio_of_frozen(self) -> float:
        """The server's part of the ceiling of the frozen writes."""
        return self.middle(lambda turn: turn.server / turn.frozen)


def measure(server: Server, workers: int, plan: dict[int, int], seconds: int, directory: Path) -> list[Flows]:
    """`plan` says how many turns each number of clients gets; a turn plays everything for `seconds` each."""
    play(server.port, "flow", 8, 2, warm=0)
    # A table that PostgreSQL has never looked at gets poor plans. Autovacuum looks within a minute.
    statements(server, "VACUUM ANALYZE", "CHECKPOINT")
    ceiling, frozen = Ceiling(server, one_flow(server), directory), Frozen(server, directory)
    found = []
    for clients, turns in plan.items():
        flows = Flows(workers, clients, statements={v: ceiling.statements(v) for v in VARIANTS})
        flows.turns = [_turn(server, ceiling, frozen, clients, seconds) for _ in range(turns)]
        found.append(flows)
    return found


def _turn(server: Server, ceiling: Ceiling, frozen: Frozen, clients: int, seconds: int) -> Turn:
    before = _Spent.now(server)
    played: Any = play(server.port, "flow", clients, seconds, warm=_WARM_SECONDS)
    spent = _Spent.now(server) - before
    rate = played["flows_per_second"]
    flows = rate * (seconds + _WARM_SECONDS)
    return Turn(
        server=rate,
        ceiling={variant: ceiling.flows_per_second(variant, clients, seconds) for variant in VARIANTS},
        frozen=frozen.flows_per_second(clients, seconds),
        server_cpu_ms=spent.server / flows * 1000,
        postgres_cpu_ms=spent.postgres / flows * 1000,
        elsewhere=max(0.0, spent.machine - spent.server - spent.postgres - spent.here)
        / ((seconds + _WARM_SECONDS) * (os.cpu_count() or 1)),
        latency_ms=played["latency_ms"],
    )


@dataclass(frozen=True, slots=True)
class _Spent:
    """CPU seconds, of the whole machine and of the parts that are ours."""

    machine: float
    server: float
    postgres: float
    here: float

    @classmethod
    def now(cls, server: Server) -> "_Spent":
        user, nice, system, _idle, _wait, irq, soft, _steal = map(
            int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
        )
        machine = (user + nice + system + irq + soft) / os.sysconf("SC_CLK_TCK")
        return cls(machine, server.cpu_seconds(), server.postgres_cpu_seconds(), sum(os.times()[:4]))

    def __sub__(self, before: "_Spent") -> "_Spent":
        return _Spent(
            self.machine - before.machine, self.server - before.server, self.postgres - before.postgres,
            self.here - before.here,
        )  # fmt: skip
