"""Stage 7: distances, z-scores and ranks of all images, and the estimate from the best."""
