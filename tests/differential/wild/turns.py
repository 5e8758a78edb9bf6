"""What the caller of a random graph does, turn after turn, and the story it tells."""

from __future__ import annotations

from typing import Any

from tests.differential.compare import attempt, in_any_order, plain
from tests.differential.driver import Driver
from tests.differential.wild.graphs import built
from tests.differential.wild.nodes import Body
from tests.differential.wild.plans import Plan, Turn

LAST_TURNS = 5


def told(e: Any, d: Driver, plan: Plan) -> Any:
    """Returns the story of a plan: first an input, then its turns, then going on until nothing is due."""
    body = Body(e, plan)
    body.is_async = d.is_async
    app = built(e, plan, body)
    first = Turn("input", 0, plan.turns[0].durability if plan.turns else "sync")
    caller = Caller(e, d, plan, app, body)
    caller.take(first)
    for turn in plan.turns:
        caller.take(turn)
    for _ in range(LAST_TURNS):
        if caller.is_over():
            break
        caller.take(Turn())
    return caller.story


class Caller:
    """Plays turns and writes down what came of each."""

    def __init__(self, e: Any, d: Driver, plan: Plan, app: Any, body: Body) -> None:
        self.e, self.d, self.plan, self.app, self.body = e, d, plan, app, body
        self.story: list[Any] = []

    def take(self, turn: Turn) -> None:
        history = attempt(lambda: self.d.history(self.app, "t"))
        there = history[turn.at % len(history)].config if isinstance(history, list) and history else None
        self.story.append((turn.act, attempt(lambda: self.play(turn, there))))
        self.story.append(self.reading())
        self.story.append(sorted(self.body.ran[self.body_mark :]))

    body_mark = 0

    def is_over(self) -> bool:
        state = attempt(lambda: self.d.state(self.app, "t"))
        return not getattr(state, "next", ())

    def reading(self) -> Any:
        story = self.d.story(self.app, "t")
        story["inside"] = attempt(lambda: plain(self.d.state(self.app, "t", subgraphs=True)))
        if self.plan.state == "deltas":
            story.pop("rows")
        for told in (story["state"], story["inside"]):
            _without_fading(told)
        return story

    def play(self, turn: Turn, there: Any) -> Any:
        act, e, d, app = turn.act, self.e, self.d, self.app
        self.body_mark = len(self.body.ran)
        node = f"n{turn.at % len(self.plan.spots)}"
        state = d.state(app, "t")
        answers = {item.id: f"A{item.value}" for item in state.interrupts}
        if act == "go on":
            return self.run(turn, e.Command(resume=answers) if answers else None)
        if act == "answer one":
            chosen = sorted(answers)[turn.at % len(answers)] if answers else None
            # Sorted ids differ between engines only in nothing: they are made of namespaces; take by order instead.
            chosen = list(answers)[turn.at % len(answers)] if answers else None
            return self.run(turn, e.Command(resume={chosen: "one"}) if chosen else None)
        if act == "answer":
            return self.run(turn, e.Command(resume="A"))
        if act == "continue":
            return self.run(turn, None)
        if act == "input":
            return self.run(turn, {"log": ["in"]})
        if act == "edit":
            return plain(d.update(app, "t", {"log": ["edit"]}))
        if act == "edit as":
            return plain(d.update(app, "t", {"log": ["edit as"]}, as_node=node))
        if act == "end":
            return plain(d.update(app, "t", None, as_node=e.END))
        if act == "edits":
            updates = [
                [e.StateUpdate({"log": ["1"]}, node)],
                [e.StateUpdate({"log": ["2"]}, node), e.StateUpdate({"log": ["3"]}, "w")],
            ]
            return plain(d.call(app, "bulk_update_state", d.config("t"), updates))
        if act == "goto":  # to a node that never ran, the reference shows nothing due: see differences.md
            return self.run(turn, e.Command(goto=node)) if node in self.body.ran else None
        if act == "command":
            return self.run(turn, e.Command(update={"log": ["cmd"]}, resume=answers or None))
        if act == "edit inside":
            full = d.state(app, "t", subgraphs=True)
            inner = [task.state for task in full.tasks if task.state is not None]
            if not inner:
                return None
            return plain(d.update(app, inner[turn.at % len(inner)].config, {"log": ["inside"]}))
        if act == "replay inside":
            full = d.state(app, "t", subgraphs=True)
            inner = [task.state for task in full.tasks if task.state is not None]
            if not inner:
                return None
            inside = attempt(lambda: d.history(app, inner[turn.at % len(inner)].config))
            if not isinstance(inside, list) or not inside:
                return plain(inside)
            return self.run(turn, None, inside[turn.at % len(inside)].config)
        if there is None:
            return None
        if act == "replay":
            return self.run(turn, None, there)
        if act == "fork":
            forked = d.update(app, there, {"log": ["fork"]})
            return [plain(forked), self.run(turn, None, forked) if isinstance(forked, dict) else None]
        if act == "answer there":
            return self.run(turn, e.Command(resume="there"), there)
        if act == "input there":
            return self.run(turn, {"log": ["again"]}, there)
        raise ValueError(act)

    def run(self, turn: Turn, given: Any, there: Any = None) -> Any:
        config = {**(there or self.d.config("t"))}
        config["recursion_limit"] = self.plan.recursion_limit
        # One thread would not do for the reference: its sync streams wait for chunks on one of them.
        is_in_turn = self.plan.one_by_one and (self.d.is_async or not turn.modes)
        if is_in_turn:
            config["max_concurrency"] = 1
        more = {"durability": turn.durability, "version": turn.version}
        if not turn.modes:
            return calm(self.d.invoke(self.app, given, config=config, **more))
        chunks = self.d.stream(
            self.app, given, config=config, stream_mode=list(turn.modes), subgraphs=turn.subgraphs, **more
        )
        chunks = calm(chunks)
        return chunks if is_in_turn else in_any_order(chunks)


def _without_fading(told: Any) -> None:
    """Takes out values of one superstep: of siblings that wait, the reference shows none. See differences.md."""
    values = told[1].get("values") if told[0] == "StateSnapshot" else None
    for name in ("any", "fading", "topic"):
        if isinstance(values, dict):
            values.pop(name, None)


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
