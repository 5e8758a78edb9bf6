"""What any saver must do, as checks to run against it.

    @pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
    async def test_saver(check, saver):
        await check.run(Asked(saver, is_async=True))

`Asked` puts the sync and the async face of a saver behind the same awaitable calls. A saver that lacks an optional
capability does not override its method: `capabilities_of` finds out, and `check.needs` names what a check is of.
"""

from runtime.testing.conformance import one_checkpoint, whole_threads
from runtime.testing.conformance.asked import Asked, Capability, capabilities_of
from runtime.testing.conformance.check import Check

CHECKS: tuple[Check, ...] = (*one_checkpoint.CHECKS, *whole_threads.CHECKS)

__all__ = ("CHECKS", "Asked", "Capability", "Check", "capabilities_of")
