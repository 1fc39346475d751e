"""Readers of simulation outputs: cells and sinks of one RAMSES output, and what lies in a simulation's folder."""
