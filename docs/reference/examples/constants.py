"""Examples of `runtime.constants`."""

ALSO = {"END": "START", "CONFIG_KEY_CHECKPOINTER": "CONF", "TASKS": "CONF", "TAG_NOSTREAM": "TAG_HIDDEN"}


def START() -> None:
    from runtime.constants import END, START

    assert (START, END) == ("__start__", "__end__")


def CONF() -> None:
    from runtime.constants import CONF

    config = {CONF: {"thread_id": "1"}}

    assert config == {"configurable": {"thread_id": "1"}}


def TAG_HIDDEN() -> None:
    from runtime.constants import TAG_HIDDEN, TAG_NOSTREAM

    # A call with this tag streams no tokens; one with the other is left out of traces.
    config = {"tags": [TAG_NOSTREAM, TAG_HIDDEN]}

    assert config["tags"] == ["nostream", "langsmith:hidden"]
