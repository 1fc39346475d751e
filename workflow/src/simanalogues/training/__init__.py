"""Stage 6: heads on frozen backbones, trained so that images of like systems lie close (paper sections 2.4.2, 3.3)."""
