"""What the recipes on points in the plane share."""

import matplotlib.pyplot as plt
import numpy as np


def mode_coverage(samples, centers, std):
    """Counts modes as VEEGAN and PacGAN do.

    Args:
        samples: array (N, 2).
        centers: array (M, 2), the means.
        std: float, of each coordinate of a mode.

    Returns:
        Modes with at least one sample within 3 std, and the share of all
        samples that is within 3 std of a mode (a perfect sampler: 0.989).
    """
    distance = np.linalg.norm(samples[:, None] - centers[None], axis=-1)
    near = distance.min(axis=1) <= 3 * std
    return len(set(distance.argmin(axis=1)[near])), float(near.mean())


def scatter(path, real, fake, title):
    """Writes a picture of generated points over real ones."""
    figure, axes = plt.subplots(figsize=(5, 5), layout="constrained")
    axes.scatter(*real.T, s=2, color="tab:orange", label="real")
    axes.scatter(*fake.T, s=2, color="tab:blue", alpha=0.4, label="generated")
    axes.set_aspect("equal")
    axes.set_title(title)
    figure.legend(loc="outside lower center", ncols=2, markerscale=4)
    figure.savefig(path, dpi=80)
    plt.close(figure)
