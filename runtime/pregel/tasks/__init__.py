"""What runs in a superstep: which tasks, what they are given, and how they end."""
