"""What the gas about each star does: its disk, its mass within 100 AU, its profiles."""
