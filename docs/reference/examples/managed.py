"""Examples of `runtime.managed`."""

ALSO = {"IsLastStep": "RemainingSteps"}


def RemainingSteps() -> None:
    from typing_extensions import TypedDict

    from runtime.graph import END, START, StateGraph
    from runtime.managed import IsLastStep, RemainingSteps

    class State(TypedDict):
        rounds: int
        left: RemainingSteps
        is_last: IsLastStep

    builder = StateGraph(State)
    builder.add_node("work", lambda state: {"rounds": state["rounds"] + 1})
    builder.add_edge(START, "work")
    builder.add_conditional_edges("work", lambda state: "work" if state["left"] > 2 else END, ["work", END])

    assert builder.compile().invoke({"rounds": 0}, {"recursion_limit": 6})["rounds"] < 6
