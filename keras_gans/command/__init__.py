"""`keras-gans`, the command."""
