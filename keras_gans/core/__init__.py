"""The game that every variant plays, and what Keras is told of it."""
