"""From distances to z-scores, ranks, selections and weights: alike for observations and for recovery tests."""
