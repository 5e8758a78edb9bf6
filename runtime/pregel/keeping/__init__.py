"""What a run holds and keeps: channels and their versions, what a superstep writes, checkpoints."""
