"""What a recipe has measured, as JSON and as a row of the README's table."""

import json
import sys
import time

import numpy as np

_START = time.perf_counter()


def curves(options):
    """The run's losses.csv, whole also where it was resumed.

    Returns:
        dict of arrays (epochs,); NaN where an epoch was not evaluated.
    """
    table = np.genfromtxt(
        options.out / "losses.csv", delimiter=",", names=True, ndmin=1
    )
    return {name: table[name] for name in table.dtype.names}


def write(options, variant, figures, **details):
    """Prints the figures and writes them to result.json in the run's folder.

    Args:
        options: what `options.parse` returned.
        variant: str, the class.
        figures: dict: what was measured to (figure, what it is held against).
        **details: whatever else belongs beside the figures.
    """
    for what, (measured, against) in figures.items():
        print(f"{what}: {measured} ({against})")
    arguments = sys.argv[1:]
    if "--out" in arguments:
        at = arguments.index("--out")
        del arguments[at : at + 2]
    name = sys.argv[0].rsplit("/", 1)[-1]
    report = {
        "variant": variant,
        "command": " ".join(["python", f"recipes/{name}", *arguments]),
        "seed": options.seed,
        "epochs": options.epochs,
        "minutes": round((time.perf_counter() - _START) / 60, 1),
        "resumed": options.resume,
        "figures": {
            what: {"measured": measured, "against": against}
            for what, (measured, against) in figures.items()
        },
        **details,
    }
    if (options.out / "losses.csv").exists():
        report["curves"] = {
            name: [None if np.isnan(x) else float(x) for x in values]
            for name, values in curves(options).items()
        }
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "result.json").write_text(
        json.dumps(report, indent=1) + "\n"
    )
