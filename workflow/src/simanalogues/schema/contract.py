"""Names, dimensions, units and meaning of every variable of every kind of file."""

from dataclasses import replace

from simanalogues.schema.catalogue_kinds import DISKS, OF_TEMPERATURES, ORBIT, SPECTRA, SYSTEM_OF_VIEW, TEMPERATURES
from simanalogues.schema.pseudo_kinds import EMBEDDING_PSEUDO, PSEUDO_OBSERVATIONS
from simanalogues.schema.recovery_kind import RECOVERY
from simanalogues.schema.training_kind import TRAINING
from simanalogues.schema.variable import IMAGE, IMAGE_LABELS, RECORD_DIGEST, STAR, Variable

KINDS: dict[str, dict[str, Variable]] = {
    "snapshots": {
        "output": Variable(("output",), "1", "number of the simulation output"),
        "time_kyr": Variable(("output",), "kyr", "time since the start of the simulation"),
        "skipped": Variable(("output",), "1", "why the output is not used; empty if it is"),
        "n_sinks": Variable(("output",), "1", "number of sinks in the output"),
        "star_id": Variable(STAR, "1", "sink id; -1 where the star does not exist"),
        "mass_msun": Variable(STAR, "Msun", "mass of the star"),
        "age_kyr": Variable(STAR, "kyr", "time since the sink formed; NaN where that is not known"),
        "position_au": Variable((*STAR, "xyz"), "AU", "position from the lower corner of the box"),
        "velocity_kms": Variable((*STAR, "xyz"), "km s-1", "velocity in the frame of the box"),
        "accretion_msun_per_yr": Variable(STAR, "Msun yr-1", "accretion rate of the star"),
        "luminosity_lsun": Variable(STAR, "Lsun", "luminosity of the star, accretion and intrinsic"),
        "accretion_luminosity_lsun": Variable(STAR, "Lsun", "the part of it that accretion gives", optional=True),
        "intrinsic_luminosity_lsun": Variable(STAR, "Lsun", "the part of it that the star gives itself", optional=True),
        "separation_au": Variable(("output",), "AU", "distance between the two stars in space"),
        "orbital_angular_momentum_au_kms": Variable(
            ("output", "xyz"), "AU km s-1", "specific angular momentum of the pair: separation x relative velocity"
        ),
    },
    "disks": DISKS,
    "temperatures": TEMPERATURES,
    "spectra": SPECTRA,
    "system_views": SYSTEM_OF_VIEW,
    "observation": {
        "brightness": Variable(
            ("y", "x"), "Jy beam-1", "observed continuum in the frame; NaN where nothing was observed", optional=True
        ),
        "moment0": Variable(
            ("y", "x"), "Jy beam-1 km s-1", "integrated brightness of the line in the frame", optional=True
        ),
        "moment1": Variable(
            ("y", "x"), "km s-1", "mean velocity of the line less the systemic one; positive recedes", optional=True
        ),
        "observed": Variable(("y", "x"), "1", "1 where the map holds a measured value, else 0"),
        "emission_free": Variable(("y", "x"), "1", "1 where the pixel was used to measure the noise, else 0"),
    },
    "views": {
        "output": Variable(("output",), "1", "number of the simulation output"),
        "skipped": Variable(("output",), "1", "why the output has no view; empty if it has"),
        "centre_au": Variable(("output", "xyz"), "AU", "midpoint of the two stars, from the lower corner of the box"),
        "azimuth_deg": Variable(("view",), "deg", "azimuth about the line from secondary to primary"),
        "nappe": Variable(("view",), "1", "+1 where the primary is nearer to the observer, else -1"),
        "sightline": Variable(("output", "view", "xyz"), "1", "unit vector from the binary to the observer"),
        "up": Variable(("output", "view", "xyz"), "1", "unit vector of +y in the image, from secondary to primary"),
        "projected_separation_au": Variable(("output", "view"), "AU", "separation of the two stars on the sky"),
        "inclination_deg": Variable(("output", "view"), "deg", "RADMC-3D's incl of the view"),
        "phi_deg": Variable(("output", "view"), "deg", "RADMC-3D's phi of the view"),
        "posang_deg": Variable(("output", "view"), "deg", "RADMC-3D's posang of the view"),
    },
    "images": {
        **IMAGE_LABELS,
        "record_digest": RECORD_DIGEST,
        "brightness": Variable(
            ("image", "y", "x"), "Jy beam-1", "synthetic continuum after the beam, without noise", optional=True
        ),
        "moment0": Variable(
            ("image", "y", "x"),
            "Jy beam-1 km s-1",
            "integrated brightness of the line after the beam; beside moment 1 with the noise of its channels",
            optional=True,
        ),
        "moment1": Variable(
            ("image", "y", "x"),
            "km s-1",
            "mean velocity of the line less the pair's; positive recedes; NaN where moment 0 is 0",
            optional=True,
        ),
    },
    "cubes": {
        "view": Variable(("view",), "1", "number of the view in its output"),
        "velocity_kms": Variable(("channel",), "km s-1", "velocity less the pair's; positive recedes"),
        "brightness": Variable(
            ("view", "channel", "y", "x"), "Jy beam-1", "line without continuum, after beam and noise"
        ),
    },
    "embedding": {
        **IMAGE_LABELS,
        "record_digest": RECORD_DIGEST,
        "map_digest": Variable(IMAGE, "1", "digest of the synthetic map whose features these are", optional=True),
        "features": Variable(("image", "feature"), "1", "feature vector of the prepared map", optional=True),
        "distance_value": Variable(
            ("image", "distance"), "1", "distance to the observation, taken while the full maps were in memory", True
        ),
        "pseudo_distance": Variable(
            ("image", "pseudo", "distance"), "1", "the same distance to each pseudo-observation, in their order", True
        ),
        "maps": Variable(
            ("image", "map_y", "map_x", "channel"),
            "1",
            "last feature map, where heads are trained on it",
            optional=True,
        ),
    },
    "pseudo_observations": PSEUDO_OBSERVATIONS,
    "embedding_pseudo": EMBEDDING_PSEUDO,
    "embedding_observation": {
        "variant": Variable(("variant",), "1", "observed, mirrored (x -> -x), turned by 90 and by 180 degrees"),
        "features": Variable(("variant", "feature"), "1", "feature vector of the prepared observation", optional=True),
        "distance_value": Variable(
            ("variant", "distance"), "1", "distance of each variant to the observation as it is", optional=True
        ),
        "maps": Variable(
            ("variant", "map_y", "map_x", "channel"), "1", "last feature map, where heads are trained on it", True
        ),
        "prepared": Variable(("variant", "y", "x"), "1", "the map as the backbone sees it, 0 to 1"),
    },
    "training": TRAINING,
    "matching": {
        **IMAGE_LABELS,
        "distance_value": Variable(("image", "distance"), "1", "distance to the observation; NaN ranks last"),
        "z_score": Variable(
            ("image", "distance"), "1", "(distance - mean) / standard deviation over all usable images"
        ),
        "rank": Variable(("image", "distance"), "1", "1 is the most similar image"),
        "selected": Variable(("image", "distance"), "1", "1 where the image passes the cut, else 0"),
        "in_prior": Variable(IMAGE, "1", "1 where the image is inside all priors and takes part, else 0"),
        "weight": Variable(IMAGE, "1", "weight of the image in priors and estimates; sums to 1"),
        "parameter_value": Variable(("image", "parameter"), "1", "system parameters of the image's output"),
        "parameter_units": Variable(("parameter",), "1", "unit of each parameter"),
        "variant_distance": Variable(("variant", "distance"), "1", "distance of the mirrored and turned observation"),
    },
    "recovery": RECOVERY,
}

# One table of all that is known of each output of a simulation.
KINDS["catalogue"] = {
    **KINDS["snapshots"],
    **{name: variable for name, variable in DISKS.items() if name not in KINDS["snapshots"]},
    **ORBIT,
    **{name: replace(TEMPERATURES[name], optional=True) for name in OF_TEMPERATURES},
}

# What a file of `images` holds of each kind of map.
MAP_VARIABLES = {"continuum": ("brightness",), "moment0": ("moment0",), "moment1": ("moment0", "moment1")}
# Of these a file of the kind has at least one: it depends on what the map shows.
AT_LEAST_ONE = dict.fromkeys(("observation", "images", "pseudo_observations"), ("brightness", "moment0", "moment1"))
