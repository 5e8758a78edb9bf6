"""The agent: its tools, its plans, and the loop."""

import json

import pytest

from research_agent import database, planner, search, tools
from research_agent.calculator import calculate
from research_agent.graph import builder
from runtime.checkpoint.memory import InMemorySaver
from shop.records import customers, orders


def conversation(question: str, **more) -> list:
    return builder.compile().invoke({"question": question, "token_pause_ms": 0, **more})["messages"]


@pytest.mark.parametrize(
    ("expression", "value"), [("2 + 3 * 4", 14), ("(2 + 3) * -4", -20), ("2 ** 10 // 3", 341), ("7 / 2", 3.5)]
)
def test_the_calculator_reckons(expression, value):
    assert calculate(expression) == value


@pytest.mark.parametrize(
    "expression", ["__import__('os')", "9 ** 999", "1 / 0", "a + 1", "1 +", "True + 1", "1" * 201, "1e308 ** 64"]
)
def test_the_calculator_refuses_what_is_not_arithmetic(expression):
    with pytest.raises(ValueError, match=r"\."):
        calculate(expression)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM orders",
        "ATTACH 'x.db' AS x",
        "PRAGMA user_version = 3",
        "SELECT nothing FROM orders",
        "SELECT 1; SELECT 2",
    ],
)
def test_the_database_answers_select_and_nothing_else(sql):
    with pytest.raises(ValueError, match="SQLite would not run"):
        database.query(sql)


def test_a_query_that_never_ends_is_stopped():
    with pytest.raises(ValueError, match="interrupted"):
        database.query("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT SUM(i) FROM n")


def test_the_figures_of_the_database_are_those_of_the_files():
    german = [order.amount_cents for order in orders().values() if customers()[order.customer_id].country == "DE"]
    step = planner.step_for("What was the revenue in Germany", [])
    assert database.query(step.arguments["sql"]) == [{"value": sum(german) / 100}]


def test_a_search_finds_the_file_that_speaks_of_it():
    assert search.search("sourdough starter yeast")[0].file == "sourdough.txt"
    assert search.search("zeppelin xylophone") == []


def test_a_share_is_taken_of_the_figure_found_before():
    step = planner.step_for("What is 19% of it", [200.0, None])
    assert (step.tool, step.arguments) == ("calculate", {"expression": "19 / 100 * 200.0"})


def test_a_tool_that_does_not_exist_is_answered_with_those_that_do():
    answer, is_good = tools.call("fly", {})
    assert not is_good
    assert "calculate, query_shop, search_files" in answer


def test_the_default_question_uses_all_three_tools():
    done = builder.compile().invoke({"token_pause_ms": 0})["messages"]
    assert {message.name for message in done if message.type == "tool"} == {"calculate", "query_shop", "search_files"}
    assert "€5,476.00" in done[-1].content
    assert "1,040.44" in done[-1].content


def test_the_answer_is_made_of_what_the_tools_said():
    done = conversation("2 ** 5 + 10?")
    assert [message.type for message in done] == ["human", "ai", "tool", "ai"]
    assert json.loads(done[2].content) == 42
    assert done[-1].content == "2 ** 5 + 10 = 42."


def test_a_failing_tool_does_not_stop_the_conversation():
    assert "divides by zero" in conversation("1 / 0? 2 + 2?")[-1].content


def test_the_number_of_tool_calls_is_bounded():
    done = conversation("1 + 1? 2 + 2? 3 + 3?", max_calls=2)
    assert sum(message.type == "tool" for message in done) == 2


def test_a_second_question_continues_the_conversation():
    graph, config = builder.compile(checkpointer=InMemorySaver()), {"configurable": {"thread_id": "talk"}}
    graph.invoke({"question": "1 + 1?", "token_pause_ms": 0}, config)
    done = graph.invoke({"question": "2 + 2?", "token_pause_ms": 0}, config)["messages"]
    assert len(done) == 8
    assert done[-1].content == "2 + 2 = 4."


def test_the_words_of_the_answer_stream_one_by_one():
    streamed = builder.compile().stream({"question": "1 + 1?", "token_pause_ms": 0}, stream_mode="messages")
    chunks = [message.content for message, _ in streamed if type(message).__name__ == "AIMessageChunk"]
    assert "".join(chunks) == "Let me reckon. 1 + 1 = 2."
    assert len(chunks) == 8
