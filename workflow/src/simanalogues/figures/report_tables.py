"""The tables of the report, as rows of text and numbers."""

from collections.abc import Iterable
from pathlib import Path

import xarray as xr

from simanalogues.figures.formats import number, number_list, span
from simanalogues.figures.records import read_runs


def estimate_table(estimates: dict) -> dict[str, list[list[dict]]]:
    """Rows of estimates by distance, the default distance first, in groups of one tracer and parameter."""
    groups: dict[str, dict[tuple[str, str], list[dict]]] = {estimates["distance"]: {}}
    for row in estimates["estimates"]:
        of_distance = groups.setdefault(row["distance"], {})
        of_distance.setdefault((row["tracer"], row["parameter"]), []).append(row | _as_text(row))
    return {distance: list(of_distance.values()) for distance, of_distance in groups.items()}


def best_table(estimates: dict) -> dict[str, list[dict]]:
    """The best matches with the default distance, by `network, tracer`, the default network first."""
    rows = [row for row in estimates["best"] if row["distance"] == estimates["distance"]]
    rows = sorted(rows, key=lambda row: row["network"] != estimates["network"])
    groups: dict[str, list[dict]] = {}
    for row in rows:
        groups.setdefault(f"{row['network']}, {row['tracer']}", []).append(row)
    return groups


def _as_text(row: dict) -> dict[str, str]:
    truth = "–" if row["truth"] is None else number(row["truth"])
    nearest = "–" if row["nearest"] is None else f"{number(row['nearest'])} ({row['nearest_output'].replace('/', ' ')})"
    return {
        "interval68": span(row["p16"], row["p84"]),
        "interval90": span(row["p05"], row["p95"]),
        "catalogue": span(row["catalogue_min"], row["catalogue_max"]),
        "truth_text": truth,
        "nearest_text": nearest,
    }


def observation_facts(observation: xr.Dataset) -> list[tuple[str, str]]:
    """What is known of an observed map, as pairs of name and value with unit."""
    sky = observation.attrs
    beam = (
        f"{number(sky['beam_major_arcsec'])}″ × {number(sky['beam_minor_arcsec'])}″ (FWHM), "
        f"position angle {number(sky['beam_position_angle_deg'])}° east of north"
    )
    in_frame = (
        f"{number(sky['beam_major_au'])} × {number(sky['beam_minor_au'])} AU, "
        f"{number(sky['beam_angle_deg'])}° from +y towards −x"
    )
    scale = sky.get("max_recoverable_scale_arcsec")
    return [
        ("distance", f"{sky['distance_pc']:g} pc"),
        ("frequency", f"{sky['frequency_hz'] / 1e9:.4g} GHz"),
        ("centre (ICRS)", f"RA {sky['centre_ra_deg']:.6f}°, Dec {sky['centre_dec_deg']:.6f}°".replace("-", "−")),
        ("projected separation", f"{number(sky['projected_separation_au'])} AU"),
        ("position angle, secondary to primary", f"{number(sky['position_angle_deg'])}° east of north"),
        ("beam on the sky", beam),
        ("beam in the frame", in_frame),
        ("noise", f"{number(1e3 * sky['noise_jy_per_beam'])} mJy/beam"),
        ("peak", f"{number(1e3 * sky['peak_jy_per_beam'])} mJy/beam"),
        ("peak signal to noise", number(sky["peak_jy_per_beam"] / sky["noise_jy_per_beam"])),
        ("total flux in the frame", f"{number(1e3 * sky['total_jy'])} mJy"),
        ("frame", f"{sky['field_au']:g} AU wide, {observation.sizes['x']} pixels of {number(sky['pixel_au'])} AU"),
        ("pixels that were observed", f"{100 * float(observation['observed'].mean()):.4g} %"),
        ("largest recoverable scale", "not given: not filtered" if scale is None else f"{number(scale)}″"),
    ]


def skipped_outputs(
    snapshots: Iterable[str | Path], views: Iterable[str | Path], not_taken: dict[str, dict[int, str]]
) -> list[dict]:
    """Per simulation: how many outputs are used, and the numbers of those that are not, by reason."""
    rows = []
    runs = read_runs(snapshots, views)
    for simulation in sorted({*runs, *not_taken}):
        reasons: dict[str, list[int]] = {}
        for output, reason in not_taken.get(simulation, {}).items():
            reasons.setdefault(reason, []).append(int(output))
        used = 0
        if simulation in runs:
            for output, reason in zip(
                runs[simulation]["output"].values, runs[simulation]["skipped"].values, strict=True
            ):
                used += reason == ""
                if reason:
                    reasons.setdefault(str(reason), []).append(int(output))
        listed = [(reason, len(numbers), number_list(numbers)) for reason, numbers in reasons.items()]
        rows.append({"simulation": simulation, "used": int(used), "reasons": listed})
    return rows
