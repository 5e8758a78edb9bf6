"""Map-reduce: the counting, and both fan-outs."""

from document_map_reduce import text
from document_map_reduce.graph import builder, graph
from runtime.checkpoint.memory import InMemorySaver


def test_sentences_are_cut_at_their_ends_and_not_at_numbers():
    assert text.sentences("It takes 1,700 degrees. Why? Sand is stubborn.") == [
        "It takes 1,700 degrees.", "Why?", "Sand is stubborn.",
    ]  # fmt: skip


def test_terms_leave_common_words_out_and_let_plurals_meet():
    assert text.terms("The clock and the clocks, the lens, two berries") == {"clock": 2, "lens": 1, "berry": 1}


def test_a_word_of_one_text_weighs_more_than_a_word_of_all():
    weighted = text.weights({"swarm": 2, "water": 2}, {"swarm": 1, "water": 12}, 12)
    assert weighted["swarm"] > weighted["water"]


def test_a_summary_keeps_the_order_of_the_text():
    whole = text.read("bees")
    summary = text.summarise(whole, text.terms(whole), 3)
    assert [sentence for sentence in text.sentences(whole) if sentence in summary] == summary


def test_a_text_is_most_like_itself():
    weighted = {"a": 1.0, "b": 2.0}
    assert text.likeness(weighted, weighted) == 1.0
    assert text.likeness(weighted, {"c": 1.0}) == 0.0


def test_easy_words_read_more_easily_than_hard_ones():
    assert text.reading_ease("The cat sat on the mat.") > text.reading_ease("Institutional considerations predominate.")


def test_every_text_is_counted_and_summarised_once_in_its_order():
    done = graph.invoke({"documents": 12, "sentences": 1})
    names = list(text.names())
    assert [counts["name"] for counts in done["counts"]] == names
    assert [summary["name"] for summary in done["summaries"]] == names
    assert {len(summary["summary"]) for summary in done["summaries"]} == {1}


def test_the_report_speaks_of_all_texts():
    report = graph.invoke({"documents": 12})["report"]
    assert report["documents"] == 12
    assert len(report["closest_pair"]) == 2
    assert report["text"].count("## ") == 12


def test_a_single_text_has_no_closest_pair():
    assert graph.invoke({"documents": 1})["report"]["closest_pair"] == []


def test_a_word_made_rare_by_a_person_becomes_a_keyword():
    desk, config = builder.compile(checkpointer=InMemorySaver()), {"configurable": {"thread_id": "shelf"}}
    desk.invoke({"documents": 12}, config, interrupt_after=["join_counts"])
    counts = desk.get_state(config).values["in_documents"]
    desk.update_state(config, {"in_documents": {**counts, "water": 1}})
    canals = desk.invoke(None, config)["summaries"][list(text.names()).index("canals")]
    assert "water" in canals["keywords"]
