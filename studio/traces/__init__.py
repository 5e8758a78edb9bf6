"""The read side of runs; no models."""
