"""`python -m keras_gans` is `keras-gans`."""

from keras_gans.command.app import main

if __name__ == "__main__":
    main()
