"""MoCoGAN's networks (Tulyakov et al., 2018, https://arxiv.org/abs/1707.04993).

As in the authors' code. A recurrent layer turns noise into what moves, from
frame to frame; each frame is made of that and of what the film is of. One
discriminator judges frames, patch by patch, the other films. At 64x64 and 16
frames, with six categories, they have 3,298,836, 663,296 and 11,253,504
parameters.
"""

import keras
from keras import layers
from keras import ops

from keras_gans.layers import PerFrame
from keras_gans.networks import blocks
from keras_gans.networks import sizes
from keras_gans.networks.building import builder


@builder
def generator(
    film_shape, content_dim=50, motion_dim=10, categories=0, width=64
):
    """[content (B, content_dim), start (B, motion_dim), motion (B, T,
    motion_dim)] to films (B, T, H, W, C) in [-1, 1], of any T.

    Args:
        film_shape: tuple (T, H, W, C); H = W = 4 * 2**n.
        content_dim: int, of the noise of what the film is of.
        motion_dim: int, of the noise of each frame.
        categories: int; a last input "category" (B, categories), one-hot, says
            how it moves. 0: none.
        width: int, filters at half the side; they double with each halving.
    """
    frame_shape = tuple(film_shape[1:])
    levels = sizes.doublings(frame_shape)
    content = keras.Input((content_dim,), name="content")
    start = keras.Input((motion_dim,), name="start")
    motion = keras.Input((None, motion_dim), name="motion")
    inputs, still = [content, start, motion], [content]
    if categories:
        category = keras.Input((categories,), name="category")
        inputs.append(category)
        still.append(category)
    moved = layers.GRU(motion_dim, return_sequences=True)(
        motion, initial_state=start
    )
    still = layers.Concatenate()(still) if categories else content
    told = Alongside()([still, moved])
    code = keras.Input((told.shape[-1],))
    x = layers.Reshape((1, 1, code.shape[-1]))(code)
    for level in reversed(range(levels)):
        first = level == levels - 1
        x = layers.Conv2DTranspose(
            width * 2**level,
            4,
            1 if first else 2,
            "valid" if first else "same",
            use_bias=False,
            kernel_initializer=blocks.normal(),
        )(x)
        x = blocks.rectified(x)
    x = blocks.upward(frame_shape[-1], 4)(x)
    frames = layers.Activation("tanh", dtype="float32")(x)
    painter = keras.Model(code, frames, name="painter")
    films = PerFrame(painter, dtype="float32")(told)
    return keras.Model(inputs, films, name="generator")


@builder
def frame_discriminator(frame_shape, width=64):
    """Frames (B, H, W, C) to a map of logits, one a patch.

    Args:
        frame_shape: tuple (H, W, C); H = W = 4 * 2**n, n from 2.
        width: int, filters of the first convolution; they double.
    """
    frames = keras.Input(frame_shape, name="frames")
    x = frames
    for level in range(min(3, sizes.doublings(frame_shape))):
        x = blocks.downward(width * 2**level, 4)(x)
        x = layers.LeakyReLU(0.2)(blocks.normalization()(x) if level else x)
    logits = layers.Conv2D(
        1,
        4,
        2,
        "same",
        use_bias=False,
        kernel_initializer=blocks.normal(),
        dtype="float32",
    )(x)
    return keras.Model(frames, logits, name="frame_discriminator")


@builder
def discriminator(film_shape, categories=0, width=64):
    """Films (B, T, H, W, C) to logits (B, ...); with categories to [logits,
    class logits (B, categories)].

    Each of the convolutions sees four frames and halves the side; the last one
    sees what is left of the side, and four times.

    Args:
        film_shape: tuple (T, H, W, C); H = W = 4 * 2**n, and T at least three
            for each halving, and four more.
        categories: int.
        width: int, filters of the first convolution; they double.

    Raises:
        ValueError: the films are too short.
    """
    times, *frame_shape = film_shape
    levels = sizes.doublings(tuple(frame_shape))
    if times < 3 * levels + 4:
        raise ValueError(
            f"Films of this size have at least {3 * levels + 4} frames, of "
            "which each convolution takes three. Received: film_shape="
            f"{tuple(film_shape)}"
        )
    films = keras.Input(film_shape, name="films")
    x = films
    for level in range(levels):
        x = layers.ZeroPadding3D((0, 1, 1))(x)
        x = layers.Conv3D(
            width * 2**level,
            4,
            (1, 2, 2),
            use_bias=False,
            kernel_initializer=blocks.normal(),
        )(x)
        x = blocks.normalization()(x) if level else x
        # LeakyReLU in two parts: TensorFlow 2.21 fuses padding, a convolution
        # of three axes and it, and forgets the slope.
        x = ops.relu(x) - 0.2 * ops.relu(-x)
    x = layers.Conv3D(
        1 + categories,
        4,
        use_bias=False,
        kernel_initializer=blocks.normal(),
        dtype="float32",
    )(x)
    x = layers.Reshape((-1, 1 + categories), dtype="float32")(x)
    if not categories:
        logits = layers.Reshape((-1,), dtype="float32")(x)
        return keras.Model(films, logits, name="discriminator")
    logits, classes = Divided(categories, dtype="float32")(x)
    return keras.Model(films, [logits, classes], name="discriminator")


@keras.saving.register_keras_serializable("keras_gans")
class Alongside(layers.Layer):
    """What lasts beside what changes: [(B, N), (B, T, M)] to (B, T, N + M)."""

    def call(self, inputs):
        still, moved = inputs
        times = ops.shape(moved)[1]
        still = ops.repeat(still[:, None], times, axis=1)
        return ops.concatenate([still, moved], axis=-1)

    def compute_output_shape(self, shapes):
        (batch, still), (_, times, moved) = shapes
        return (batch, times, still + moved)


@keras.saving.register_keras_serializable("keras_gans")
class Divided(layers.Layer):
    """Outputs (B, P, 1 + K) as logits (B, P), and the mean class logits of
    all places (B, K)."""

    def __init__(self, categories, **kwargs):
        super().__init__(**kwargs)
        self.categories = categories

    def call(self, x):
        return x[..., 0], ops.mean(x[..., 1:], axis=1)

    def compute_output_shape(self, shape):
        return shape[:2], (shape[0], self.categories)

    def get_config(self):
        return {**super().get_config(), "categories": self.categories}
