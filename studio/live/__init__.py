"""From committed rows to open browsers."""
