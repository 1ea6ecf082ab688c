"""Films of digits that move and bounce (Tulyakov et al., 2018, MoCoGAN).

    TFDS_DATA_DIR=DIR python recipes/moving_digits.py mocogan \\
        --judge runs/film_judge --dtype-policy mixed_bfloat16
    TFDS_DATA_DIR=DIR python recipes/moving_digits.py frames \\
        --dtype-policy mixed_bfloat16
    TFDS_DATA_DIR=DIR python recipes/moving_digits.py null

16 frames of 32x32 with one digit. Figures are of 512 films, by the classifier
of MNIST: how often a film shows the same digit in all its frames, the distance
of its features within a film over that between films, how far the digit goes
from frame to frame and how often it turns back; the Frechet distance of frames
in the classifier's features, and that of films in those of film_judge.py; the
first also of films of twice the length. `frames` is the same
generator of frames without films: each frame is drawn for itself, by a DCGAN.
`null` is what real films have, and shuffled ones.
"""

import keras
import numpy as np

import keras_gans
from keras_gans import metrics

import report
from options import parse

FILM = (16, 32, 32, 1)
FILMS = 512


def main():
    options = parse(
        __doc__,
        extra={
            "game": {"choices": ("mocogan", "frames", "null")},
            "--judge": {"default": "runs/film_judge"},
            "--width": {"type": int, "default": 32},
            "--length": {"type": int, "default": 4000, "help": "an epoch"},
            "--minutes": {
                "type": float,
                "default": 170.0,
                "help": "of processor time, at most",
            },
        },
        epochs=60,
        batch_size=16,
        out=lambda options: f"runs/moving_digits_{options.game}",
    )
    keras.utils.set_random_seed(options.seed)
    real = films_of("test", options.seed + 1)
    judge = judge_of(options)
    if options.game == "null":
        generator = np.random.default_rng(0)
        frames = real.reshape(-1, *FILM[1:])
        shuffled = generator.permutation(frames).reshape(real.shape)
        for name, found in (
            ("real", films_of("train", options.seed + 2)),
            ("shuffled", shuffled),
        ):
            print(name, measure(real, found, judge))
        return
    data = keras_gans.data.moving_digits(
        FILM[0],
        FILM[1],
        options.batch_size,
        length=options.length,
        seed=options.seed,
    )
    kept = [report.Budget(options.out / "minutes.txt", options.minutes)]
    if options.game == "frames":
        gan = keras_gans.DCGAN.for_images(
            FILM[1:],
            width=options.width,
            ema_momentum=0.999,
            seed=options.seed,
        )
        data = data.unbatch().unbatch().shuffle(1024, options.seed)
        data = data.batch(options.batch_size, drop_remainder=True)
    else:
        gan = keras_gans.MoCoGAN.for_films(
            FILM, width=options.width, ema_momentum=0.999, seed=options.seed
        )
    gan.compile()
    gan.fit(
        data,
        epochs=options.epochs,
        verbose=2,
        callbacks=[*kept, *report.standard(options, samples=8)],
    )
    if options.game == "frames":
        made = gan.generate(FILMS * FILM[0], seed=options.seed)
        made = made.reshape(FILMS, *FILM)
    else:
        made = gan.films(FILMS, seed=options.seed)
    figures = {
        name: (value, against)
        for (name, value), against in zip(
            measure(real, made, judge).items(),
            measure(real, films_of("train", options.seed + 2), judge).values(),
        )
    }
    if options.game == "mocogan":
        longer = gan.films(128, 2 * FILM[0], seed=options.seed)
        figures["same digit, twice the length"] = same(longer), ""
    keras_gans.pictures.save(
        options.out / "samples.png", keras_gans.pictures.films(made[:8])
    )
    keras_gans.pictures.save_film(options.out / "film.gif", made[0])
    report.write(options, type(gan).__name__, figures)


def judge_of(options):
    """What the network of film_judge.py sees in films, for a metric."""
    network = keras.saving.load_model(f"{options.judge}/model.keras")
    network = keras.Model(network.inputs, network.output["digit"])
    return metrics.from_model(network, "features", "films")


