"""Stage 8: how well matching finds the parameters of pseudo-observations, whose truth is known."""
