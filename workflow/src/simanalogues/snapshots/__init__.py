"""Stage 1: the record of each simulation output."""
