"""A new observation against the catalogue of a finished run, from cached features: nothing is rendered."""
