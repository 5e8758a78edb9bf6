"""Typing over a thread's state, and forking a thread; every change is a new checkpoint, none is altered.

Theory of operation. A person who types over a value at a stop does what he would do in any debugger: the variable
changes, the place in the program does not. So an edit without `as_node` keeps exactly what is due: it copies the
checkpoint, replaces the named keys (no reducer is asked) under new versions, and leaves every edge, join and Send that
waits as it is. With `as_node` the edit counts as that node's result: its edges are decided anew, which is how a person
sends a run another way.

Levels. A run that stops inside a graph within a graph stands at several levels at once, like frames of a call stack:
each has a namespace, a state and a newest checkpoint of its own, and `Change.ns` says which is meant. The namespace of
an inner level ends in the id of the task that runs it, and that id is made from the outer level's checkpoint. From this
all else follows:

- An edit of an inner level leaves the outer ones as they are, and the run finds the new checkpoint when it goes on.
- An edit of an outer level gives its tasks new ids. Results of tasks that had finished are given to the new tasks, and
  the inner levels of those that had not are copied to the new tasks' namespaces, level by level (`moving.py`).
- A question that an inner level asked waits at every level above it. An edit withdraws it everywhere; the node asks
  anew when the run goes on.
- A level that the thread no longer stands in can be forked from, not edited: nothing would read the edit.

A fork is an edit on a copy of the thread (`forking.py`), and a preview is one on a copy of the one checkpoint in
memory. `typed.py` makes the author's types of what a person typed.
"""

from studio.engine.edit.forking import fork
from studio.engine.edit.verbs import Change, edit, preview

__all__ = ["Change", "edit", "fork", "preview"]
