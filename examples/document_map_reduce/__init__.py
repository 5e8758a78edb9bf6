"""Twelve short texts read side by side, and one report about all of them."""
