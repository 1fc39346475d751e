"""Views of the catalogue as a telescope would see them, rendered anew and framed like the observation."""
