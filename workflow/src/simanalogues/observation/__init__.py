"""Stage 2: the observed map in the frame of the binary."""
