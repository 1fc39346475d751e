"""The catalogue: one table of all that is known of each output of a simulation, and one of how its views see it."""
