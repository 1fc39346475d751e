"""How much of a simulation a field of view needs."""

import math


def window_of_field(field_au: float) -> float:
    """Side of the cube to render for a field, in its unit: sqrt(3) times the field.

    There is no dust outside the cube's inscribed sphere, so that the depth of the model does not depend on the view;
    with this side, the sphere holds the corners of the field.
    """
    return math.sqrt(3) * field_au
