"""The tables of figures, from the JSON files in recipes/results/.

python recipes/table.py            # prints all figures
python recipes/table.py --write    # into recipes/results/README.md; the first
                                   # of each run into README.md
"""

import argparse
import json
import pathlib

ROOT = pathlib.Path(__file__).parent.parent
RESULTS = ROOT / "recipes" / "results"
BEGIN = "<!-- recipes/table.py writes what follows. -->\n"
END = "<!-- Until here. -->"


def rows(figures=None):
    """Markdown: a row a figure, what a run's figures share in its first.

    Args:
        figures: int, of each run. Default: all.
    """
    lines = [
        "| game | command | seed | minutes | what | measured "
        "| to be held against |",
        "|---|---|---|---|---|---|---|",
    ]
    for path in sorted(RESULTS.glob("*.json")):
        report = json.loads(path.read_text())
        run = [
            report["variant"],
            f"`{report['command']}`",
            str(report["seed"]),
            str(report["minutes"]),
        ]
        for what, figure in list(report["figures"].items())[:figures]:
            cells = [*run, what, str(figure["measured"]), figure["against"]]
            lines.append(f"| {' | '.join(cells)} |")
            run = [""] * len(run)
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    if not parser.parse_args().write:
        print(rows(), end="")
        return
    for path, figures in (ROOT / "README.md", 1), (RESULTS / "README.md", None):
        before, rest = path.read_text().split(BEGIN)
        after = rest.split(END)[1]
        path.write_text(f"{before}{BEGIN}{rows(figures)}{END}{after}")


if __name__ == "__main__":
    main()
