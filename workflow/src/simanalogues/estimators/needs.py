"""What an estimator may need of images and observations: the fields of `Query`. Apart from the registry, so that the
digest of a rule that asks one estimator does not hold all."""

DISTANCES, FEATURES = "distances", "features"
