"""Dust temperature of each output by radiative transfer, shared by all targets and tracers."""
