"""Stage 5: feature vectors of maps from frozen backbones."""
