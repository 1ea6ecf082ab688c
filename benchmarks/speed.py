"""Images a second of `fit` beside what one would write without the package.

    python benchmarks/speed.py                     # all cases: half an hour
    python benchmarks/speed.py --case dcgan28 --pairs 5

Contenders have the same networks, batch, optimizers and data; each runs in a
process of its own and they take turns, block by block, so that a change in the
machine's speed meets all of them. The ratio is that of each turn. Work is
counted in FLOPs of the compiled step and held against what a large matrix
product reaches here.

- `fit`: the variant as its paper has it, float32.
- `fit, at once`: with `compile(simultaneous=True)`, float32.
- `fit, fast`: the same in mixed_bfloat16.
- `train_step`: a keras.Model with the train_step of the examples on keras.io.
- `tutorial`: the tf.function loop of TensorFlow's DCGAN tutorial, which moves
  both players at once. For WGAN-GP the loop of keras.io's example, by hand.
  Of translations, whose noise is none or dropout, `train_step` is a tf.function
  that plays in turn.
- `torch`: a loop of PyTorch, channels last; with torch.compile where that
  works (it knows no second derivative).
"""

import argparse
import statistics
import subprocess
import sys

TRANSLATION = ("cyclegan128", "pix2pix256")
CASES = ("dcgan28", "dcgan64", "wgan_gp32", "conditional28", *TRANSLATION)
CONTENDERS = (
    "fit",
    "fit, at once",
    "fit, fast",
    "train_step",
    "tutorial",
    "torch",
)


class Contender:
    """A process that plays a block of steps whenever it is told to."""

    def __init__(self, name, case, steps):
        file = "torch_loops" if name == "torch" else "keras_loops"
        if case in TRANSLATION:
            file = f"translation_{file}"
        self.process = subprocess.Popen(
            [sys.executable, f"benchmarks/{file}.py", name, case, str(steps)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.flops = float(self.process.stdout.readline())

    def seconds(self):
        """What the next block takes."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def compare(case, pairs, steps, images):
    """Prints a line for each contender.

    Args:
        case: str.
        pairs: int, turns.
        steps: int, of a block.
        images: int, real images that a step reads.
    """
    contenders = {}
    for name in CONTENDERS:
        contenders[name] = Contender(name, case, steps)
        contenders[name].seconds()  # Traces, compiles, warms up.
    spent = {name: [] for name in contenders}
    for _ in range(pairs):
        for name, contender in contenders.items():
            spent[name].append(contender.seconds() / steps)
    for name, contender in contenders.items():
        contender.end()
        middle = statistics.median(spent[name])
        ratios = [a / b for a, b in zip(spent[name], spent["fit"])]
        work = f"{contender.flops / middle / 1e9:6.0f} GFLOP/s"
        print(
            f"{case:14} {name:12} {middle * 1e3:7.1f} ms a step "
            f"{images / middle:6.0f} images/s  time / fit's "
            f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to "
            f"{max(ratios):.2f})  {work if contender.flops else ''}"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", choices=CASES)
    parser.add_argument("--pairs", type=int, default=10)
    options = parser.parse_args()
    peaks = subprocess.run(
        [sys.executable, "benchmarks/keras_loops.py", "peak"],
        capture_output=True,
        text=True,
        check=True,
    )
    print(peaks.stdout, end="")
    for case in [options.case] if options.case else CASES:
        critic_steps = 5 if case == "wgan_gp32" else 1
        steps = {"dcgan64": 2, "wgan_gp32": 1}
        steps |= dict.fromkeys(TRANSLATION, 2)
        batch = 1 if case in TRANSLATION else 64
        compare(case, options.pairs, steps.get(case, 20), batch * critic_steps)


if __name__ == "__main__":
    main()
