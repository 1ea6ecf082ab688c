"""Why a GAN's first loss can be flat: three distances of two segments.

    python recipes/distances.py

Samples on two parallel segments, theta apart (example 1 of
https://arxiv.org/abs/1701.07875): as soon as they do not meet, the
Jensen-Shannon divergence is ln 2 and the Kullback-Leibler divergence infinite,
whatever theta is; the Wasserstein distance is |theta|, and its slope tells a
generator where to go.

Cost: seconds. Measured at theta = 0, 0.5, 1: JS 0, 0.693, 0.693; KL 0, inf,
inf; W1 0, 0.500, 1.000.
"""

import matplotlib.pyplot as plt
import numpy as np

from keras_gans import metrics

from options import parse

SAMPLES = 500


def segment(theta):
    """Points (theta, u), u evenly spaced in [0, 1]."""
    u = np.linspace(0, 1, SAMPLES)
    return np.stack([np.full(SAMPLES, theta), u], axis=1).astype("float32")


def main():
    options = parse(__doc__, out="runs/distances")
    options.out.mkdir(parents=True, exist_ok=True)
    thetas = np.linspace(-1, 1, 41)
    bounds = {"bounds": (-1.025, 1.025), "bins": 41, "samples": SAMPLES}
    measures = {
        "Jensen-Shannon": metrics.JensenShannonDivergence(2, **bounds),
        "Kullback-Leibler": metrics.KullbackLeiblerDivergence(2, **bounds),
        "Wasserstein": metrics.WassersteinDistance(2, SAMPLES),
    }
    figure, axes = plt.subplots(1, 3, figsize=(9, 2.8), layout="constrained")
    for ax, (name, metric) in zip(axes, measures.items()):
        values = [metric.compare(segment(0), segment(t)) for t in thetas]
        found = {
            theta: values[np.abs(thetas - theta).argmin()]
            for theta in (0, 0.5, 1)
        }
        print(name, {theta: round(value, 3) for theta, value in found.items()})
        finite = np.where(np.isfinite(values), values, np.nan)
        ax.plot(thetas, finite, ".-", color="tab:blue")
        ax.set_title(name)
        ax.set_xlabel("theta")
        ax.set_xlim(-1.1, 1.1)
        if np.isinf(values).any():
            ax.text(
                0.5,
                0.6,
                "infinite except at 0",
                ha="center",
                transform=ax.transAxes,
            )
    figure.savefig(options.out / "distances.png", dpi=80)


if __name__ == "__main__":
    main()
