"""Stage 9: figures."""
