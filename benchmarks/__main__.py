"""Print the table of ratios; name benchmarks to run only those."""

import importlib
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# As Snakemake has it for jobs of one thread: several threads of a small product wait for each other in vain.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from benchmarks.ratios import formatted

# The dry run comes first: the peak memory of a child is at least that of the process that starts it.
NAMES = ("dry_run", "transfer", "lines", "thermal", "distances", "embedding", "training", "model")
NAMES += ("disks", "recovery", "large")

if __name__ == "__main__":
    measured = []
    for name in sys.argv[1:] or NAMES:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        measured += importlib.import_module(f"benchmarks.bench_{name}").rows()
    print(formatted(measured))
