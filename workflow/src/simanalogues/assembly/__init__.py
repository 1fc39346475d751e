"""The model of one output, out of what a reader gives and the parts of a model; stands above readers and models."""
