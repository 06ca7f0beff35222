"""`./dev bench`: what this server does, beside what the machine would allow, in one run.

It starts everything it measures on data directories of its own, prints a table, and writes it with an
explanation into docs/benchmarks.md. Nothing here ever fails because something was slow.
"""

import argparse
import os
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import filling
import filters
import flow
import mailing
import others
import reads
import report
from server import constant, play, running

import pages


@dataclass(frozen=True, slots=True)
class Plan:
    """How much to do."""

    workers: tuple[int, ...]
    turns: dict[int, int]
    """For each number of clients."""
    seconds: int
    small: int
    large: int
    read_turns: int
    filter_turns: int
    page_turns: int
    starts: int
    papers: int
    large_invoices: int
    deliveries: int
    mails: int


CORES = os.cpu_count() or 1
FULL = Plan(tuple(sorted({1, CORES})), {8: 3, 1: 1}, 4, 1_000, 100_000, 3, 15, 9, 3, 40, 20, 5_000, 1_000)
QUICK = Plan((CORES,), {8: 1, 1: 1}, 2, 1_000, 20_000, 1, 9, 3, 1, 10, 5, 2_000, 200)


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="./dev bench", description="Measure, and print the ratios.")
    parser.add_argument("--quick", action="store_true", help="under a minute; prints, but leaves the document alone")
    parser.add_argument("--invoices", type=int, help="how many are in the large database; a million take a while")
    parser.add_argument("--mails", type=int, help="how many invoices are mailed at the end of the month")
    options = parser.parse_args()
    plan = QUICK if options.quick else FULL
    plan = replace(plan, large=options.invoices or plan.large, mails=options.mails or plan.mails)
    begun = time.monotonic()
    # /tmp may be memory; invoices are not kept there, so neither are these.
    with tempfile.TemporaryDirectory(prefix="billhook-bench-", dir="/var/tmp") as name:
        measured = _measure(plan, Path(name))
    print(report.table(measured))
    say(f"{time.monotonic() - begun:.0f} s")
    if not options.quick:
        document = Path(__file__).parent.parent / "docs" / "benchmarks.md"
        document.write_text(report.document(measured))
        say(f"wrote {document.name}")
    return 0


def _measure(plan: Plan, directory: Path) -> report.Measured:
    with constant() as port:
        say("the load generator against a constant")
        alone, crowd = (play(port, "flow", clients, 1.5, warm=0.2) for clients in (1, 8))
    flows = []
    for workers in plan.workers:
        say(f"the flow, {workers} worker(s)")
        with running(directory / f"flow{workers}", workers=workers) as server:
            flows += flow.measure(server, workers, plan.turns, plan.seconds, directory)
    say("starts")
    cold, warm, rss = others.starts(directory, plan.starts)
    with running(directory / "small") as small, running(directory / "large") as large, constant() as port:
        say(f"filling {plan.small} and {plan.large} invoices")
        servers = {
            size: (server, filling.fill(server, size)) for size, server in ((plan.small, small), (plan.large, large))
        }
        say("reads")
        found = reads.measure(servers, plan.read_turns, 1.5)
        say("filters")
        filtered = filters.measure({size: server for size, (server, _) in servers.items()}, plan.filter_turns)
        say("pages")
        opened = pages.measure({size: server for size, (server, _) in servers.items()}, plan.page_turns)
        say("PDF")
        pdf = others.pdf_cpu_ms(small, servers[plan.small][1], plan.papers)
        say("a large invoice")
        large_finalize = others.large_finalize_cpu_ms(small, plan.large_invoices)
        say("webhooks")
        deliveries = others.deliveries_per_second(small, port, plan.deliveries)
    say("mails")
    month_end = mailing.measure(directory, plan.mails, plan.seconds)
    return report.Measured(
        cores=CORES,
        generator={1: alone["flows_per_second"], 8: crowd["flows_per_second"]},
        flows=flows,
        reads=found,
        filtered=filtered,
        pages=opened,
        cold_seconds=cold,
        warm_seconds=warm,
        rss_mib=rss,
        pdf_ms=pdf,
        large_finalize_ms=large_finalize,
        deliveries_per_second=deliveries,
        month_end=month_end,
    )


def say(text: str) -> None:
    """Progress, on standard error."""
    print(f"bench: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
