"""Examples of `runtime.pregel.debug`."""

from runtime.pregel import debug
from runtime.types import Interrupt, PregelExecutableTask

TASK = PregelExecutableTask("node", {"n": 1}, None, [], {"tags": []}, ["branch:to:node"], [], None, "t1", ("x",))


def get_bolded_text():
    assert debug.get_bolded_text("step 1") == "\033[1mstep 1\033[0m"


def get_colored_text():
    assert debug.get_colored_text("step 1", "red") == "\033[1;30;31mstep 1\033[0m"


def is_multiple_channel_write():
    assert debug.is_multiple_channel_write({"$writes": [1, 2]})


def map_debug_checkpoint():
    from runtime.channels import LastValue

    cell = LastValue(int, "n")
    cell.update([1])
    config = {"configurable": {"thread_id": "t"}}
    told = next(debug.map_debug_checkpoint(config, {"n": cell}, ["n"], {"step": 0}, [TASK], [], None, ["n"]))
    assert (told["values"], told["next"]) == ({"n": 1}, ["node"])


def map_debug_task_results():
    told = next(debug.map_debug_task_results((TASK, [("n", 2)]), ["n"]))
    assert (told["result"], told["error"]) == ({"n": 2}, None)


def map_debug_tasks():
    assert next(debug.map_debug_tasks([TASK]))["input"] == {"n": 1}


def map_task_result_writes():
    assert debug.map_task_result_writes([("n", 1), ("n", 2)]) == {"n": {"$writes": [1, 2]}}


def rm_pregel_keys():
    config = {"configurable": {"thread_id": "t", "__pregel_read": None}, "tags": []}
    assert debug.rm_pregel_keys(config) == {"configurable": {"thread_id": "t"}}


def tasks_w_writes():
    asked = ("t1", "__interrupt__", (Interrupt("go?", "i"),))
    task, *_ = debug.tasks_w_writes([TASK], [asked], None, ["n"])
    assert task.interrupts[0].value == "go?"
