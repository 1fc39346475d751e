"""The contract of the NetCDF files between stages: names, dimensions, units; written, read and checked here."""
