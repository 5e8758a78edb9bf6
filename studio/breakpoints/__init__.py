"""Standing wishes to stop."""
