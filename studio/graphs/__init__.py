"""The graphs of a project: what workers described, how they are drawn, and the form that starts a run."""
