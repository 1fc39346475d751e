"""Where what ships with the project lies. Imports nothing but the standard library."""

from pathlib import Path

# The package always runs from its source tree, which the Snakefile puts on the path of every job.
ROOT = Path(__file__).resolve().parents[3]
RESOURCES = ROOT / "resources"
