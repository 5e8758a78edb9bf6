"""LangChain's create_agent: tools, middleware around model and tools, jumps, context, approvals, structured answers."""

import asyncio
import warnings
from dataclasses import dataclass
from typing import Annotated, Any

from langchain.agents import AgentState, create_agent
from langchain.agents.middleware import (
    AgentMiddleware,
    HumanInTheLoopMiddleware,
    ModelCallLimitMiddleware,
    PIIMiddleware,
    SummarizationMiddleware,
    TodoListMiddleware,
    ToolCallLimitMiddleware,
    ToolRetryMiddleware,
    before_model,
    dynamic_prompt,
    wrap_tool_call,
)
from langchain.agents.structured_output import ToolStrategy
from langchain.tools import ToolRuntime, tool
from langchain_core.messages import AIMessage, ToolMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.store.memory import InMemoryStore
from langgraph.types import Command, interrupt
from pydantic import BaseModel

from tests.contract.scripted_model import model, show

SAY = {"messages": [("user", "hi")]}
T: Any = {"configurable": {"thread_id": "t"}}


@dataclass
class Who:
    name: str


class Out(BaseModel):
    x: int


class Notes(AgentState):
    notes: Annotated[list[str], lambda old, new: [*(old or []), *new]]


@tool
def add(a: int, b: int) -> int:
    """Add."""
    return a + b


@tool
def look(runtime: ToolRuntime) -> str:
    """Tell what is there."""
    return f"{runtime.context} {sorted(runtime.state)} {runtime.store is not None}"


@tool
def note(text: str, runtime: ToolRuntime) -> Command:
    """Keep a note."""
    return Command(update={"messages": [ToolMessage("noted", tool_call_id=runtime.tool_call_id)], "notes": [text]})


@tool
def human(question: str) -> str:
    """Ask a person."""
    return interrupt({"question": question})


@tool(return_direct=True)
def direct(x: int) -> str:
    """Answer at once."""
    return f"direct {x}"


failures: list[int] = []


@tool
def flaky(x: int) -> str:
    """Fail twice."""
    failures.append(x)
    if len(failures) < 3:
        raise ConnectionError("no line")
    return "ok"


class Told(AgentMiddleware):
    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label

    @property
    def name(self) -> str:
        return f"Told{self.label}"

    def before_agent(self, state: Any, runtime: Any) -> None:
        print("before_agent", self.label)

    def before_model(self, state: Any, runtime: Any) -> None:
        print("before_model", self.label, len(state["messages"]))

    def after_model(self, state: Any, runtime: Any) -> None:
        print("after_model", self.label)

    def after_agent(self, state: Any, runtime: Any) -> None:
        print("after_agent", self.label)

    def wrap_model_call(self, request: Any, handler: Any) -> Any:
        print("model in", self.label)
        return handler(request)

    def wrap_tool_call(self, request: Any, handler: Any) -> Any:
        print("tool in", self.label, request.tool_call["name"], sorted(request.state))
        return handler(request)


@before_model(can_jump_to=["end"])
def limited(state: Any, runtime: Any) -> Any:
    return {"jump_to": "end", "messages": [AIMessage("enough")]} if len(state["messages"]) > 3 else None


@dynamic_prompt
def served(request: Any) -> str:
    return f"You serve {request.runtime.context.name}."


@wrap_tool_call
def forgiving(request: Any, handler: Any) -> Any:
    try:
        return handler(request)
    except ConnectionError as error:
        return ToolMessage(f"told: {error}", tool_call_id=request.tool_call["id"])


two = [("add", {"a": 1, "b": 2}), ("add", {"a": 3, "b": 4})]
one = [("add", {"a": 1, "b": 2})]
show(create_agent(model(two, "done"), [add], system_prompt="Be kind.").invoke(SAY))
show(asyncio.run(create_agent(model(two, "done"), [add]).ainvoke(SAY)))
for mode in ("updates", "values"):
    show(list(create_agent(model(one, "it is done"), [add]).stream(SAY, stream_mode=mode)))
for message, place in create_agent(model(one, "it is done"), [add]).stream(SAY, stream_mode="messages"):
    print(
        message.type, repr(message.content), place["langgraph_node"], place["langgraph_step"], place["ls_integration"]
    )
