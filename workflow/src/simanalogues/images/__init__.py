"""Stage 4: synthetic maps of every view."""
