"""A network that reads films of moving digits, which others are judged by.

    TFDS_DATA_DIR=DIR python recipes/film_judge.py

It tells the digit and in which of eight directions it sets out, of 16 frames of
32x32 with the frames as channels. Figures are shares of 1,024 films of MNIST's
test digits; moving_digits.py takes the distance of films in its features.
"""

import keras
import numpy as np
from keras import layers

import keras_gans

import report
from options import parse

FILM = (16, 32, 32, 1)
DIRECTIONS = 8
COUNTS = {"digit": 10, "direction": DIRECTIONS}


def judge(width=32):
    """Films to logits of both; the layer "features" is what it has seen."""
    films = keras.Input(FILM)
    x = layers.Permute((2, 3, 1))(layers.Reshape(FILM[:3])(films))
    for i in range(3):
        for strides in (1, 2):
            x = layers.Conv2D(
                width * 2**i, 3, strides, padding="same", use_bias=False
            )(x)
            x = layers.ReLU()(layers.BatchNormalization()(x))
    x = layers.Dropout(0.3)(layers.Flatten()(x))
    x = layers.Dense(128, activation="relu", name="features")(x)
    made = {name: layers.Dense(n, name=name)(x) for name, n in COUNTS.items()}
    return keras.Model(films, made, name="judge")


def films(options, split, length, seed):
    """A dataset of (films, dict of both labels): the same films, told twice."""
    import tensorflow as tf

    each = [
        keras_gans.data.moving_digits(
            *FILM[:2],
            options.batch_size,
            directions=DIRECTIONS,
            labels=name,
            length=length,
            split=split,
            seed=seed,
        )
        for name in COUNTS
    ]
    return tf.data.Dataset.zip(*each).map(
        lambda a, b: (a[0], dict(zip(COUNTS, (a[1], b[1]))))
    )


def main():
    options = parse(__doc__, epochs=15, batch_size=64, out="runs/film_judge")
    keras.utils.set_random_seed(options.seed)
    data = films(options, "train", 10_000, options.seed)
    network = judge()
    rate = keras.optimizers.schedules.CosineDecay(
        2e-3, options.epochs * len(data)
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(
        keras.optimizers.AdamW(rate, weight_decay=1e-3),
        dict.fromkeys(COUNTS, loss),
    )
    network.fit(
        data,
        epochs=options.epochs,
        verbose=2,
        callbacks=report.of_network(options),
    )
    network.save(options.out / "model.keras")
    right = {name: [] for name in COUNTS}
    for x, truth in films(options, "test", 1024, 1).as_numpy_iterator():
        found = network.predict_on_batch(x)
        for name in COUNTS:
            right[name] += list(found[name].argmax(axis=-1) == truth[name])
    figures = {
        name: (round(float(np.mean(x)), 4), f"chance {1 / COUNTS[name]:.3f}")
        for name, x in right.items()
    }
    report.write(options, "judge of films", figures)


if __name__ == "__main__":
    main()
