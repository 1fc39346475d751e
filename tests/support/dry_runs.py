"""Dry runs of Snakemake without its start: a process that has imported Snakemake is forked for each of them."""

import atexit
import functools
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path


def dry_run(folder: Path, *arguments: str) -> tuple[int, str]:
    """Exit status and output of `snakemake -n` in a folder. Importing Snakemake takes longer than most dry runs."""
    server = started_server()
    with tempfile.NamedTemporaryFile() as output:
        request = {"folder": str(folder), "arguments": ["-n", *arguments], "output": output.name}
        server.stdin.write(json.dumps(request) + "\n")
        server.stdin.flush()
        status = int(server.stdout.readline())
        return status, Path(output.name).read_text()


@functools.cache
def started_server() -> subprocess.Popen:
    """The process that is forked; it ends with this one. It does not import our package: a fork takes that from beside
    its Snakefile."""
    environment = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"}
    server = subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    )
    atexit.register(server.stdin.close)
    return server


def serve() -> None:
    """Run what is asked for, one line of JSON per dry run, until nothing more can come."""
    import jsonschema  # noqa: F401
    import snakemake.cli
    import xarray  # noqa: F401

    for line in sys.stdin:
        request = json.loads(line)
        process = os.fork()
        if not process:
            run_here(snakemake.cli.main, **request)
        print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)


def run_here(main, folder: str, arguments: list[str], output: str) -> None:
    """Turn this process into `snakemake` with the arguments; it never returns."""
    written = os.open(output, os.O_WRONLY | os.O_APPEND)
    for descriptor in (1, 2):
        os.dup2(written, descriptor)
    os.chdir(folder)
    sys.argv[1:] = arguments
    main(arguments)


if __name__ == "__main__":
    serve()
