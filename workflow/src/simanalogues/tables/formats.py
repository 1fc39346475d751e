"""Numbers as they stand in tables."""


def number(value: float | None) -> str:
    """Three significant digits, and whole numbers from 100 on; a dash for what is not known."""
    if value is None:
        return "–"
    text = f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return text.replace("-", "−")


def span(first: float | None, last: float | None) -> str:
    """A range of two numbers."""
    return "–" if first is None or last is None else f"{number(first)} to {number(last)}"


def percent(share: float) -> str:
    """A share as whole per cent."""
    return f"{100 * share:.0f} %"


def without_disk(row: dict) -> str:
    """What of an estimate has no disk, for the end of a cell; empty where that is none of it."""
    return f", {percent(row['share_without_disk'])} without disk" if row["share_without_disk"] else ""


def duration(seconds: float) -> str:
    """Seconds below two minutes, else minutes, else hours."""
    if seconds < 120:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.1f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


def frequency(frequency_hz: float | None) -> str:
    """A frequency in GHz, to the digits that tell lines apart; a dash where none is known."""
    return f"{frequency_hz / 1e9:.6g} GHz" if frequency_hz else "–"


def number_list(numbers: list[int]) -> str:
    """Whole numbers in ascending order, with runs of three or more drawn together: `3, 5–8`."""
    runs: list[list[int]] = []
    for value in sorted(numbers):
        if runs and value == runs[-1][-1] + 1:
            runs[-1].append(value)
        else:
            runs.append([value])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)
