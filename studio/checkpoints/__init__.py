"""History, diffs and edits of state."""
