"""Examples of `runtime.pregel.remote`."""

from runtime.pregel import remote


class Threads:
    """Stands for the part of a client of `langgraph_sdk` that the example uses."""

    def get_state(self, **asked):
        return {"values": {"n": 1}, "next": ["node"], "checkpoint": asked["checkpoint"]}


class Client:
    threads = Threads()


def RemoteException():
    assert remote.RemoteException({"error": "ValueError"}).args == ({"error": "ValueError"},)


def RemoteGraph():
    graph = remote.RemoteGraph("counter", sync_client=Client())
    state = graph.get_state({"configurable": {"thread_id": "t"}})
    assert (state.values, state.next) == ({"n": 1}, ("node",))
