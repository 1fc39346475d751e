"""Names of heads and of the networks that have one."""

# The head that is tested on every second azimuth, and, with a simulation's name, one that never sees it.
AZIMUTH, WITHOUT = "azimuth", "without-"
# Behind a backbone's name: the network with its trained head.
TRAINED = "-trained"
