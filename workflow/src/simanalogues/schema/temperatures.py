"""Dust temperatures of a Monte Carlo run, cell by cell."""

from simanalogues.schema.kind import Kind
from simanalogues.schema.variable import NUMBER, OUTPUT, Variable

TEMPERATURES = Kind(
    "temperatures",
    {
        "output": NUMBER,
        "skipped": Variable(OUTPUT, "1", "why the output has no temperature; empty if it has"),
        "n_nodes": Variable(OUTPUT, "1", "number of the output's entries of `refined`"),
        "n_leaves": Variable(OUTPUT, "1", "number of the output's entries of `temperature_k`"),
        "corner_au": Variable((*OUTPUT, "xyz"), "AU", "lower corner of the grid, from the midpoint of the two stars"),
        "base_width_au": Variable(OUTPUT, "AU", "width of a cell of the base grid"),
        "n_base": Variable(OUTPUT, "1", "cells of the base grid along each axis"),
        "refined": Variable(("node",), "1", "amr_grid's flags, output after output: 1 is refined, 0 a leaf"),
        "temperature_k": Variable(
            ("leaf",), "K", "dust temperature of the leaves in amr_grid's order, output after output"
        ),
        "n_photons": Variable(OUTPUT, "1", "photon packets of the Monte Carlo run"),
        "temperature_noise": Variable(
            OUTPUT, "1", "mass-weighted median over the cells of the relative standard error of their temperature"
        ),
        "unreached_cells": Variable(OUTPUT, "1", "fraction of the cells with dust that no photon reached"),
        "unreached_mass": Variable(OUTPUT, "1", "fraction of the dust mass that no photon reached"),
        "coldest_k": Variable(OUTPUT, "K", "lowest dust temperature after the floor"),
        "hottest_k": Variable(OUTPUT, "K", "highest dust temperature"),
    },
)
