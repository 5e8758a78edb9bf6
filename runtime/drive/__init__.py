"""The only code that waits: threads, asyncio, savers and the clock around a flow of the core."""
