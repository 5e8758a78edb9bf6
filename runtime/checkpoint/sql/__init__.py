"""Savers on SQL databases: the operations once, two faces, two dialects."""
