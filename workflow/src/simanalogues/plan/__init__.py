"""What a run does, in which order of files: the plan, the checked config, and what every job does about its work."""
