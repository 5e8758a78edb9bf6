"""The `superstep` command."""
