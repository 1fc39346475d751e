"""Dry runs of Snakemake without its start, which takes longer than they do: forks of a process that has imported it."""

import functools
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path


def dry_run(folder: Path, *arguments: str) -> tuple[int, str]:
    """Exit status and output of `snakemake -n` in a folder."""
    server = started_server()
    with tempfile.NamedTemporaryFile() as output:
        request = {"folder": str(folder), "arguments": ["-n", *arguments], "output": output.name}
        server.stdin.write(json.dumps(request) + "\n")
        server.stdin.flush()
        status = int(server.stdout.readline())
        return status, Path(output.name).read_text()


@functools.cache
def started_server() -> subprocess.Popen:
    """The process that is forked. It ends with this one, whose end closes its input."""
    return subprocess.Popen(
        [sys.executable, __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"},
    )


def serve() -> None:
    """Run what is asked for, one line of JSON per dry run, until nothing more can come. Our own package is not
    imported here: each fork takes it from beside its Snakefile."""
    import snakemake.cli

    for module in ("jsonschema", "h5py", "numpy", "pandas", "xarray"):
        __import__(module)
    # This imports the plugins.
    snakemake.cli.get_argument_parser()
    for line in sys.stdin:
        request = json.loads(line)
        process = os.fork()
        if not process:
            run_here(snakemake.cli.main, **request)
        print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)


def run_here(main, folder: str, arguments: list[str], output: str) -> None:
    """Turn this process into `snakemake` with the arguments; it never returns."""
    written = os.open(output, os.O_WRONLY | os.O_APPEND)
    for descriptor in (sys.stdout.fileno(), sys.stderr.fileno()):
        os.dup2(written, descriptor)
    os.chdir(folder)
    sys.argv[1:] = arguments
    main(arguments)
    sys.exit()


if __name__ == "__main__":
    serve()
