"""`scripts/bench engine`: our engine beside langgraph, in one run, alternating.

Every row has the least of `--repeat` times for each engine: what it takes when nothing else runs. The engines take
turns in changing order, so that noise of the machine meets both. The ratio is langgraph's time over ours.
`--write` renews the table in docs/explanation/performance.md.
"""

import argparse
import asyncio
import cProfile
import gc
import importlib
import platform
import pstats
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from runtime.debugger import Debugger, Stop, TaskInfo, Word
from tests.bench.cases import CASES, Case, execution, load
from tests.bench.page import renew

TREES = ("langgraph", "runtime")
TARGETS = {
    ("chain 100", "none"): 12,
    ("loop 200", "none"): 12,
    ("wide 200 keys", "none"): 12,
    ("subgraph 3 deep", "none"): 12,
    ("chain 100", "memory"): 10,
    ("loop 200", "memory"): 10,
    ("wide 200 keys", "memory"): 10,
    ("subgraph 3 deep", "memory"): 10,
    ("fan-out 100", "none"): 8,
    ("fan-out 100", "memory"): 10,
    ("messages to 400", "memory"): 15,
    ("agent 10 calls", "none"): 4,
    ("agent 10 calls", "memory"): 4,
    ("chain 100", "sqlite"): 3,
    ("chain 100", "sqlite grouped"): 10,
    ("chain 100", "sqlite sync"): 3,
    ("chain 100", "sqlite grouped sync"): 3,
}
SAVERS = "none,memory,sqlite,sqlite grouped,sqlite sync,sqlite grouped sync"


@contextmanager
def saver_of(tree: str, kind: str, folder: str) -> Iterator[Any]:
    """A saver of one engine: "none", "memory", or "sqlite", a file in `folder`.

    With "grouped" ours groups its commits; with "sync" both run with durability="sync".
    """
    if kind == "none":
        yield None
    elif kind == "memory":
        yield importlib.import_module(f"{tree}.checkpoint.memory").InMemorySaver()
    else:
        module = importlib.import_module(f"{tree}.checkpoint.sqlite")
        with module.SqliteSaver.from_conn_string(f"{folder}/{tree}.db") as saver:
            if tree == "runtime" and "grouped" in kind:
                saver.groups_commits = True
            yield saver


Turn = Callable[[int], object]
"""Runs something so many times."""


def turn_of(run: Callable[[], Any]) -> Turn:
    """Turns of a function."""

    def turn(times: int) -> None:
        for _ in range(times):
            run()

    return turn


def turn_on(loop: asyncio.Runner, run: Callable[[], Any]) -> Turn:
    """Turns of a coroutine function, awaited one after another by a coroutine of one event loop.

    It returns nothing: `Runner.run` looks at its signal handler, and to do that writes out what its task returned.
    """

    async def turns(times: int) -> None:
        for _ in range(times):
            await run()

    return lambda times: loop.run(turns(times))


def pairs(first: Turn, second: Turn, repeat: int) -> tuple[float, float]:
    """Least seconds of both, run in turns with changing order; short ones are run several times in a turn."""
    taken: dict[int, list[float]] = {0: [], 1: []}
    start = time.perf_counter()
    first(1)
    times = 1 + int(0.03 / (time.perf_counter() - start))
    for turn in range(repeat):
        for which in (0, 1) if turn % 2 else (1, 0):
            gc.collect()
            start = time.perf_counter()
            (first, second)[which](times)
            taken[which].append((time.perf_counter() - start) / times)
    return min(taken[0]), min(taken[1])


def measure(case: Case, kind: str, face: str, repeat: int) -> tuple[float, float]:
    """Least seconds of (langgraph, ours) for one case, saver and face."""
    with (
        tempfile.TemporaryDirectory() as folder,
        saver_of("langgraph", kind, folder) as theirs,
        saver_of("runtime", kind, folder) as ours,
        asyncio.Runner() as loop,
    ):
        options = {"durability": "sync"} if kind.endswith(" sync") else {}
        savers = zip(TREES, (theirs, ours), strict=True)
        runs = [execution(tree, case, face, saver, **options) for tree, saver in savers]
        turns = [turn_of(run) if face == "sync" else turn_on(loop, run) for run in runs]
        for turn in turns:
            turn(1)
        return pairs(turns[0], turns[1], repeat)


def python_calls(tree: str) -> int:
    """Python calls in the chain of 100, without a saver."""
    run = execution(tree, CASES[0], "sync", None)
    run()
    profile = cProfile.Profile()
    profile.runcall(run)
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


