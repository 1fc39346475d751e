"""The line that a tracer's `line` block of the config names: its molecule, its number in it, and its frequency."""

from collections.abc import Mapping

from simanalogues.models.molecules import Molecule, find_line, molecule_of_list, read_lamda, with_partition


def molecule_of(line: Mapping) -> Molecule:
    """The molecule of a `line` block: its LAMDA file, with the partition function given beside it, or its line list.

    Raises
    ------
    MoleculeInvalid
        The file, the list or the partition function is damaged.
    """
    if "list" in line:
        return molecule_of_list(line["list"])
    molecule = read_lamda(line["molecule"])
    return with_partition(molecule, line["partition"]) if "partition" in line else molecule


def line_number(line: Mapping) -> int:
    """Number of the line in its molecule, from 0; TransitionUnknown lists what there is."""
    return find_line(molecule_of(line), line["transition"])


def rest_frequency_hz(line: Mapping) -> float:
    """Rest frequency of the line, as its molecule's file gives it."""
    return float(molecule_of(line).frequency_hz[line_number(line)])
