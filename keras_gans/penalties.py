"""Penalties: on a discriminator's gradient, and on samples that are alike.

Plain functions, usable in any training step; what they return is
differentiable. `function` maps a batch (B, ...) to one number a sample.
"""

import keras
from keras import ops

from keras_gans.core import backend


def gradient_norm(function, x):
    """The Euclidean norm of each sample's input gradient.

    Args:
        function: maps (B, ...) to (B, 1) or (B,).
        x: float tensor (B, ...).

    Returns:
        A float32 tensor (B,). A small term under the root keeps the
        derivative finite at 0.
    """
    # The derivative of the root at 0 is infinite, and times 0 it is NaN.
    return ops.sqrt(_squared_norm(function, x) + 1e-12)


def _squared_norm(function, x):
    gradient = ops.cast(backend.input_grad(function, x), "float32")
    return ops.sum(ops.square(gradient), axis=tuple(range(1, gradient.ndim)))


def interpolate(real, fake, seed=None):
    """A point on the line between each real and its fake.

    `e * real + (1 - e) * fake` with e ~ U(0, 1), one e a sample.

    Args:
        real, fake: float tensors of one shape (B, ...).
        seed: int or `keras.random.SeedGenerator`.
    """
    fake = ops.cast(fake, real.dtype)
    shape = (ops.shape(real)[0],) + (1,) * (real.ndim - 1)
    weight = keras.random.uniform(shape, seed=seed, dtype=real.dtype)
    return weight * real + (1 - weight) * fake


def gradient_penalty(function, real, fake, target=1.0, seed=None):
    """`E[(|grad D(x)| - target)^2]` at points between real and fake.

    Args:
        function: maps (B, ...) to (B, 1) or (B,).
        real, fake: float tensors of one shape (B, ...).
        target: float, the norm that is wanted.
        seed: int or `keras.random.SeedGenerator`.

    Returns:
        A scalar, to be multiplied by the penalty's weight (10 in the paper).

    Reference: Gulrajani et al., 2017, eq. 3, https://arxiv.org/abs/1704.00028
    """
    norm = gradient_norm(function, interpolate(real, fake, seed))
    return ops.mean(ops.square(norm - target))


def zero_centered_penalty(function, x):
    """`E[|grad D(x)|^2]`: R1 at real samples, R2 at fakes.

    Args:
        function: maps (B, ...) to (B, 1) or (B,).
        x: float tensor (B, ...).

    Returns:
        A scalar, to be multiplied by gamma / 2.

    Reference: Mescheder et al., 2018, eq. 9, https://arxiv.org/abs/1801.04406
    """
    return ops.mean(_squared_norm(function, x))


def path_lengths(function, styles, noise):
    """How far samples go for a step in their styles: `|J' y|`.

    ```
    J' y = d <function(w), y> / d w,  y = noise / sqrt(H W)
    ```

    Of styles of several layers it is the root of the mean over layers of the
    squares of each.

    Args:
        function: maps (B, L, D) to pictures (B, H, W, C).
        styles: float tensor (B, L, D).
        noise: float tensor (B, H, W, C), of N(0, 1).

    Returns:
        A float32 tensor (B,).

    Reference: Karras et al., 2020, section 3.2,
        https://arxiv.org/abs/1912.04958
    """
    _, height, width, _ = noise.shape
    noise = noise * (height * width) ** -0.5
    gradient = backend.input_grad(lambda w: function(w) * noise, styles)
    squares = ops.sum(ops.square(ops.cast(gradient, "float32")), axis=-1)
    # The derivative of the root at 0 is infinite.
    return ops.sqrt(ops.mean(squares, axis=-1) + 1e-12)


def lazily(function, count, step, interval):
    """Reckons a penalty in each `interval`-th step alone.

    The gradient of a gradient costs about as much as the rest of a step. What
    is reckoned counts `interval` times, and 0 in the steps between: the mean
    over steps stays. State that layers move in it is dropped.

    Args:
        function: takes nothing, returns a list of float32 scalars.
        count: int, how many.
        step: whole number, of the discriminator's updates so far.
        interval: int, 1 to reckon always.

    Returns:
        The list of scalars, times `interval` or 0.

    Reference: Karras et al., 2020, "lazy regularization",
        https://arxiv.org/abs/1912.04958
    """
    if interval == 1:
        return function()
    return backend.value_if(
        ops.equal(step % interval, 0),
        lambda: [interval * value for value in function()],
        lambda: [ops.zeros(()) for _ in range(count)],
    )


def pulling_away(codes):
    """Mean squared cosine between the codes of different samples.

    ```
    1 / (N (N - 1)) sum_{i != j} (s_i . s_j / (|s_i| |s_j|))^2
    ```

    1 where all point the same way, 0 where each pair is at a right angle.

    Args:
        codes: float tensor (N, D). 0 for a single one.

    Returns:
        A scalar, to be multiplied by the term's weight (0.1 in the paper).

    Reference: Zhao et al., 2016, eq. 4, https://arxiv.org/abs/1609.03126
    """
    codes = ops.cast(codes, "float32")
    norm = ops.sqrt(ops.sum(ops.square(codes), axis=-1, keepdims=True) + 1e-12)
    codes = codes / norm
    squares = ops.square(ops.matmul(codes, ops.transpose(codes)))
    count = ops.cast(ops.shape(codes)[0], "float32")
    others = ops.sum(squares) - ops.sum(ops.diagonal(squares))
    return others / ops.maximum(count * (count - 1), 1.0)
