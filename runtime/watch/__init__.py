"""What those who watch a run are shown: a debugger its words, the caller the chunks of each stream mode."""
