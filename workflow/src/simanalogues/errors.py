"""Every error that a user can meet: one class per cause.

Each message says what came, where, what was expected and what to do.
"""


class SimAnaloguesError(Exception):
    """Base of all errors of this package."""


class ConfigError(SimAnaloguesError):
    """The config has an unknown key, a missing one or a value that cannot be."""


class InputMissing(SimAnaloguesError):
    """A file that the config or the simulation promises is not there."""


class RamsesFileDamaged(SimAnaloguesError):
    """A RAMSES file is cut short, or its content cannot be."""


class OutputInvalid(SimAnaloguesError):
    """An output of another code than RAMSES is no cube of cells with factor-two refinement, or cannot be read."""


class ReaderUnavailable(SimAnaloguesError):
    """What reads the format of a simulation is not installed."""


class SinkFormatUnknown(SimAnaloguesError):
    """A sink file has no header that names its columns, or lacks a column that nothing can replace."""


class WindowOutsideBox(SimAnaloguesError):
    """The cube to render does not fit into the simulation's box, or does not hold the field."""


class DensityInvalid(SimAnaloguesError):
    """Cells have NaN or negative densities."""


class ObservationInvalid(SimAnaloguesError):
    """The FITS image lacks its beam, unit, WCS or frequency, or the stars lie outside it."""


class OpacityInvalid(SimAnaloguesError):
    """An opacity table is damaged, or does not cover the wavelength that is asked for."""


class MoleculeInvalid(SimAnaloguesError):
    """A molecule file or line list is damaged, or an abundance cannot be."""


class TransitionUnknown(SimAnaloguesError):
    """A molecule has no such line."""


class ModelInvalid(SimAnaloguesError):
    """A model directory does not hold what RADMC-3D's formats ask for."""


class EngineUnavailable(SimAnaloguesError):
    """The rendering engine is not installed, or it failed."""


class BackboneUnknown(SimAnaloguesError):
    """No backbone has that name."""


class WeightsInvalid(SimAnaloguesError):
    """A weight file is missing, damaged, or belongs to another network."""


class EmbeddingMismatch(SimAnaloguesError):
    """Feature vectors of different length or origin were to be compared."""


class MetadataUnusable(SimAnaloguesError):
    """Metadata are negative, or tell nothing apart: not known of every image, or the same for all."""


class TrainingImpossible(SimAnaloguesError):
    """There are too few outputs, or too few that differ, to train a head on."""


class CatalogueEmpty(SimAnaloguesError):
    """No image of any simulation can be used."""


class CacheDamaged(SimAnaloguesError):
    """A NetCDF file is cut off or altered; it was moved aside and the next run makes it again."""


class ContractBroken(SimAnaloguesError):
    """A dataset does not have the variables that its kind promises."""


class RuntimeUnavailable(SimAnaloguesError):
    """What is to carry out a network is not installed."""


class WritingFailed(SimAnaloguesError, OSError):
    """A file could not be written, as on a full disk; what lay under its name is as it was."""


class InputChanged(SimAnaloguesError):
    """An input was written to while it was read."""


class ProvenanceMissing(SimAnaloguesError):
    """A file has no record of where it comes from."""


class BundleImpossible(SimAnaloguesError):
    """A run is not finished, or its results are not those that its report shows."""


class QueryMismatch(SimAnaloguesError):
    """A new observation differs too much from the one whose catalogue it is to be matched against."""
