"""The molecule of a line tracer in the model of one output."""

from collections.abc import Mapping

import numpy as np

from simanalogues.models.abundance import abundance_of, number_density
from simanalogues.models.build import Model
from simanalogues.models.gas import Gas, doppler_width_cm_s
from simanalogues.models.tracer_line import molecule_of
from simanalogues.units import KMS_CM_S


def gas_of(model: Model, line: Mapping, settings: Mapping) -> Gas:
    """The gas of a line tracer: as warm as the dust, as dense as gas-to-dust ratio and abundance make it.

    Parameters
    ----------
    model
        With its final dust temperature.
    line
        The tracer's `line` block.
    settings
        The config's `images` block: `gas_to_dust`, `hydrogen_mass`.
    """
    density = number_density(
        model.dust_density.astype(float) * settings["gas_to_dust"],
        model.dust_temperature,
        abundance_of(line),
        settings["hydrogen_mass"],
    )
    turbulence = np.full(model.octree.n_leaves, line["turbulence_kms"] * KMS_CM_S)
    return Gas(molecule_of(line), density, model.dust_temperature, turbulence)


def narrowest_width_kms(line: Mapping, coldest_k: float) -> float:
    """Doppler width b of the line where the gas is coldest."""
    turbulence_cm_s = line["turbulence_kms"] * KMS_CM_S
    return float(doppler_width_cm_s(molecule_of(line).weight_amu, coldest_k, turbulence_cm_s)) / KMS_CM_S