def films_of(split, seed):
    """Real films, an array."""
    data = keras_gans.data.moving_digits(
        FILM[0], FILM[1], 64, length=FILMS, split=split, seed=seed
    )
    return np.concatenate(list(data.as_numpy_iterator()))


def features_of(films):
    """The classifier's features (N, T, 64) and classes (N, T) of frames."""
    digits = metrics.mnist()
    frames = cut_out(films.reshape(-1, *films.shape[2:]))
    vectors = keras.ops.convert_to_numpy(digits(frames))
    classes = keras.ops.convert_to_numpy(digits.logits(frames)).argmax(axis=1)
    shape = films.shape[:2]
    return vectors.reshape(*shape, -1), classes.reshape(shape)


def cut_out(frames, side=14):
    """The digit of each frame, in the middle of pictures as MNIST's are."""
    light = np.clip((frames[..., 0] + 1) / 2, 0, 1)
    rows, columns = centres(light)
    found = np.full((len(frames), side, side, 1), -1.0, "float32")
    for i, (row, column) in enumerate(zip(rows, columns)):
        top, left = (
            int(np.clip(round(x - side / 2 + 0.5), 0, frames.shape[1] - side))
            for x in (row, column)
        )
        found[i] = frames[i, top : top + side, left : left + side]
    return found


def centres(light):
    """Where the light of pictures (N, H, W) has its middle: two arrays."""
    grid = np.arange(light.shape[1])
    total = light.sum(axis=(1, 2)) + 1e-6
    return (
        (light.sum(axis=2) * grid).sum(axis=1) / total,
        (light.sum(axis=1) * grid).sum(axis=1) / total,
    )


def same(films):
    """How often all frames of a film show the digit of most of them."""
    _, classes = features_of(films)
    most = [np.bincount(row).argmax() for row in classes]
    share = (classes == np.array(most)[:, None]).mean()
    return round(float(share), 4)


def apart(vectors):
    """The mean distance of pairs of rows (N, D)."""
    square = np.square(vectors).sum(axis=1)
    distance = square[:, None] + square - 2 * vectors @ vectors.T
    distance = np.sqrt(np.maximum(distance, 0))
    return distance.sum() / (len(vectors) * (len(vectors) - 1))


def turns(places):
    """How often a film's digit turns back along an axis, from centres (N, T,
    2): steps of under half a pixel do not tell."""
    count = 0
    for film in np.diff(places, axis=1):
        for way in film.T:
            signs = np.sign(way[np.abs(way) > 0.5])
            count += (signs[1:] != signs[:-1]).sum()
    return count / len(places)


def measure(real, films, judge):
    """A dict of figures of films."""
    vectors, classes = features_of(films)
    within = np.mean([apart(x) for x in vectors])
    between = apart(vectors[:, 0])
    light = np.clip((films[..., 0] + 1) / 2, 0, 1)
    places = np.stack(centres(light.reshape(-1, *light.shape[2:])), axis=-1)
    places = places.reshape(*light.shape[:2], 2)
    jumps = np.linalg.norm(np.diff(places, axis=1), axis=-1)
    fid = metrics.FrechetDistance("mnist", 2000)
    of_films = metrics.FrechetDistance(judge, len(films))
    frames = [
        cut_out(x.reshape(-1, *FILM[1:])[:: len(x) * FILM[0] // 2000][:2000])
        for x in (real, films)
    ]
    most = np.array([np.bincount(row).argmax() for row in classes])
    return {
        "same digit": round(float((classes == most[:, None]).mean()), 4),
        "all frames": round(
            float((classes == most[:, None]).all(axis=1).mean()), 4
        ),
        "within over between": round(float(within / between), 4),
        "median jump": round(float(np.median(jumps)), 3),
        "largest of twenty jumps": round(float(np.quantile(jumps, 0.95)), 3),
        "turns": round(float(turns(places)), 3),
        fid.name: round(float(fid.compare(*frames)), 2),
        of_films.name: round(float(of_films.compare(real, films)), 2),
    }


if __name__ == "__main__":
    main()
