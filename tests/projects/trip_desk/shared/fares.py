"""What a trip costs, in whole units: a dependency of the project, in a folder of its own."""

FARES = {"Lund": 210, "Kiruna": 1890}
