"""How tasks and checkpoints are told in `debug` streams, for programs that tell them themselves; the core does not."""

from runtime.watch.debug import *  # noqa: F403 - a door: all that is public there
from runtime.watch.debug import __all__  # noqa: F401 - listed here too
