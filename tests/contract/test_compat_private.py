"""Names of LangGraph's inside that published packages import are answered, and do the same."""

from __future__ import annotations

import asyncio
import importlib
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.runnables import RunnableLambda

from tests.differential.compare import attempt, plain

ROOT = Path(__file__).parents[2]
BOTH = [("langgraph._internal._runnable", "langgraph._internal._config")]
BOTH += [("runtime.compat.private.runnable", "runtime.compat.private.config")]


class Ear(BaseCallbackHandler):
    """Notes the chain runs it hears of."""

    def __init__(self) -> None:
        self.heard: list[Any] = []

    def on_chain_start(self, serialized: Any, inputs: Any, **kwargs: Any) -> None:
        self.heard.append(("start", kwargs.get("name"), kwargs.get("tags"), inputs))

    def on_chain_end(self, outputs: Any, **kwargs: Any) -> None:
        self.heard.append(("end", outputs if isinstance(outputs, tuple | int) else type(outputs).__name__))

    def on_chain_error(self, error: BaseException, **kwargs: Any) -> None:
        self.heard.append(("error", str(error)))


def plain_function(value: Any, **more: Any) -> Any:
    return value, sorted(more)


async def coroutine_function(value: Any) -> Any:
    await asyncio.sleep(0)
    return "awaited", value


def with_config(value: Any, config) -> Any:  # the reference injects by this name where it has no other annotation
    return value, "callbacks" in config


def with_runtime(value: Any, runtime) -> Any:
    return value, type(runtime).__name__


def failing(value: Any) -> Any:
    raise ValueError(value)


CASES: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "function": ((plain_function,), {}),
    "named": ((plain_function,), {"name": "n", "tags": ["t"], "more": 1}),
    "untraced": ((plain_function,), {"trace": False}),
    "config": ((with_config,), {}),
    "runtime outside of a graph": ((with_runtime,), {}),
    "failing": ((failing,), {}),
    "coroutine only": ((None, coroutine_function), {}),
    "both": ((plain_function, coroutine_function), {}),
    "returns a Runnable": ((lambda value: RunnableLambda(lambda x: x + 1),), {}),
    "does not follow it": ((lambda value: RunnableLambda(lambda x: x + 1),), {"recurse": False}),
    "nothing": ((None,), {}),
}


def told(module: str, functions: Any, options: Any, *, is_async: bool) -> Any:
    ear = Ear()

    def act() -> Any:
        made = importlib.import_module(module).RunnableCallable(*functions, **options)
        config = {"callbacks": [ear]}
        result = asyncio.run(made.ainvoke(1, config)) if is_async else made.invoke(1, config)
        return made.name, result

    return plain(attempt(act)), ear.heard


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("case", CASES)
def test_a_callable_is_called_and_heard_of_alike(case: str, is_async: bool) -> None:
    theirs, ours = (told(module, *CASES[case], is_async=is_async) for module, _ in BOTH)
    assert ours == theirs


def test_a_config_is_patched_alike() -> None:
    given = [({"configurable": {"a": 1}, "tags": ["x"]}, {"b": 2}), (None, {"a": None}), ({}, {})]
    theirs, ours = ([importlib.import_module(module).patch_configurable(*pair) for pair in given] for _, module in BOTH)
    assert ours == theirs


def test_names_that_moved_are_answered_with_a_warning() -> None:
    from runtime import constants, types  # noqa: PLC0415 - the attribute is what is tested

    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        assert constants.Send is types.Send
    assert [warning.category.__name__ for warning in heard] == ["LangGraphDeprecatedSinceV10"]
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = constants.Nothing


def test_a_task_is_read_and_written_by_the_keys_of_its_config() -> None:
    code = """
import runtime.compat
runtime.compat.install()
import operator
from typing import Annotated, TypedDict
from langgraph._internal._constants import CONFIG_KEY_READ, CONFIG_KEY_RUNTIME, CONFIG_KEY_SEND
from langgraph.graph import START, StateGraph
State = TypedDict("State", {"log": Annotated[list, operator.add], "x": int}, total=False)
def node(state, config, runtime):
    keys = config["configurable"]
    keys[CONFIG_KEY_SEND]([("log", ["sent"])])
    read = keys[CONFIG_KEY_READ]
    print(read("log"), read("log", True), read("x"), read(["log", "x"]), keys[CONFIG_KEY_RUNTIME] is runtime)
    return {"log": ["returned"]}
print(StateGraph(State).add_node(node).add_edge(START, "node").compile().invoke({"log": ["in"]}))
"""
    argv = [sys.executable, "-c", code]
    done = subprocess.run(argv, check=True, capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.splitlines() == [
        "['in'] ['in', 'sent'] None {'log': ['in']} True",
        "{'log': ['in', 'sent', 'returned']}",
    ]
