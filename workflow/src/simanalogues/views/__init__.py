"""Stage 3: the cone of observers that see the observed separation."""
