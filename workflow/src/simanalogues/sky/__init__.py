"""What is done alike to observed and synthetic maps: beam, noise, framing."""
