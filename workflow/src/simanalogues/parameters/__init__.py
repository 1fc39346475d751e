"""System parameters of images: their names and units, and the table of them from the catalogue."""
