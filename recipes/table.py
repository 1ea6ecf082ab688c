"""The tables of figures, from the JSON files in recipes/results/.

Runs that differ in their seed alone share a row, "seed 0 / seed 1".

python recipes/table.py            # prints all figures
python recipes/table.py --write    # into recipes/results/README.md; the first
                                   # of some runs into README.md
"""

import argparse
import json
import pathlib
import re

ROOT = pathlib.Path(__file__).parent.parent
RESULTS = ROOT / "recipes" / "results"
BEGIN = "<!-- recipes/table.py writes what follows. -->\n"
END = "<!-- Until here. -->"
# Files whose runs the README shows.
SHOWN = (
    "gan_mnist",
    "dcgan_mnist",
    "sngan_mnist_5x",
    "wgan_mnist_dcgan",
    "points_grid",
    "ebgan_mnist",
    "cgan_mnist",
    "acgan_mnist",
    "infogan_mnist",
    "improved_gan_mnist",
    "r3gan_stacked",
    "r3gan_cifar10",
    "faces_progan",
    "faces_full",
    "faces_dcgan",
    "faces_r3gan",
    "faces_stylegan2",
    "faces_64",
)


def seedless(report):
    """The command without its seed: what runs of several seeds share."""
    return re.sub(r" --seed \d+", "", report["command"])


def runs(shown=None):
    """What recipes wrote: lists of the reports that differ in their seed.

    Args:
        shown: names of files. Default: all.
    """
    paths = sorted(RESULTS.glob("*.json"))
    if shown is not None:
        paths = [RESULTS / f"{name}.json" for name in shown]
    reports = [json.loads(path.read_text()) for path in paths]
    together = {}
    for report in reports:
        together.setdefault(seedless(report), []).append(report)
    return together.values()


def rows(shown=None):
    """Markdown: a row a figure, what a run's figures share in its first.

    Args:
        shown: names of files, of whose runs the first figure counts. Default:
            all, with all figures.
    """
    figures = None if shown is None else 1
    lines = [
        "| game | command | seed | minutes | what | measured "
        "| to be held against |",
        "|---|---|---|---|---|---|---|",
    ]
    for reports in runs(shown):
        run = [
            reports[0]["variant"],
            f"`{seedless(reports[0])}`",
            _all(report["seed"] for report in reports),
            _all(report["minutes"] for report in reports),
        ]
        for what in list(reports[0]["figures"])[:figures]:
            found = [report["figures"][what] for report in reports]
            measured = _all(figure["measured"] for figure in found)
            cells = [*run, what, measured, str(found[0]["against"])]
            lines.append(f"| {' | '.join(cells)} |")
            run = [""] * len(run)
    return "\n".join(lines) + "\n"


def _all(values):
    return " / ".join(map(str, values))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    if not parser.parse_args().write:
        print(rows(), end="")
        return
    for path, shown in (
        (ROOT / "README.md", SHOWN),
        (RESULTS / "README.md", None),
    ):
        before, rest = path.read_text().split(BEGIN)
        after = rest.split(END)[1]
        path.write_text(f"{before}{BEGIN}{rows(shown)}{END}{after}")


if __name__ == "__main__":
    main()
