"""The README's table of figures, from the JSON files in recipes/results/.

python recipes/table.py            # prints it
python recipes/table.py --write    # puts it into README.md
"""

import argparse
import json
import pathlib

ROOT = pathlib.Path(__file__).parent.parent
BEGIN = "<!-- recipes/table.py writes what follows. -->\n"
END = "<!-- Until here. -->"


def rows():
    """Markdown: a row a figure, what a run's figures share in its first."""
    lines = [
        "| game | command | seed | minutes | what | measured "
        "| to be held against |",
        "|---|---|---|---|---|---|---|",
    ]
    for path in sorted((ROOT / "recipes" / "results").glob("*.json")):
        report = json.loads(path.read_text())
        run = [
            report["variant"],
            f"`{report['command']}`",
            str(report["seed"]),
            str(report["minutes"]),
        ]
        for what, figure in report["figures"].items():
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
    readme = ROOT / "README.md"
    before, rest = readme.read_text().split(BEGIN)
    after = rest.split(END)[1]
    readme.write_text(f"{before}{BEGIN}{rows()}{END}{after}")


if __name__ == "__main__":
    main()
