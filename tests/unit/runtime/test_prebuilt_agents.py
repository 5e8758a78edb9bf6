"""create_react_agent builds and runs the agents LangGraph's does; supervisors and swarms hand over."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import Any

import langgraph.prebuilt
import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.runnables import RunnableLambda
from langchain_core.tools import tool
from pydantic import BaseModel

import runtime.prebuilt
from runtime.checkpoint.memory import InMemorySaver
from runtime.prebuilt.supervisor import create_forward_message_tool, create_supervisor
from runtime.prebuilt.swarm import create_handoff_tool, create_swarm
from runtime.types import Command, interrupt

pytestmark = pytest.mark.filterwarnings("ignore:create_react_agent has been moved")


class Answer(BaseModel):
    """A structured answer."""

    x: int


class Model(GenericFakeChatModel):
    """A model that gives prepared answers and notes what it was shown."""

    seen: list[Any] = []  # noqa: RUF012 - reason: Pydantic copies it for each model

    def bind_tools(self, tools: Any, **kwargs: Any) -> Any:
        self.seen.append(("bound", [getattr(item, "name", item) for item in tools]))
        return self

    def _generate(self, messages: Any, *args: Any, **kwargs: Any) -> Any:
        self.seen.append([(item.type, item.content) for item in messages])
        return super()._generate(messages, *args, **kwargs)

    def with_structured_output(self, schema: Any, **kwargs: Any) -> Any:
        def structured(messages: Any) -> Any:
            self.seen.append(("structured", [(item.type, item.content) for item in messages]))
            return schema(x=1)

        return RunnableLambda(structured)


@tool
def add(a: int, b: int) -> int:
    """Add."""
    return a + b


@tool(return_direct=True)
def finish(a: int) -> int:
    """Finish."""
    return a


def uses(name: str, ident: str = "1", **args: Any) -> AIMessage:
    """Return a message that asks for a tool."""
    return AIMessage("", tool_calls=[{"name": name, "args": args, "id": ident, "type": "tool_call"}], id=f"m{ident}")


def says(text: str) -> AIMessage:
    return AIMessage(text, id=text)


CASES: dict[str, dict[str, Any]] = {
    "basic": {},
    "version one": {"version": "v1"},
    "a prompt as text": {"prompt": "be kind"},
    "a prompt as message": {"prompt": SystemMessage("be kind")},
    "a prompt as function": {"prompt": lambda state: [SystemMessage("seen"), *state["messages"]]},
    "a prompt as runnable": {"prompt": RunnableLambda(lambda state: [SystemMessage("run"), *state["messages"]])},
    "a structured answer": {"response_format": Answer},
    "a structured answer with its prompt": {"response_format": ("shape it", Answer)},
    "a hook before": {"pre_model_hook": lambda state: {"llm_input_messages": [HumanMessage("only")]}},
    "a hook after": {"post_model_hook": lambda state: {"messages": [HumanMessage("noted", id="n")]}},
    "both hooks": {"pre_model_hook": lambda _: {}, "post_model_hook": lambda _: {}, "response_format": Answer},
    "a name": {"name": "bob"},
    "a stop": {"interrupt_before": ["tools"]},
    "a hosted tool": {"tools": [add, {"type": "search"}]},
    "no tools": {"tools": [], "answers": [says("hi")]},
    "a direct return": {"tools": [finish], "answers": [uses("finish", a=1)]},
    "two calls": {
        "answers": [
            AIMessage(
                "", id="m", tool_calls=[*uses("add", "1", a=1, b=1).tool_calls, *uses("add", "2", a=2, b=2).tool_calls]
            ),
            says("done"),
        ]
    },
}


def told(prebuilt: Any, case: dict[str, Any], *, is_async: bool = False) -> Any:
    """Return what an agent is and does: nodes, edges, what came out, what the model saw."""
    options = dict(case)
    model = Model(messages=iter(options.pop("answers", [uses("add", a=1, b=2), says("done")])), seen=[])
    agent = prebuilt.create_react_agent(model, options.pop("tools", [add]), **options)
    value = {"messages": [HumanMessage("hi", id="hi")]}
    out = asyncio.run(agent.ainvoke(value)) if is_async else agent.invoke(value)
    edges = sorted((edge.source, edge.target, edge.conditional) for edge in agent.get_graph().edges)
    spoken = [(item.type, item.content, item.name) for item in out["messages"]]
    return sorted(agent.nodes), edges, spoken, out.get("structured_response"), model.seen


@pytest.mark.parametrize("is_async", [False, True])
@pytest.mark.parametrize("case", CASES)
def test_an_agent_does_what_the_reference_does(case: str, is_async: bool) -> None:
    ours = told(runtime.prebuilt, CASES[case], is_async=is_async)
    assert ours == told(langgraph.prebuilt, CASES[case], is_async=is_async)


def test_a_model_may_be_chosen_by_state_and_runtime() -> None:
    model = Model(messages=iter([says("chosen")]), seen=[])
    agent = runtime.prebuilt.create_react_agent(lambda state, runtime: model if runtime.context == "c" else None, [add])
    out = agent.invoke({"messages": ["hi"]}, context="c")
    assert out["messages"][-1].content == "chosen"


def test_an_agent_without_steps_left_ends_with_a_message() -> None:
    model = Model(messages=iter([uses("add", a=1, b=2)]), seen=[])
    out = runtime.prebuilt.create_react_agent(model, [add]).invoke({"messages": ["hi"]}, {"recursion_limit": 2})
    assert out["messages"][-1].content == "I ran out of steps before the task was done."


def test_wrong_wishes_are_refused() -> None:
    model = Model(messages=iter([]), seen=[])
    with pytest.raises(ValueError, match="lacks \\['messages', 'remaining_steps'\\]"):
        runtime.prebuilt.create_react_agent(model, [], state_schema=Answer)
    with pytest.raises(ValueError, match="'v1' or 'v2'"):
        runtime.prebuilt.create_react_agent(model, [], version="v3")  # pyright: ignore[reportArgumentType]
    with pytest.raises(TypeError, match="unexpected arguments"):
        runtime.prebuilt.create_react_agent(model, [], nonsense=1)
    with pytest.raises(ValueError, match="INVALID_CHAT_HISTORY"):
        runtime.prebuilt.create_react_agent(model, []).invoke({"messages": [uses("add", a=1)]})


def test_a_tool_may_ask_a_person() -> None:
    @tool
    def ask(question: str) -> str:
        """Ask."""
        return interrupt(question)

    model = Model(messages=iter([uses("ask", question="sure?"), says("good")]), seen=[])
    agent = runtime.prebuilt.create_react_agent(model, [ask], checkpointer=InMemorySaver())
    config = {"configurable": {"thread_id": "1"}}
    assert agent.invoke({"messages": ["hi"]}, config)["__interrupt__"][0].value == "sure?"
    out = agent.invoke(Command(resume="yes"), config)
    assert [item.content for item in out["messages"]] == ["hi", "", "yes", "good"]


def worker(name: str, *answers: AIMessage, tools: Any = ()) -> Any:
    """Return an agent with prepared answers."""
    return runtime.prebuilt.create_react_agent(Model(messages=iter(answers), seen=[]), list(tools), name=name)


@pytest.mark.parametrize("mode", ["last_message", "full_history"])
def test_a_supervisor_hands_over_and_hears_back(mode: Any) -> None:
    mathematician = worker("mathematician", uses("add", "9", a=1, b=2), says("three"), tools=[add])
    boss = Model(messages=iter([uses("transfer_to_mathematician"), says("it is three")]), seen=[])
    team = create_supervisor([mathematician], model=boss, output_mode=mode).compile()
    spoken = [(item.type, item.name) for item in team.invoke({"messages": ["1+2?"]})["messages"]]
    work = [("ai", "mathematician"), ("tool", "add")] if mode == "full_history" else []
    handed = [("human", None), ("ai", "supervisor"), ("tool", "transfer_to_mathematician")]
    back = [("ai", "mathematician"), ("ai", "mathematician"), ("tool", "transfer_back_to_supervisor")]
    assert spoken == [*handed, *work, *back, ("ai", "supervisor")]


def test_a_supervisor_forwards_a_message_word_for_word() -> None:
    poet = worker("poet", says("a rose"))
    answers = [uses("transfer_to_poet"), uses("forward_message", "2", from_agent="poet")]
    boss = Model(messages=iter(answers), seen=[])
    team = create_supervisor([poet], model=boss, tools=[create_forward_message_tool()]).compile()
    last = team.invoke({"messages": ["rhyme"]})["messages"][-1]
    assert (last.content, last.name) == ("a rose", "supervisor")


def test_agents_of_a_team_need_names() -> None:
    with pytest.raises(ValueError, match="needs a name"):
        create_supervisor([runtime.prebuilt.create_react_agent(lambda messages: "x", [])], model=lambda messages: "x")
    with pytest.raises(ValueError, match="called 'a'"):
        create_swarm([worker("a"), worker("a")], default_active_agent="a")


def test_a_swarm_goes_on_with_the_agent_whose_turn_it_is() -> None:
    alice = worker("alice", uses("transfer_to_bob"), tools=[create_handoff_tool(agent_name="bob")])
    bob = worker("bob", says("bob here"), says("bob again"), tools=[add])
    swarm = create_swarm([alice, bob], default_active_agent="alice").compile(checkpointer=InMemorySaver())
    config = {"configurable": {"thread_id": "1"}}
    first = swarm.invoke({"messages": ["hi"]}, config)
    assert (first["active_agent"], first["messages"][-1].content) == ("bob", "bob here")
    assert swarm.invoke({"messages": ["still there?"]}, config)["messages"][-1].content == "bob again"


ALONE = """
import sys
class Without:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("langchain_core", "langchain", "langgraph"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Without())
import importlib.util
known = importlib.util.find_spec
importlib.util.find_spec = lambda name, package=None: None if name == "langchain_core" else known(name, package)
from typing import Annotated
from runtime.messages import AIMessage
from runtime.prebuilt import InjectedState, create_react_agent
def double(n: int, state: Annotated[dict, InjectedState]) -> int:
    return n * 2 + len(state["messages"])
def model(messages, tools):
    if messages[-1].type == "tool":
        return f"It is {messages[-1].content}."
    assert [item.json_schema["name"] for item in tools] == ["double"]
    assert list(tools[0].json_schema["parameters"]["properties"]) == ["n"]
    return AIMessage("", tool_calls=[{"name": "double", "args": {"n": 20}, "id": "1", "type": "tool_call"}])
agent = create_react_agent(model, [double], prompt="be brief")
print(agent.invoke({"messages": [("user", "double 20")]})["messages"][-1].content)
"""


def test_an_agent_runs_without_langchain() -> None:
    done = subprocess.run([sys.executable, "-c", ALONE], check=True, capture_output=True, text=True)
    assert done.stdout == "It is 42.\n"
