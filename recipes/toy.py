"""What the recipes on points in the plane share."""

import matplotlib.pyplot as plt

from keras_gans import metrics


def modes(fake, centers, std, against=None):
    """Figures for `report.write`: how many modes there are, and how many
    samples are close to one.

    Args:
        fake: array (N, 2).
        centers: array (M, 2), the means.
        std: float, of each coordinate of a mode.
        against: str, what the number of modes is held against.
    """
    count = len(centers)
    metric = metrics.ModeCoverage(centers, std, samples=len(fake))
    found, share, _ = metric.compare(fake=fake).values()
    return {
        f"modes of {count}": (int(found), against or f"all: {count}"),
        "samples within 3 sigma": (f"{share:.1%}", "a perfect sampler: 98.9 %"),
    }


def title(figures):
    """The figures, a line each."""
    return "\n".join(f"{what}: {found}" for what, (found, _) in figures.items())


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
