"""A small Agent Server on a real port, for one graph: threads, states, and runs by SSE, as `langgraph-sdk` asks."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from runtime.types import Command, Send


def _json(value: Any) -> Any:
    if hasattr(value, "model_dump"):
        return value.model_dump()
    if isinstance(value, BaseException):
        return repr(value)
    return {name: getattr(value, name) for name in ("value", "id", "response_schema")}


def checkpoint_of(config: Any) -> Any:
    return {"checkpoint_map": {}, **config["configurable"]} if config else None


def state_json(state: Any) -> dict[str, Any]:
    """Returns a snapshot as a ThreadState."""
    tasks = []
    for task in state.tasks:
        inner = task.state
        place = {"checkpoint": checkpoint_of(inner)} if isinstance(inner, dict) else {"checkpoint": None}
        told = state_json(inner) if inner is not None and not isinstance(inner, dict) else None
        tasks.append(
            {
                "id": task.id,
                "name": task.name,
                "error": task.error,
                "interrupts": task.interrupts,
                **place,
                "state": told,
            }
        )
    return {
        "values": state.values,
        "next": state.next,
        "checkpoint": checkpoint_of(state.config),
        "metadata": state.metadata,
        "created_at": state.created_at,
        "parent_checkpoint": checkpoint_of(state.parent_config),
        "tasks": tasks,
        "interrupts": state.interrupts,
    }


def goto_of(told: Any) -> Any:
    if isinstance(told, list):
        return [goto_of(item) for item in told]
    return Send(told["node"], told["input"]) if isinstance(told, dict) else told


def command_of(told: dict[str, Any]) -> Command[Any]:
    return Command(update=told.get("update"), resume=told.get("resume"), goto=goto_of(told.get("goto") or ()))


class Requests(BaseHTTPRequestHandler):
    """Answers one request; the graph and the log of bodies are the server's."""

    server: AgentServer

    def log_message(self, *_: Any) -> None:
        """Keeps the tests' output clean."""

    def _body(self) -> dict[str, Any]:
        return json.loads(self.rfile.read(int(self.headers.get("content-length") or 0)) or b"{}")

    def _send(self, value: Any, status: int = 200) -> None:
        body = json.dumps(value, default=_json).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        match self.path.partition("?")[0].strip("/").split("/"):
            case ["assistants", _, "graph"]:
                self._send(self.server.graph.get_graph(xray="xray=true" in self.path.lower()).to_json())
            case ["threads", thread, "state", *_]:
                self._send(state_json(self.server.graph.get_state(self._config(thread))))
            case _:
                self._send({"detail": f"There is no {self.path}."}, 404)

    def do_POST(self) -> None:
        body = self._body()
        self.server.heard.append((self.path, body, dict(self.headers)))
        match self.path.partition("?")[0].strip("/").split("/"):
            case ["threads", thread, "runs", "stream"]:
                self._stream(thread, body)
            case ["runs", "stream"]:
                self._stream(str(uuid.uuid4()), body)
            case ["threads", thread, "history"]:
                wanted = {"limit": body.get("limit"), "filter": body.get("metadata")}
                if body.get("before"):
                    wanted["before"] = {"configurable": body["before"]}
                found = self.server.graph.get_state_history(self._config(thread), **wanted)
                self._send([state_json(state) for state in found])
            case ["threads", thread, "state", "checkpoint"]:
                config = self._config(thread, body["checkpoint"])
                self._send(state_json(self.server.graph.get_state(config, subgraphs=body.get("subgraphs", False))))
            case ["threads", thread, "state"]:
                config = self._config(thread, body.get("checkpoint"))
                made = self.server.graph.update_state(config, body["values"], as_node=body.get("as_node"))
                self._send({"checkpoint": checkpoint_of(made)})
            case _:
                self._send({"detail": f"There is no {self.path}."}, 404)

    def _config(self, thread: str, checkpoint: Any = None) -> Any:
        return {"configurable": {**(checkpoint or {}), "thread_id": thread}}

    def _stream(self, thread: str, body: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        for event, told in self._events(thread, body):
            self.wfile.write(f"event: {event}\r\ndata: {json.dumps(told, default=_json)}\r\n\r\n".encode())
            self.wfile.flush()

    def _events(self, thread: str, body: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        yield "metadata", {"run_id": str(uuid.uuid4()), "attempt": 1}
        command = body.get("command")
        given = command_of(command) if command else body.get("input")
        config = {**body.get("config", {})}
        config["configurable"] = {
            **config.get("configurable", {}),
            **(body.get("checkpoint") or {}),
            "thread_id": thread,
        }
        modes = [mode.removesuffix("-tuple") for mode in body["stream_mode"]]
        stops = {key: body.get(key) for key in ("interrupt_before", "interrupt_after")}
        try:
            for ns, mode, payload in self.server.graph.stream(
                given, config, stream_mode=modes, subgraphs=True, context=body.get("context"), **stops
            ):
                if not ns or body.get("stream_subgraphs"):
                    yield "|".join((mode, *ns)), payload
        except Exception as error:  # noqa: BLE001 - border: the client is told
            yield "error", {"error": type(error).__name__, "message": str(error)}


class AgentServer(ThreadingHTTPServer):
    """Serves one graph while used in a `with` statement; `heard` keeps path, body and headers of every POST."""

    daemon_threads = True

    def __init__(self, make: Callable[[], Any]) -> None:
        super().__init__(("127.0.0.1", 0), Requests)
        self.graph = make()
        self.heard: list[tuple[str, dict[str, Any], dict[str, str]]] = []
        self.url = f"http://127.0.0.1:{self.server_port}"
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> AgentServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()
