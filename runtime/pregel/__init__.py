"""The pure core: decides everything, does nothing. Read README.md first, then loop.py."""
