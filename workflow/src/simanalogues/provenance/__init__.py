"""Where a result comes from: the inputs' digests, the config, the code and the packages."""
