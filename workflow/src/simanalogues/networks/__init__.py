"""What all that runs networks shares: Keras's backend and its accelerator."""
