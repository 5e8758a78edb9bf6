"""Who may see and do what: people, teams, projects, sign-in."""
