"""Threads: their states, their history, and edits of them, as flows over checkpoints."""
