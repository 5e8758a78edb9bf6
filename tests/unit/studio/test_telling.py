"""JSON told for people."""

from __future__ import annotations

from studio.web.telling import one_line, told


def test_markup_in_a_value_stays_text() -> None:
    assert "<script>" not in told({"<script>": ["<script>", {"a": "<script>" * 50}]})


def test_short_lists_are_one_line_and_long_ones_a_list() -> None:
    assert told(["a", "b"]) == "a, b"
    assert told(["word" * 20, "word" * 20]).count("<li>") == 2


def test_empty_values_have_a_word() -> None:
    assert "empty" in told([])
    assert "none" in told(None)


def test_what_is_too_deep_is_json() -> None:
    value: object = {"a": 1}
    for _ in range(6):
        value = {"a": value}

    assert '<pre class="json">' in told(value)


def test_a_long_list_says_how_much_is_missing() -> None:
    assert "150 more" in told([{"n": n} for n in range(250)])


def test_of_a_very_long_text_the_beginning_is_told() -> None:
    page = told({"book": "x" * 3_000_000})

    assert len(page) < 30_000
    assert "(3,000,000 characters in all)" in page


def test_a_message_is_told_as_who_said_what() -> None:
    call = {"name": "query_shop", "args": {"sql": "SELECT 1"}, "id": "call-1"}
    page = told([{"type": "ai", "content": "", "tool_calls": [call], "usage_metadata": None}])

    assert "<dt>assistant</dt>" in page
    assert "<code>query_shop</code> sql: &quot;SELECT 1&quot;" in page
    assert "usage" not in page


def test_a_conversation_in_one_line_is_what_was_said_last() -> None:
    messages = [{"type": "human", "content": "Hi"}, {"role": "user", "content": "To\nKiruna"}]

    assert one_line({"messages": messages, "n": 1}) == "messages: To Kiruna, n: 1"
    assert one_line({"messages": []}) == "messages: []"
