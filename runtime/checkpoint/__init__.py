"""Where history is kept: the saver port, the savers, and how values become bytes."""
