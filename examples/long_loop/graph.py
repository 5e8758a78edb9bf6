"""The shortest round trip through forty cities, searched in 400 small steps.

lay_out -> anneal -> anneal -> ... (now and then reheat) -> arrive

The state is small and changes at every step, which makes a long timeline worth reading. Stop anywhere and change
`temperature_km`: near 0 the search freezes where it is, at 3000 it forgets what it has learned.
"""

import time
from typing import Any, Literal

from pydantic import BaseModel, Field

from long_loop import annealing
from runtime.graph import END, START, StateGraph

PATIENCE_STEPS = 60
REHEAT_KM = 250.0


class SearchRequest(BaseModel):
    """How long to search, and from where."""

    steps: int = Field(400, ge=1, le=5000, description="Sweeps to make; each is one superstep.")
    seed: int = Field(7, description="Another seed, another first tour.")
    temperature_km: float = Field(1500.0, gt=0, description="Detours of about this length are accepted at first.")
    pause_ms: int = Field(0, ge=0, le=2000, description="Wait this long at each step, to watch it happen.")


class Search(SearchRequest):
    """The search after `step` sweeps."""

    step: int = Field(0, description="Sweeps made so far.")
    tour: list[int] = Field(default_factory=list, description="City numbers in the order of travel.")
    length_km: float = Field(0.0, description="Length of the tour now.")
    best_km: float = Field(0.0, description="The shortest tour seen.")
    best_tour: list[int] = Field(default_factory=list, description="The tour of that length.")
    quiet_since: int = Field(0, description="The step of the last find or reheat.")
    kept: int = Field(0, description="Turns kept in the last sweep, of 60 tried.")
    reheats: int = Field(0, description="How often the search was warmed up again.")
    answer: dict[str, Any] = Field(default_factory=dict, description="The result, when the search has ended.")


def lay_out(request: SearchRequest) -> dict[str, Any]:
    """Draw the first tour."""
    tour = annealing.first_tour(request.seed)
    length_km = round(annealing.length_km(tour), 1)
    return {**request.model_dump(), "step": 0, "tour": tour, "length_km": length_km, "best_km": length_km,
            "best_tour": tour, "quiet_since": 0, "kept": 0, "reheats": 0}  # fmt: skip


def anneal(state: Search) -> dict[str, Any]:
    """One sweep at one temperature, then a little cooler."""
    time.sleep(state.pause_ms / 1000)
    step = state.step + 1
    tour, kept = annealing.sweep(state.tour, state.temperature_km, state.seed, step)
    length_km = round(annealing.length_km(tour), 1)
    found = {"best_km": length_km, "best_tour": tour, "quiet_since": step} if length_km < state.best_km else {}
    cooler_km = round(state.temperature_km * annealing.COOLING, 3)
    return {"step": step, "tour": tour, "length_km": length_km, "kept": kept, "temperature_km": cooler_km, **found}


def reheat(state: Search) -> dict[str, Any]:
    """Nothing better for a while: go back to the best tour and warm up."""
    return {
        "tour": state.best_tour,
        "length_km": state.best_km,
        "temperature_km": REHEAT_KM,
        "quiet_since": state.step,
        "reheats": state.reheats + 1,
    }


def choose_next(state: Search) -> Literal["anneal", "reheat", "arrive"]:
    """On until all steps are made; a cold search that is stuck gets warmed up."""
    if state.step >= state.steps:
        return "arrive"
    is_stuck = state.step - state.quiet_since >= PATIENCE_STEPS and state.temperature_km < REHEAT_KM
    return "reheat" if is_stuck else "anneal"


def arrive(state: Search) -> dict[str, Any]:
    """Name the best tour."""
    return {"answer": {"length_km": state.best_km, "cities": annealing.names(state.best_tour)}}


builder = StateGraph(Search, input_schema=SearchRequest)
for node in (lay_out, anneal, reheat, arrive):
    builder.add_node(node)
builder.add_edge(START, "lay_out")
builder.add_edge("lay_out", "anneal")
builder.add_conditional_edges("anneal", choose_next)
builder.add_edge("reheat", "anneal")
builder.add_edge("arrive", END)
