"""The command line that all recipes share."""

import argparse
import pathlib

import keras


def _positive(text):
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1")
    return int(text)


DONE = "result.json"  # What a run writes at its end.

# For `extra`: filters at half the image's side, of which the papers have 64.
WIDTH = {
    "--width": {"type": _positive, "default": 64, "help": "the paper's: 64"}
}


def parse(description, extra=None, **defaults):
    """Reads --epochs, --batch-size, --out, --seed and what --help lists.

    Args:
        description: str, the recipe's header, shown by --help.
        extra: dict, further arguments: a flag to what `add_argument` takes.
        **defaults: epochs, batch_size and out of this recipe; out may be a
            function of the options.

    Returns:
        A namespace; `out` is a `pathlib.Path`, and `resume` says whether there
        is a run to go on with.
    """
    parser = argparse.ArgumentParser(
        description=description,
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    asked = defaults.get("epochs", True)
    usual = "%(default)s" if asked else "as many as are needed"
    parser.add_argument("--epochs", type=_positive, help=f"default {usual}")
    parser.add_argument(
        "--batch-size", type=_positive, help="default %(default)s"
    )
    parser.add_argument(
        "--out", type=pathlib.Path, help="folder, by default one in runs/"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--dtype-policy",
        default="float32",
        choices=("float32", "mixed_bfloat16", "mixed_float16"),
        help="mixed_bfloat16 saves time where the machine has such units",
    )
    parser.add_argument(
        "--strategy",
        choices=("mirrored", "multi_worker"),
        help="all GPUs of this machine; all workers that TF_CONFIG names",
    )
    parser.add_argument(
        "--resume",
        action="store_true",
        help="go on with the unfinished run in --out, if there is one",
    )
    for flag, settings in (extra or {}).items():
        if "default" in settings:
            said = f"{settings.get('help', '')}, default %(default)s"
            settings = {**settings, "help": said.lstrip(", ")}
        parser.add_argument(flag, **settings)
    parser.set_defaults(**defaults)
    options = parser.parse_args()
    keras.config.set_dtype_policy(options.dtype_policy)
    out = options.out
    options.out = pathlib.Path(out(options) if callable(out) else out)
    if options.strategy:
        if keras.backend.backend() != "tensorflow":
            parser.error("--strategy needs KERAS_BACKEND=tensorflow")
        _distribute(options)
    unfinished = (options.out / "backup").exists()
    if unfinished and not options.resume:
        parser.error(
            f"{options.out} holds an unfinished run: go on with --resume, or "
            "name another folder with --out"
        )
    ended = any((options.out / x).exists() for x in (DONE, "last.keras"))
    if options.resume and ended and not unfinished:
        parser.error(
            f"{options.out} holds a run whose training has ended: there is "
            "nothing to go on with; name another folder with --out"
        )
    options.resume = unfinished
    return options


def _distribute(options):
    """Builds whatever follows under a strategy; a worker but the first writes
    into a folder of its own."""
    import tensorflow as tf

    if options.strategy == "mirrored":
        strategy = tf.distribute.MirroredStrategy()
    else:
        strategy = tf.distribute.MultiWorkerMirroredStrategy()
    if not strategy.extended.should_checkpoint:
        cluster = strategy.cluster_resolver
        options.out = options.out / f"{cluster.task_type}_{cluster.task_id}"
    tf.distribute.experimental_set_strategy(strategy)
