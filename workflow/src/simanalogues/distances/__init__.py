"""Distances between feature vectors (paper Eqs. 1-5)."""
