"""How each backend of Keras does what `keras_gans.backend` asks for."""
