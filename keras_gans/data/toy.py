"""The toy distributions of the literature's pictures, as numpy arrays."""

import math

import numpy as np


def ring(n=100_000, modes=8, radius=1.0, std=0.01, seed=0):
    """Gaussians on a circle.

    Args:
        n: int, samples.
        modes: int, Gaussians, evenly spaced.
        radius: float, of the circle.
        std: float, of each coordinate of each Gaussian.
        seed: int.

    Returns:
        float32 array (n, 2).

    Reference: the set-up of PacGAN, Lin et al., 2018,
        https://arxiv.org/abs/1712.04086
    """
    return _mixture(n, ring_centers(modes, radius), std, seed)


def ring_centers(modes=8, radius=1.0):
    """The means of `ring`, (modes, 2)."""
    angle = np.arange(modes) * 2 * math.pi / modes
    return radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def grid(n=100_000, side=5, spacing=2 / 8**0.5, std=0.05 / 8**0.5, seed=0):
    """Gaussians on a square lattice around 0.

    Args:
        n: int, samples.
        side: int, Gaussians a row and rows: 5 makes 25.
        spacing: float, between neighbours. Default: WGAN-GP's, 2 / sqrt(8).
        std: float, of each coordinate. Default: WGAN-GP's, 0.05 / sqrt(8).
        seed: int.

    Returns:
        float32 array (n, 2).

    Reference: Gulrajani et al., 2017, https://arxiv.org/abs/1704.00028
    """
    return _mixture(n, grid_centers(side, spacing), std, seed)


def grid_centers(side=5, spacing=2 / 8**0.5):
    """The means of `grid`, (side^2, 2)."""
    axis = (np.arange(side) - (side - 1) / 2) * spacing
    return np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)


def swiss_roll(n=100_000, noise=0.25, scale=7.5, seed=0):
    """A spiral in the plane.

    Args:
        n: int, samples.
        noise: float, std around the spiral, before scaling.
        scale: float, by which the spiral (radius 3 pi / 2 to 9 pi / 2) is
            divided.
        seed: int.

    Returns:
        float32 array (n, 2).

    Reference: the set-up of Gulrajani et al., 2017,
        https://arxiv.org/abs/1704.00028
    """
    from sklearn.datasets import make_swiss_roll

    points, _ = make_swiss_roll(n, noise=noise, random_state=seed)
    return (points[:, [0, 2]] / scale).astype("float32")


def sine(n=100_000, points=15, noise=0.02, seed=0):
    """ "Famous paintings": rows of sin(pi x) on x in [-1, 1], with noise.

    Args:
        n: int, rows.
        points: int, values of x a row, evenly spaced.
        noise: float, std of what is added to each value.
        seed: int.

    Returns:
        float32 array (n, points).
    """
    generator = np.random.default_rng(seed)
    curve = np.sin(math.pi * np.linspace(-1, 1, points))
    rows = curve + noise * generator.standard_normal((n, points))
    return rows.astype("float32")


def _mixture(n, centers, std, seed):
    generator = np.random.default_rng(seed)
    chosen = centers[generator.integers(len(centers), size=n)]
    noise = std * generator.standard_normal((n, 2))
    return (chosen + noise).astype("float32")
