"""What rules ask, as plain functions: the plan first, then the wildcards of a job where the answer depends on them.

`workflow/rules/common.smk` gives them to the rules, bound to the plan of the run.
"""
