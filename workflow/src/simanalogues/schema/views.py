"""From where each output is seen."""

from simanalogues.schema.kind import Kind
from simanalogues.schema.variable import Variable

VIEWS = Kind(
    "views",
    {
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
)
