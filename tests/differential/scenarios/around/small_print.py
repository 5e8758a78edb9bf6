"""What only those notice who lean on it: old keywords, objects given whole, answers to tools, nodes in chains."""

# Annotations of tools and states are looked at: no `from __future__ import annotations` here.
import importlib
import operator
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, NamedTuple

from langchain_core.messages import AIMessage, ToolMessage
from langchain_core.runnables import AddableDict, RunnableConfig, RunnableLambda
from pydantic import BaseModel
from typing_extensions import TypedDict

from tests.differential.compare import attempt
from tests.differential.driver import Driver
from tests.differential.scenario import scenario
from tests.graphs.chain import chain, saved
from tests.graphs.words import State, says


def warned(act: Callable[[], Any]) -> Any:
    """Returns what came of `act`, and the classes of LangGraph's warnings on the way."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = attempt(act)
    kinds = {item.category.__name__ for item in caught}
    return result, sorted(kind for kind in kinds if kind.startswith("LangGraph"))


@scenario
def keywords_of_old_programs_work_and_warn(e: Any, d: Driver) -> Any:
    once = e.RetryPolicy(max_attempts=1)

    def graph(node: dict[str, Any] | None = None, **options: Any) -> Any:
        made = e.StateGraph(State, **options).add_node("a", says("a"), **(node or {})).add_edge(e.START, "a")
        return d.invoke(made.compile(), {"x": 1})

    async def doubles(x: int) -> int:
        return 2 * x

    app = chain(e, "a").compile()
    return [
        warned(lambda: graph(config_schema=State)),
        warned(lambda: graph(input=State, output=State)),
        warned(lambda: graph({"retry": once, "input": State})),
        warned(lambda: d.invoke(e.entrypoint(retry=once, config_schema=State)(doubles), 2) if d.is_async else None),
        warned(lambda: e.task(retry=once)(doubles).__name__),
        warned(lambda: d.invoke(app, {"x": 1}, checkpoint_during=True)),
        warned(lambda: d.invoke(app, {"x": 1}, checkpoint_during=True, durability="sync")),
        warned(lambda: app.config_schema().__name__),
        warned(app.get_config_jsonschema),
    ]


@scenario
def old_ways_to_read_and_raise_warn(e: Any, d: Driver) -> Any:
    whole = d.call(chain(e, "a").compile(), "invoke", {"x": 1}, version="v2")
    return [
        warned(lambda: whole["x"]),
        warned(lambda: "x" in whole),
        warned(lambda: e.Interrupt("?", id="i").interrupt_id),
        warned(lambda: type(e.NodeInterrupt("?")).__name__),
        warned(lambda: importlib.import_module(f"{e.root}.constants").Send is e.Send),
    ]


@scenario
def a_dataclass_given_whole_sets_every_field(e: Any, d: Driver) -> Any:
    @dataclass
    class Order:
        amount: int = 3
        notes: Annotated[list[str], operator.add] = field(default_factory=list)
        customer: str | None = None

    seen: list[Any] = []
    graph = e.StateGraph(Order).add_node("n", lambda state: (seen.append(state), Order(notes=["n"]))[1])
    app = graph.add_edge(e.START, "n").compile(checkpointer=e.InMemorySaver())
    told = [d.invoke(app, given, thread=str(given)) for given in (Order(), Order(customer="c"), {"amount": 5}, {})]
    return told, seen, app.get_input_jsonschema(), app.get_output_jsonschema()


@scenario
def names_of_schemas_follow_the_name_of_the_graph(e: Any, d: Driver) -> Any:
    graph = e.StateGraph(list).add_node("n", lambda state: ["n"]).add_edge(e.START, "n")
    names: list[Any] = []
    for name in ("Mine", "mine"):
        app = graph.compile(name=name)
        names += [app.get_name("Input"), app.get_name("inPut", name="Your"), app.get_input_schema().__name__]
    return names


@scenario
def a_branch_that_names_no_place_is_an_error(e: Any, d: Driver) -> Any:
    graph = chain(e, "a").add_conditional_edges("a", lambda state: None)
    return d.invoke(graph.compile(), {"x": 0})


class Decision(BaseModel):
    """What a person may answer."""

    is_fine: bool


def with_tools(e: Any, node: Any, tool: str) -> Any:
    call = {"name": tool, "args": {}, "id": "c", "type": "tool_call"}
    graph = e.StateGraph(e.MessagesState).add_node("tools", node)
    graph.add_node("model", lambda state: {"messages": [AIMessage("", tool_calls=[call])]})
    graph.add_edge(e.START, "model").add_edge("model", "tools")
    return graph.compile(checkpointer=e.InMemorySaver())


def last(told: Any) -> Any:
    """Returns the end of a conversation, or what failed."""
    return told["messages"][-1][1]["content"] if isinstance(told, dict) and "__interrupt__" not in told else told


@scenario
def an_answer_that_does_not_fit_is_no_mistake_of_the_model(e: Any, d: Driver) -> Any:
    errors = importlib.import_module(f"{e.root}.errors")
    marks: list[bool] = []

    def confirm() -> str:
        """Ask a person."""
        try:
            return repr(e.interrupt("fine?", response_schema=Decision))
        except ValueError as error:
            marks.append(errors.is_invalid_resume(error))
            raise

    told: list[Any] = []
    for wish in (True, "oops", (ValueError,), lambda error: "told"):
        app = with_tools(e, e.ToolNode([confirm], handle_tool_errors=wish), "confirm")
        answers = (e.Command(resume={"is_fine": "perhaps"}), e.Command(resume={"is_fine": True}))
        asked = d.invoke(app, {"messages": []}, thread="t")
        told += [len(asked["__interrupt__"]), *(last(d.invoke(app, answer, thread="t")) for answer in answers)]
    return told, marks, errors.is_invalid_resume(ValueError())


@scenario
def a_tool_node_may_have_a_fallback(e: Any, d: Driver) -> Any:
    def breaks() -> str:
        """Break."""
        raise OSError("planned")

    def says_so(state: Any) -> Any:
        call = state["messages"][-1].tool_calls[0]
        return {"messages": [ToolMessage(f"failed: {state['error']!r}", tool_call_id=call["id"])]}

    node = e.ToolNode([breaks], handle_tool_errors=False)
    safe = node.with_fallbacks([RunnableLambda(says_so)], exception_key="error")
    counted = node | RunnableLambda(lambda update: {"messages": [*update["messages"], AIMessage("after")]})
    works = e.ToolNode([breaks], handle_tool_errors=True) | RunnableLambda(lambda update: update)
    names = (node.get_name(), e.ToolNode([breaks], name="Mine").get_name("Input"))
    apps = [with_tools(e, each, "breaks") for each in (safe, counted, node)]
    told = [last(d.invoke(app, {"messages": []}, thread="t")) for app in apps]
    length = len(d.invoke(with_tools(e, works, "breaks"), {"messages": []}, thread="t")["messages"])
    return told, length, names


@scenario
def two_transformers_may_not_name_one_projection(e: Any, d: Driver) -> Any:
    stream = importlib.import_module(f"{e.root}.stream")

    class Methods(stream.StreamTransformer):
        def init(self) -> Any:
            self.told = stream.StreamChannel()
            return {"methods": self.told}

        def process(self, event: Any) -> bool:
            self.told.push(event["method"])
            return True

    app = saved(e, "a")

    def start(*transformers: Any) -> str:
        return type(app.stream_events({"x": 0}, d.config("t"), version="v3", transformers=transformers)).__name__

    return [attempt(lambda: start(Methods)), attempt(lambda: start(Methods, Methods))]


@scenario
def a_node_may_yield_what_it_writes(e: Any, d: Driver) -> Any:
    def twice(state: Any) -> Any:
        yield {"log": ["first"]}
        yield {"log": ["last"], "x": state["x"] + 1}

    def adds_up(state: Any) -> Any:
        yield AddableDict(log=["a"])
        yield AddableDict(log=["b"])

    def asks(state: Any, config: RunnableConfig) -> Any:
        answer = e.interrupt(config["metadata"]["langgraph_node"])
        yield {"log": [answer]}

    def nothing(state: Any) -> Any:
        return
        yield

    async def awaits(state: Any) -> Any:
        yield {"log": ["awaited"]}

    app = saved(e, "twice", "adds", "asks", twice=twice, adds=adds_up, asks=asks)
    told = [d.stream(app, given, thread="t", stream_mode="updates") for given in ({"x": 0}, e.Command(resume="A"))]
    nodes = (nothing, awaits, lambda state: iter("ab"))
    return told, [d.invoke(chain(e, "n", n=node).compile(), {"x": 0}) for node in nodes]


class Tupled(NamedTuple):
    """A state that is a named tuple."""

    x: int
    log: Annotated[list[str], operator.add] = []  # noqa: RUF012 - the default of a named tuple is its own


@scenario
def a_class_that_only_annotates_may_be_a_state(e: Any, d: Driver) -> Any:
    class Plain:
        x: int
        log: Annotated[list[str], operator.add]
        y: int = 3

    told: list[Any] = []
    for schema in (Plain, Tupled):
        graph = e.StateGraph(schema).add_node("n", lambda state: {"log": [type(state).__name__]})
        app = graph.add_edge(e.START, "n").compile()
        told += [d.invoke(app, {"x": 1, "log": ["in"]}), app.get_input_jsonschema(), app.get_output_jsonschema()]
    return told


INSIDE = {"langgraph": "langgraph._internal._typing", "runtime": "runtime.compat.private.typing"}
"""Where authors of channels find what stands for no value."""


@scenario
def a_channel_may_be_an_authors_own(e: Any, d: Driver) -> Any:
    missing = importlib.import_module(INSIDE[e.root]).MISSING
    empty = importlib.import_module(f"{e.root}.errors").EmptyChannelError

    class Longest(importlib.import_module(f"{e.root}.channels.base").BaseChannel):
        """Keeps the longest text ever written."""

        ValueType = UpdateType = str

        def __init__(self, typ: Any, key: str = "", value: Any = missing) -> None:
            super().__init__(typ, key)
            self.value = value

        def from_checkpoint(self, checkpoint: Any) -> Any:
            return type(self)(self.typ, self.key, checkpoint)

        def update(self, values: Any) -> bool:
            old = self.value
            self.value = max([*values, *([] if old is missing else [old])], key=len, default=missing)
            return self.value is not old

        def get(self) -> Any:
            if self.value is missing:
                raise empty
            return self.value

    class Words(TypedDict):
        word: Annotated[str, Longest]
        other: Annotated[str, Longest("")]
        log: Annotated[list[Any], operator.add]

    def node(state: Words) -> Any:
        return {"log": [sorted(state)], "word": "three", "other": e.interrupt("?")}

    app = e.StateGraph(Words).add_node("n", node).add_edge(e.START, "n").compile(checkpointer=e.InMemorySaver())
    inputs = ({"word": "longest"}, e.Command(resume="A"), {"word": "longest ever"})
    told = [d.invoke(app, given, thread="t") for given in inputs]
    return told, d.story(app, "t"), [type(app.channels[key]).__name__ for key in ("word", "other")]