def import_seconds(module: str) -> float:
    """Least seconds of processor time that importing a module takes in a new process."""
    code = f"import time; before = time.process_time(); import {module}; print(time.process_time() - before)"
    command = [sys.executable, "-c", code]
    return min(float(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(5))


def checkpoint_bytes(tree: str) -> int:
    """Bytes that a memory saver holds after about 1,000 checkpoints of the loop."""
    module = importlib.import_module(f"{tree}.checkpoint.memory")
    execution(tree, CASES[1], "sync", module.InMemorySaver())()  # imports and caches are not the checkpoints'
    gc.collect()
    tracemalloc.start()
    saver = module.InMemorySaver()
    run = execution(tree, CASES[1], "sync", saver)
    for _ in range(5):
        run()
    gc.collect()
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return held


def append_seconds(tree: str, count: int = 10_000) -> float:
    """Least seconds of adding one message to `count`."""
    add: Any = importlib.import_module(f"{tree}.graph.message").add_messages
    known = add([], [{"role": "user", "content": str(number)} for number in range(count)])
    taken: list[float] = []
    for _ in range(30):
        start = time.perf_counter()
        add(known, [{"role": "assistant", "content": "one more"}])
        taken.append(time.perf_counter() - start)
    return min(taken)


class Quiet(Debugger):
    """A debugger without breakpoints that nobody watches."""

    observes = False
    asks = False


class Watching(Debugger):
    """A debugger that keeps every word it observes."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[Word] = []

    def observe(self, word: Word) -> None:
        self.words.append(word)


class Conditional(Debugger):
    """A debugger with a breakpoint on a condition that never holds."""

    observes = False

    def before(
        self, ns: tuple[str, ...], step: int, tasks: Sequence[TaskInfo], values: Mapping[str, Any]
    ) -> Sequence[Stop]:
        return [Stop("condition", task.id, task.name) for task in tasks if task.name == "work" and values["n"] < 0]


def debugging(repeat: int) -> Iterator[str]:
    """What a debugger costs: the loop of 200 with one beside the loop without."""
    yield "| loop 200, saver memory | ms | over none | µs a superstep | target |"
    yield "|---|--:|--:|--:|--:|"
    for name, debugger, goal in (
        ("no breakpoint set", Quiet, ""),
        ("a condition asked in each superstep", Conditional, "< 50 µs"),
        ("every event observed", Watching, "≤ 1.5"),
    ):
        saver = importlib.import_module("runtime.checkpoint.memory").InMemorySaver()
        plain = execution("runtime", CASES[1], "sync", saver)
        graph = CASES[1].build(load("runtime", "sync")).compile(checkpointer=saver)
        numbers = iter(range(1_000_000))

        def watched(make: Any = debugger, graph: Any = graph, numbers: Iterator[int] = numbers) -> None:
            thread = {"configurable": {"thread_id": f"w{next(numbers)}"}, "recursion_limit": 1000}
            graph.invoke(CASES[1].input, thread, control=make())

        off, on = pairs(turn_of(plain), turn_of(watched), repeat)
        yield f"| {name} | {on * 1e3:.2f} | {on / off:.2f} | {(on - off) / 201 * 1e6:.1f} | {goal} |"


def rows(options: argparse.Namespace) -> Iterator[str]:
    """The table, a line at a time."""
    yield "| case | saver | face | langgraph ms | ours ms | ratio | target |"
    yield "|---|---|---|--:|--:|--:|--:|"
    for case in CASES:
        if options.only and options.only not in case.name:
            continue
        for kind in options.savers.split(","):
            for face in options.faces.split(","):
                if kind.startswith("sqlite") and face != "sync":
                    continue
                theirs, ours = measure(case, kind, face, options.repeat)
                target = TARGETS.get((case.name, kind)) if face != "mixed" else None
                goal = f"≥ {target}" if target else ""
                times = f"{theirs * 1e3:.2f} | {ours * 1e3:.2f} | {theirs / ours:.1f}"
                yield f"| {case.name} | {kind} | {face} | {times} | {goal} |"


def extras() -> Iterator[str]:
    """What is not a time of a run: calls, import, memory."""
    yield "| measure | langgraph | ours | ratio | target |"
    yield "|---|--:|--:|--:|--:|"
    theirs, ours = (python_calls(tree) / 100 for tree in TREES)
    yield f"| Python calls a superstep (chain 100) | {theirs:.0f} | {ours:.0f} | {theirs / ours:.1f} | |"
    theirs = import_seconds("langgraph.graph")
    for module, goal in (("runtime", "< 120 ms"), ("runtime.graph", "")):
        ours = import_seconds(module)
        yield f"| import of `{module}`, ms | {theirs * 1e3:.0f} | {ours * 1e3:.0f} | {theirs / ours:.1f} | {goal} |"
    theirs, ours = (append_seconds(tree) for tree in TREES)
    times = f"{theirs * 1e3:.2f} | {ours * 1e3:.2f} | {theirs / ours:.1f}"
    yield f"| one message to 10,000, ms | {times} | < 1 ms |"
    theirs, ours = (checkpoint_bytes(tree) / 1e3 for tree in TREES)
    yield f"| memory of 1,000 checkpoints, kB | {theirs:.0f} | {ours:.0f} | {theirs / ours:.1f} | ≥ 1 |"


def main() -> None:
    """Measure, print each row as it comes, and rewrite the page when asked."""
    parser = argparse.ArgumentParser(prog="scripts/bench engine", description=__doc__)
    parser.add_argument("--repeat", type=int, default=7, help="pairs per row (default 7)")
    parser.add_argument("--only", default="", help="only cases whose name holds this")
    parser.add_argument("--savers", default=SAVERS, help=f"which savers (default: {SAVERS})")
    parser.add_argument("--faces", default="sync,async,mixed", help="which faces (default: sync,async,mixed)")
    parser.add_argument("--write", action="store_true", help="renew docs/explanation/performance.md")
    options = parser.parse_args()
    where = f"CPython {platform.python_version()} on {platform.machine()}"
    lines = [f"Measured with {where}, {options.repeat} pairs a row, the least of each.", ""]
    sys.stdout.write("\n".join(lines) + "\n")
    for line in rows(options):
        lines.append(line)
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    lines.append("")
    for line in () if options.only else (*extras(), "", *debugging(options.repeat)):
        lines.append(line)
        sys.stdout.write(line + "\n")
    if options.write:
        renew("engine", lines)


if __name__ == "__main__":
    main()
