"""The round trip: the search, and the loop around it."""

import pytest

from long_loop import annealing
from long_loop.graph import builder
from runtime.checkpoint.memory import InMemorySaver


def test_distances_are_those_of_the_globe():
    numbers = {city[0]: number for number, city in enumerate(annealing.cities())}
    assert annealing.distance_km(numbers["Paris"], numbers["Berlin"]) == pytest.approx(878, abs=5)


def test_the_cost_of_a_turn_is_the_difference_of_the_lengths():
    tour = annealing.first_tour(3)
    for first, last in ((0, 5), (4, 19), (0, len(tour) - 1), (7, len(tour) - 1)):
        turned = [*tour[:first], *reversed(tour[first : last + 1]), *tour[last + 1 :]]
        grown_km = annealing.length_km(turned) - annealing.length_km(tour)
        assert annealing.turn_cost_km(tour, first, last) == pytest.approx(grown_km, abs=1e-6)


def test_a_sweep_visits_every_city_and_repeats_itself():
    tour = annealing.first_tour(1)
    swept, kept = annealing.sweep(tour, 500.0, seed=1, step=9)
    assert sorted(swept) == sorted(tour)
    assert kept > 0
    assert annealing.sweep(tour, 500.0, seed=1, step=9) == (swept, kept)


def test_a_cold_sweep_never_makes_the_tour_longer():
    tour = annealing.first_tour(1)
    assert annealing.length_km(annealing.sweep(tour, 0.0, seed=1, step=1)[0]) <= annealing.length_km(tour)


def test_the_default_search_takes_more_than_three_hundred_supersteps_and_halves_the_way():
    graph, config = builder.compile(checkpointer=InMemorySaver()), {"configurable": {"thread_id": "trip"}}
    done = graph.invoke({}, config)
    assert graph.get_state(config).metadata["step"] > 300
    assert done["step"] == 400
    assert done["best_km"] < 0.5 * annealing.length_km(annealing.first_tour(7))


def test_a_search_stopped_half_way_ends_where_an_unbroken_one_ends():
    graph = builder.compile(checkpointer=InMemorySaver())
    whole = graph.invoke({"steps": 40}, {"configurable": {"thread_id": "whole"}})
    config = {"configurable": {"thread_id": "broken"}}
    graph.invoke({"steps": 40}, config, interrupt_before=["arrive"], interrupt_after=["lay_out"])
    graph.invoke(None, config)
    assert graph.get_state(config).values["best_tour"] == whole["best_tour"]
