"""The kinds of observed maps, one module each, and an observed map with typed fields."""
