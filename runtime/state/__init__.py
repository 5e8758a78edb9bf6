"""From annotations to channels, and what a state may hold."""
