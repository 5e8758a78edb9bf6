"""Which release this is."""

from runtime import __version__

__all__ = ("__version__",)
