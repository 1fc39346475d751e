"""The RADMC-3D model directory of one output: octree, dust, stars; written and read here."""
