"""Mock observations: line cubes of a simulated pair on the sky, with the beam and the noise of a shipped one."""