agent = create_agent(model(one, "done"), [add], middleware=[Told("1"), Told("2")])
show(agent.invoke(SAY))
print(agent.get_graph().draw_mermaid())
show(create_agent(model(one, one, one), [add], middleware=[limited]).invoke(SAY))
agent = create_agent(
    model([("look", {}), ("note", {"text": "n"})], "done"),
    [look, note],
    context_schema=Who,
    state_schema=Notes,
    store=InMemoryStore(),
    middleware=[served],
)
show(agent.invoke(SAY, context=Who("me")))
show(create_agent(model([("flaky", {"x": 1})], "done"), [flaky], middleware=[forgiving]).invoke(SAY))
retry = ToolRetryMiddleware(max_retries=3, initial_delay=0.01, jitter=False)
show(create_agent(model([("flaky", {"x": 1})], "done"), [flaky], middleware=[retry]).invoke(SAY))
show(create_agent(model([("direct", {"x": 1})]), [direct]).invoke(SAY))

edited = {"type": "edit", "edited_action": {"name": "add", "args": {"a": 10, "b": 20}}}
for decision in ({"type": "approve"}, {"type": "reject", "message": "no"}, edited):
    approval = HumanInTheLoopMiddleware(interrupt_on={"add": True})
    agent = create_agent(model(one, "done"), [add], middleware=[approval], checkpointer=InMemorySaver())
    print([item.value for item in agent.invoke(SAY, T)["__interrupt__"]], agent.get_state(T).next)
    show(agent.invoke(Command(resume={"decisions": [decision]}), T))
    print([(state.metadata["step"], state.next) for state in agent.get_state_history(T)])
agent = create_agent(
    model([("human", {"question": "a"}), ("human", {"question": "b"})], "done"), [human], checkpointer=InMemorySaver()
)
asked = sorted(agent.invoke(SAY, T)["__interrupt__"], key=lambda item: item.value["question"])
show(agent.invoke(Command(resume={item.id: f"to {item.value['question']}" for item in asked}), T))

show(create_agent(model([("Out", {"x": 5})]), [add], response_format=ToolStrategy(Out)).invoke(SAY))
calls = [ToolCallLimitMiddleware(run_limit=1, exit_behavior="continue"), ModelCallLimitMiddleware(run_limit=5)]
show(create_agent(model(one, one, "done"), [add], middleware=calls).invoke(SAY))
mail = {"messages": [("user", "I am a@b.com")]}
show(create_agent(model("mail x@y.com"), [], middleware=[PIIMiddleware("email", apply_to_output=True)]).invoke(mail))
todo = [("write_todos", {"todos": [{"content": "a", "status": "pending"}]})]
show(create_agent(model(todo, "done"), [], middleware=[TodoListMiddleware()]).invoke(SAY))
short = SummarizationMiddleware(model=model("summary"), trigger=("messages", 4), keep=("messages", 1))
agent = create_agent(model("done"), [], middleware=[short], checkpointer=InMemorySaver())
show(agent.invoke({"messages": [("user", str(number)) for number in range(6)]}, T))

inner = create_agent(model("the inner one speaks"), [], name="inner")


@tool
def ask_inner(question: str) -> str:
    """Ask the other agent."""
    return inner.invoke({"messages": [("user", question)]})["messages"][-1].content


outer = create_agent(model([("ask_inner", {"question": "?"})], "done"), [ask_inner], name="outer")
for ns, chunk in outer.stream(SAY, stream_mode="updates", subgraphs=True):
    print([level.split(":")[0] for level in ns])
    show(chunk)

warnings.simplefilter("ignore")
inner = create_agent(model("inner words", "more words"), [], name="inner")
outer = create_agent(model([("ask_inner", {"question": "?"})], "all done"), [ask_inner], name="outer")
run = outer.stream_events(SAY, version="v3")
print(sorted(run.extensions))
for stream in run.messages:
    print(type(stream).__name__, stream.node, list(stream.text), [call["name"] for call in stream.tool_calls])
outer = create_agent(model([("ask_inner", {"question": "?"})], "all done"), [ask_inner], name="outer")
for agent in outer.stream_events(SAY, version="v3").subagents:
    print(agent.name, agent.cause["type"], [list(stream.text) for stream in agent.messages], agent.status)
