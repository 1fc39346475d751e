"""The report of a target, one page."""
