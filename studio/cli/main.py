"""The command line: what may be asked, and which function answers."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from studio.cli.project import ProjectError, describe, find_project, run_graph, run_program
from studio.local.children import stop_children
from studio.local.lock import FolderInUse, hold_folder
from studio.local.postgres import PostgresFailed
from studio.local.serve import PortTaken, Wishes, serve
from studio.local.servers import Needs, addresses, start_servers
from studio.local.supervisor import StartFailed
from studio.local.valkey import ValkeyFailed

_ENDS = (signal.SIGINT, signal.SIGTERM)
_FORESEEN = (ProjectError, FolderInUse, PortTaken, PostgresFailed, ValkeyFailed, StartFailed)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status. What can be foreseen becomes one line on stderr."""
    arguments = parser().parse_args(argv)
    try:
        return arguments.answer(arguments) or 0
    except _FORESEEN as error:
        sys.stderr.write(f"superstep: {error}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    top = argparse.ArgumentParser(prog="superstep", description="Run and debug agent graphs in your browser.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    _add_serve(commands.add_parser("serve", help="serve a project's graphs on this machine"))
    _add_run(commands.add_parser("run", help="run a graph once and print what its nodes write"))
    describes = commands.add_parser("describe", help="print a project's graphs as JSON")
    describes.add_argument("project", nargs="?", type=Path, help="folder with langgraph.json or pyproject.toml")
    describes.set_defaults(answer=lambda given: describe(find_project(given.project)))
    servers = commands.add_parser("servers", help="start only the embedded PostgreSQL and Valkey, for development")
    servers.add_argument("--var", type=Path, default=Path("var"), help="folder of their files (default: var)")
    servers.set_defaults(answer=_run_servers)
    return top


def _add_serve(command: argparse.ArgumentParser) -> None:
    command.add_argument("project", nargs="?", type=Path, help="folder with langgraph.json or pyproject.toml")
    command.add_argument("--host", default="127.0.0.1", help="address to bind (default: this machine only)")
    command.add_argument("--port", type=int, default=8700, help="port (default: 8700; 0 takes a free one)")
    command.add_argument("--var", type=Path, default=Path("var"), help="folder of everything kept (default: var)")
    command.add_argument("--workers", type=int, default=0, help="runs driven at a time (default: one a core)")
    command.add_argument("--no-reload", action="store_true", help="do not watch the project's files")
    command.add_argument("--verbose", action="store_true", help="show the logs of every program")
    command.set_defaults(answer=_serve)


def _add_run(command: argparse.ArgumentParser) -> None:
    command.add_argument("graph", help="name of the graph in the project; with --compat, file.py:variable")
    command.add_argument("text", nargs="?", metavar="input", help="input as JSON, or - to read it from stdin")
    command.add_argument("--input", help="the same, as an option")
    command.add_argument("--project", type=Path, help="folder with langgraph.json or pyproject.toml")
    command.add_argument("--compat", action="store_true", help="run a program written for LangGraph, unchanged")
    command.set_defaults(answer=_run)


def _run(given: argparse.Namespace) -> int:
    text = given.input or given.text or "{}"
    return run_program(given.graph, text) if given.compat else run_graph(find_project(given.project), given.graph, text)


def _serve(given: argparse.Namespace) -> None:
    serve(
        Wishes(
            project=find_project(given.project),
            var=given.var.resolve(),
            host=given.host,
            port=given.port,
            watches_files=not given.no_reload,
            is_verbose=given.verbose,
            run_workers=given.workers,
        )
    )


def _run_servers(given: argparse.Namespace) -> None:
    var: Path = given.var.resolve()
    var.mkdir(parents=True, exist_ok=True)
    needs = Needs(postgres=True, valkey=True)
    with hold_folder(var):
        children = start_servers(var, needs)
        try:
            for name, address in addresses(var, needs).items():
                sys.stdout.write(f"export {name}='{address}'\n")
            sys.stdout.flush()
            # Blocked only now: a child must not inherit the mask.
            signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS)
            signal.sigwait(_ENDS)
        finally:
            stop_children(children, 5.0)
