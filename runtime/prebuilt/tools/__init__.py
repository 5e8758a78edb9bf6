"""What a tool is, what it is given, what one call of it comes to."""
