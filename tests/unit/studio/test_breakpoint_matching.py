"""Which breakpoints a superstep hits."""

from studio.engine.stopping import Wanted, hits, node_path

WANTED = Wanted(before=frozenset({"refund", "shipping:book"}), after=frozenset({"route"}))


def test_a_task_hits_the_breakpoint_of_its_node_on_the_side_that_is_asked_for() -> None:
    assert hits(WANTED, "before", (), ["route", "refund"]) == ["refund"]
    assert hits(WANTED, "after", (), ["route", "refund"]) == ["route"]


def test_other_nodes_are_passed() -> None:
    assert hits(WANTED, "before", (), ["route", "book"]) == []


def test_a_node_of_a_subgraph_is_found_by_its_path_whatever_the_task_id() -> None:
    assert hits(WANTED, "before", ("shipping:8f3a",), ["book"]) == ["shipping:book"]


def test_several_tasks_of_one_node_are_one_hit() -> None:
    assert hits(WANTED, "before", (), ["refund", "refund"]) == ["refund"]


def test_the_path_of_a_root_node_is_its_name() -> None:
    assert node_path((), "refund") == "refund"
