"""Tasks and an entrypoint that remembers, asks, and goes on."""

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.func import entrypoint, task
from langgraph.types import Command, interrupt

calls = []


@task
def double(n):
    calls.append(n)
    return 2 * n


@entrypoint(checkpointer=InMemorySaver())
def total(numbers, *, previous=None):
    futures = [double(n) for n in numbers]
    found = sum(future.result() for future in futures)
    answer = interrupt({"sum": found})
    return entrypoint.final(value=f"{found} {answer} {previous}", save=found)


config = {"configurable": {"thread_id": "1"}}
for part in total.stream([1, 2, 3], config):
    if "__interrupt__" in part:
        print([item.value for item in part["__interrupt__"]])
print(total.invoke(Command(resume="fine"), config), sorted(calls))
total.invoke([5], config)
print(total.invoke(Command(resume="good"), config), sorted(calls))
