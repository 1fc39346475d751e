"""The part of the report to explore: its content, small pictures and scripts."""
