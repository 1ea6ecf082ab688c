"""Without TensorFlow: python tests/alone.py

Where JAX or torch is all that is installed, the package is imported, trains on
arrays, generates, saves and loads.
"""

import importlib.util
import pathlib
import tempfile

import keras
import numpy as np

import keras_gans


def main():
    assert importlib.util.find_spec("tensorflow") is None
    images = keras_gans.data.digits(batch_size=None)[:256]
    gan = keras_gans.DCGAN.for_images((16, 16, 1), width=8, seed=1)
    gan.compile()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        callbacks = keras_gans.callbacks.standard(folder)
        gan.fit(images, epochs=2, verbose=2, callbacks=callbacks)
        again = keras.saving.load_model(folder / "last.keras")
        np.testing.assert_array_equal(
            gan.generate(4, seed=1), again.generate(4, seed=1)
        )
        gan.save_to_preset(folder / "preset")
    assert keras_gans.from_preset("dcgan_mnist").generate(2).shape[0] == 2
    try:
        gan.export("nowhere")
    except RuntimeError as error:
        assert "TensorFlow" in str(error)
    print(f"{keras.backend.backend()} alone: well.")


if __name__ == "__main__":
    main()
