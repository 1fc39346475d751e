"""Job logs: what a job prints, its progress with rate and time left, and the traceback of what stopped it."""

import contextlib
import logging
import sys
import time
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from simanalogues.errors import SimAnaloguesError

T = TypeVar("T")
LOGGER = logging.getLogger("simanalogues")
SECONDS_BETWEEN_LINES = 5.0


@contextlib.contextmanager
def log_to(path: str | Path) -> Iterator[None]:
    """Send the package's messages to a job's log file and to the terminal.

    What stops the job is written to the file with its traceback. An error meant for the user ends the process with
    its message alone; any other exception is raised on.
    """
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    handlers = [logging.FileHandler(path, mode="w"), logging.StreamHandler(sys.stderr)]
    for handler in handlers:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%H:%M:%S"))
        LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)
    try:
        yield
    except SimAnaloguesError as error:
        LOGGER.error("%s: %s", type(error).__name__, error)
        handlers[0].stream.write(traceback.format_exc())
        raise SystemExit(1) from error
    except BaseException:
        handlers[0].stream.write(traceback.format_exc())
        raise
    finally:
        for handler in handlers:
            LOGGER.removeHandler(handler)
            handler.close()


def progress(items: Iterable[T], what: str, total: int) -> Iterator[T]:
    """Yield the items and say now and then how many are done, at which rate, and how long the rest takes."""
    started = last = time.monotonic()
    for done, item in enumerate(items, start=1):
        yield item
        now = time.monotonic()
        if now - last >= SECONDS_BETWEEN_LINES or done == total:
            last = now
            rate = done / max(now - started, 1e-9)
            LOGGER.info("%s: %d of %d, %.2f per s, %.0f s left", what, done, total, rate, (total - done) / rate)
