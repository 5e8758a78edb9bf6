"""Results of tasks, kept so that equal tasks need not run again."""
