"""SimAnalogues: find, among simulated moments and viewing angles, those that look like an observed binary star."""

__version__ = "0.1.0"
