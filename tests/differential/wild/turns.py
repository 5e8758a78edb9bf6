"""What the caller of a random graph does, turn after turn, and the story it tells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.differential.compare import attempt, in_any_order, plain
from tests.differential.driver import Driver
from tests.differential.wild.graphs import built
from tests.differential.wild.nodes import Body
from tests.differential.wild.plan import MOVES, PLAIN, WRITES, Plan, Turn

LAST_TURNS = 5
THREAD = "t"


def told(e: Any, d: Driver, plan: Plan) -> Any:
    """Returns the story of a plan: first an input, then its turns, then going on until nothing is due."""
    body = Body(e, is_async=d.is_async)
    caller = Caller(e, d, plan, built(e, plan, body), body)
    caller.take(Turn("input", durability=plan.turns[0].durability))
    for turn in plan.turns:
        caller.take(turn)
    for _ in range(LAST_TURNS):
        if caller.is_over():
            break
        caller.take(Turn(durability=plan.turns[-1].durability))
    return caller.story


class Caller:
    """Plays turns, each by the method named after its act, and writes down what came of each."""

    def __init__(self, e: Any, d: Driver, plan: Plan, app: Any, body: Body) -> None:
        self.e, self.d, self.plan, self.app, self.body = e, d, plan, app, body
        self.story: list[Any] = []

    def take(self, turn: Turn) -> None:
        act: Callable[[Turn], Any] = getattr(self, turn.act.replace(" ", "_"))
        before = len(self.body.ran)
        self.story.append((turn.act, attempt(lambda: act(turn))))
        self.story.append(self.reading())
        self.story.append(sorted(self.body.ran[before:]))

    def is_over(self) -> bool:
        state = attempt(lambda: self.d.state(self.app, THREAD))
        return not getattr(state, "next", ())

    def reading(self) -> Any:
        """Returns all there is to know of the thread."""
        story = self.d.story(self.app, THREAD)
        story["inside"] = attempt(lambda: plain(self.d.state(self.app, THREAD, subgraphs=True)))
        if self.plan.state == "deltas":  # each engine keeps a snapshot of them when it likes
            story.pop("rows")
        return without_counters(story)

    def go_on(self, turn: Turn) -> Any:
        answers = self.answers()
        return self.run(turn, self.e.Command(resume=answers) if answers else None)

    def answer_one(self, turn: Turn) -> Any:
        asked = list(self.answers())
        return self.run(turn, self.e.Command(resume={asked[turn.at % len(asked)]: "one"}) if asked else None)

    def answer(self, turn: Turn) -> Any:
        return self.run(turn, self.e.Command(resume="A"))

    def no_answer(self, turn: Turn) -> Any:
        return self.run(turn, None)

    def input(self, turn: Turn) -> Any:
        return self.run(turn, {"log": ["in"]})

    def edit(self, turn: Turn) -> Any:
        return plain(self.d.update(self.app, THREAD, {"log": ["edit"]}))

    def edit_as(self, turn: Turn) -> Any:
        return plain(self.d.update(self.app, THREAD, {"log": ["edit as"]}, as_node=self.node(turn)))

    def end(self, turn: Turn) -> Any:
        return plain(self.d.update(self.app, THREAD, None, as_node=self.e.END))

    def edits(self, turn: Turn) -> Any:
        update, node = self.e.StateUpdate, self.node(turn)
        supersteps = [
            [update({"log": ["1"]}, node)],
            [update({"log": ["2"]}, node), update({"log": ["3"]}, "w")],
        ]
        return plain(self.d.call(self.app, "bulk_update_state", self.d.config(THREAD), supersteps))

    def goto(self, turn: Turn) -> Any:
        """Goes where the run will not stop: there the reference would show nothing due, see `differences.md`."""
        kind, is_stop = self.plan.spots[turn.at % len(self.plan.spots)].kind, not self.plan.stops_before
        goes = is_stop and kind in (*PLAIN, *MOVES, *WRITES) and self.is_over()
        return self.run(turn, self.e.Command(goto=self.node(turn))) if goes else None

    def command(self, turn: Turn) -> Any:
        return self.run(turn, self.e.Command(update={"log": ["cmd"]}, resume=self.answers() or None))

    def replay(self, turn: Turn) -> Any:
        return self.run(turn, None, self.there(turn))

    def fork(self, turn: Turn) -> Any:
        forked = self.d.update(self.app, self.there(turn), {"log": ["fork"]})
        return [plain(forked), self.run(turn, None, forked) if isinstance(forked, dict) else None]

    def answer_there(self, turn: Turn) -> Any:
        return self.run(turn, self.e.Command(resume="there"), self.there(turn))

    def input_there(self, turn: Turn) -> Any:
        return self.run(turn, {"log": ["again"]}, self.there(turn))

    def edit_inside(self, turn: Turn) -> Any:
        inner = self.inner(turn)
        return inner and plain(self.d.update(self.app, inner.config, {"log": ["inside"]}))

    def replay_inside(self, turn: Turn) -> Any:
        inner = self.inner(turn)
        inside = self.d.history(self.app, inner.config) if inner else []
        return self.run(turn, None, inside[turn.at % len(inside)].config) if inside else None

    def node(self, turn: Turn) -> str:
        return f"n{turn.at % len(self.plan.spots)}"

    def there(self, turn: Turn) -> Any:
        """Returns the config of an earlier checkpoint."""
        history = self.d.history(self.app, THREAD)
        return history[turn.at % len(history)].config

    def inner(self, turn: Turn) -> Any:
        """Returns the state of a graph inside that is at work, if there is one."""
        state = self.d.state(self.app, THREAD, subgraphs=True)
        inner = [task.state for task in state.tasks if task.state is not None and task.state.metadata]
        return inner[turn.at % len(inner)] if inner else None

    def answers(self) -> dict[str, str]:
        """Returns an answer to every question, by its id."""
        return {item.id: f"A{item.value}" for item in self.d.state(self.app, THREAD).interrupts}

    def run(self, turn: Turn, given: Any, there: Any = None) -> Any:
        config = {**(there or self.d.config(THREAD)), "recursion_limit": self.plan.recursion_limit}
        # One thread would not do for the reference: its sync streams wait for chunks on one of them.
        is_in_turn = self.plan.one_by_one and self.d.is_async
        if is_in_turn:
            config["max_concurrency"] = 1
        options = {"config": config, "durability": turn.durability, "version": turn.version}
        if not turn.modes:
            return calm(self.d.invoke(self.app, given, **options))
        chunks = self.d.stream(self.app, given, stream_mode=list(turn.modes), subgraphs=turn.subgraphs, **options)
        chunks = without_counters(calm(chunks))
        return chunks if is_in_turn else in_any_order(chunks)


def calm(value: Any) -> Any:
    """Returns a plain value with interrupts of one superstep in a fixed order."""
    if isinstance(value, dict):
        return {
            key: in_any_order(item) if key in ("__interrupt__", "interrupts") and item else calm(item)
            for key, item in value.items()
        }
    if isinstance(value, tuple):
        return tuple(calm(item) for item in value)
    return [calm(item) for item in value] if isinstance(value, list) else value


def without_counters(value: Any) -> Any:
    """Returns a story without what metadata count for delta channels: each engine snapshots them when it likes."""
    if isinstance(value, dict):
        return {key: without_counters(item) for key, item in value.items() if key != "counters_since_delta_snapshot"}
    if isinstance(value, tuple):
        return tuple(without_counters(item) for item in value)
    return [without_counters(item) for item in value] if isinstance(value, list) else value
