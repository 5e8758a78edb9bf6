"""From a call of a compiled graph to its run, and from the run to what the caller gets."""
