"""Stage 9: figures and the report."""
