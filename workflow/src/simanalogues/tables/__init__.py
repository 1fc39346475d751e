"""Derived tables: what computes numbers from matchings and recovery tests, and the tables of them."""
