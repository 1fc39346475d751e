"""What makes an estimate of a system's parameters: alike for the observation and for pseudo-observations."""
