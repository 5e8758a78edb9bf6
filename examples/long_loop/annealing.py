"""Simulated annealing of a round trip, without any graph.

A tour is a list of city numbers. A sweep turns stretches of it around: a shorter tour is always kept, a longer one with
the chance exp(-extra km / temperature), so a warm search climbs out of dead ends and a cold one settles. Every sweep
draws from dice seeded with (seed, step): a run that is resumed, replayed or forked draws the same numbers again.
"""

import csv
import math
import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path

CITIES_FILE = Path(__file__).with_name("cities.csv")
EARTH_RADIUS_KM = 6371.0
TURNS_PER_SWEEP = 60
COOLING = 0.985

Place = tuple[str, float, float]


@cache
def cities() -> tuple[Place, ...]:
    """Name, latitude and longitude (degrees) of every city."""
    with CITIES_FILE.open(encoding="utf-8", newline="") as file:
        return tuple((row["city"], float(row["latitude"]), float(row["longitude"])) for row in csv.DictReader(file))


@cache
def distance_km(a: int, b: int) -> float:
    """The great-circle distance between two cities."""
    (_, lat_a, lon_a), (_, lat_b, lon_b) = cities()[a], cities()[b]
    rise, run = math.radians(lat_b - lat_a), math.radians(lon_b - lon_a)
    chord = (
        math.sin(rise / 2) ** 2 + math.cos(math.radians(lat_a)) * math.cos(math.radians(lat_b)) * math.sin(run / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(chord))


def length_km(tour: Sequence[int]) -> float:
    """The length of the closed round trip."""
    return sum(distance_km(tour[place - 1], tour[place]) for place in range(len(tour)))


def first_tour(seed: int) -> list[int]:
    """All cities in a drawn order."""
    tour = list(range(len(cities())))
    dice(seed, 0).shuffle(tour)
    return tour


def sweep(tour: Sequence[int], temperature_km: float, seed: int, step: int) -> tuple[list[int], int]:
    """The tour after TURNS_PER_SWEEP tries at one temperature, and how many of them were kept."""
    drawn, now, kept = dice(seed, step), list(tour), 0
    for _ in range(TURNS_PER_SWEEP):
        first, last = sorted(drawn.sample(range(len(now)), 2))
        extra_km = turn_cost_km(now, first, last)
        if extra_km <= 0 or drawn.random() < math.exp(-extra_km / max(temperature_km, 1e-9)):
            now[first : last + 1] = now[first : last + 1][::-1]
            kept += 1
    return now, kept


def turn_cost_km(tour: Sequence[int], first: int, last: int) -> float:
    """How much longer the tour gets when the stretch from first to last is travelled the other way round."""
    before, after = tour[first - 1], tour[(last + 1) % len(tour)]
    if before == tour[last]:
        return 0.0
    old = distance_km(before, tour[first]) + distance_km(tour[last], after)
    return distance_km(before, tour[last]) + distance_km(tour[first], after) - old


def dice(seed: int, step: int) -> random.Random:
    """Random numbers that belong to one step of one seed."""
    return random.Random(f"{seed}:{step}")


def names(tour: Sequence[int]) -> list[str]:
    """The cities of a tour by name, starting in the first of the alphabet."""
    start = list(tour).index(0)
    return [cities()[number][0] for number in [*tour[start:], *tour[:start]]]
