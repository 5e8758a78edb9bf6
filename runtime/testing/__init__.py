"""Public doubles for tests: a driver that follows a script, and a clock that stands still."""

from runtime.testing.clock import FakeClock
from runtime.testing.scripted import ScriptedDriver

__all__ = ("FakeClock", "ScriptedDriver")
