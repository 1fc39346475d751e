"""Priors, weights, and quantiles of weighted samples: alike for observations and for recovery tests."""
