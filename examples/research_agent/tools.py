"""The tools the agent may call: name -> function from arguments to text."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from research_agent import calculator, database, search


def calculate(expression: str) -> str:
    """Work out an arithmetic expression."""
    return json.dumps(calculator.calculate(expression))


def query_shop(sql: str) -> str:
    """Run a SELECT over customers, products, orders and tickets."""
    return json.dumps(database.query(sql), ensure_ascii=False)


def search_files(words: str) -> str:
    """Find passages in the text files and the documentation."""
    return json.dumps([asdict(passage) for passage in search.search(words)], ensure_ascii=False)


TOOLS: dict[str, Callable[..., str]] = {tool.__name__: tool for tool in (calculate, query_shop, search_files)}


def call(name: str, arguments: Mapping[str, Any]) -> tuple[str, bool]:
    """The answer of a tool and whether it worked; a wrong call is answered with what was wrong, as an agent expects."""
    tool = TOOLS.get(name)
    if tool is None:
        return f"There is no tool {name!r}. Tools: {', '.join(TOOLS)}.", False
    try:
        return tool(**arguments), True
    except (ValueError, TypeError) as error:
        return f"{name} failed: {error}", False
