"""Captioned avatars, who judges pictures of them, and what their words say."""

import os
import re

import keras
import numpy as np
import tensorflow_datasets as tfds
from keras import layers
from keras import ops
from PIL import Image

import keras_gans

COUNTS = {
    "hair_style": 12,
    "hair_color": 9,
    "skin_color": 4,
    "glasses": 4,
    "mouth": 8,
    "eyes": 5,
    "background": 6,
}
# Where a sentence names an attribute.
HAIR = "hair|curls|bob|braid|bun|buns|ponytail|pigtails"
COLOURS = "black|brown|blonde?|red|gr[ae]y|green|blue|pink"
NAMED = {
    "hair_color": rf"\b({COLOURS}) ({HAIR})\b|\bbald\b|\bno hair\b",
    "skin_color": r"\bskin\b",
    "glasses": r"glasses",
    "background": r"\bbackground\b",
    "hair_style": (
        r"\b(bald|no hair|short|curly|curls|spiky|bob|chin-length|straight"
        r"|long|wavy|ponytail|pigtails|buns?|braid)\b"
    ),
}
# Glasses of which nothing more is said are thin or thick.
KIND = r"\b(thin|thin-rimmed|thick|black|no) glasses|sunglasses"


def attributes_of(split, names=tuple(COUNTS)):
    """The attributes of records, a dict of int arrays (N,)."""
    builder = tfds.builder(
        "captioned_avatars", data_dir=os.environ.get("TFDS_DATA_DIR")
    )
    found = {name: [] for name in names}
    read = tfds.decode.PartialDecoding(
        {"attributes": {name: True for name in names}}
    )
    data = builder.as_dataset(
        split=split,
        decoders=read,
        read_config=tfds.ReadConfig(interleave_cycle_length=1),
    )
    for record in data.as_numpy_iterator():
        for name in names:
            found[name].append(record["attributes"][name])
    return {name: np.array(x) for name, x in found.items()}


def load(split, **settings):
    """(images, captions, head boxes) of a split, arrays and lists."""
    return keras_gans.data.captioned(
        "captioned_avatars",
        batch_size=None,
        split=split,
        boxes="boxes/head",
        **settings,
    )


def judge(width=32):
    """A network that reads the attributes and the head box of a picture."""
    images = keras.Input((64, 64, 3))
    x = images
    for i in range(4):
        filters = width * min(2**i, 8)
        for strides in (1, 2):
            x = layers.Conv2D(
                filters, 3, strides, padding="same", use_bias=False
            )(x)
            x = layers.ReLU()(layers.BatchNormalization()(x))
    x = layers.Dropout(0.2)(layers.Flatten()(x))
    x = layers.Dense(256, activation="relu", name="features")(x)
    made = {
        name: layers.Dense(count, dtype="float32", name=name)(x)
        for name, count in COUNTS.items()
    }
    made["box"] = layers.Dense(
        4, activation="sigmoid", dtype="float32", name="box"
    )(x)
    return keras.Model(images, made, name="judge")


def overlap(boxes, others):
    """Intersection over union of boxes (N, 4), (N,)."""
    first = np.maximum(boxes[:, :2], others[:, :2])
    last = np.minimum(boxes[:, 2:], others[:, 2:])
    common = np.prod(np.maximum(last - first, 0), axis=1)
    areas = [np.prod(x[:, 2:] - x[:, :2], axis=1) for x in (boxes, others)]
    return common / np.maximum(sum(areas) - common, 1e-6)


def agreement(found, attributes, sentences):
    """How often pictures have what their sentences name, by attribute.

    Args:
        found: dict of logits (N, ...), what the judge says of the pictures.
        attributes: dict of int arrays (N,), of the records of the sentences.
        sentences: list of N str.

    Returns:
        A dict: the share among the sentences that name the attribute.
    """
    shares = {}
    for name, pattern in NAMED.items():
        seen = found[name].argmax(axis=-1)
        right = seen == attributes[name]
        if name == "glasses":
            kind = np.array([bool(re.search(KIND, s)) for s in sentences])
            some = (seen == 1) | (seen == 2)
            right = np.where(kind, right, some)
        named = np.array([bool(re.search(pattern, s)) for s in sentences])
        shares[name] = float(right[named].mean())
    return shares


def fitting(sentence, row, attributes):
    """Rows of records that have what a sentence names, an int array.

    Args:
        sentence: str.
        row: int, of the record that the sentence is of.
        attributes: dict of int arrays (N,).
    """
    fit = np.ones(len(attributes["glasses"]), bool)
    for name, pattern in NAMED.items():
        if re.search(pattern, sentence):
            fit &= attributes[name] == attributes[name][row]
    return np.flatnonzero(fit)


def r_precision(images, texts, among=10, seed=0):
    """How often a picture's own sentence is nearest to it among some.

    Args:
        images, texts: arrays (N, E) of both encoders; row i belongs to row i.
        among: int.
        seed: int, of the other sentences.
    """
    generator = np.random.default_rng(seed)
    count = len(images)
    others = np.stack(
        [
            (i + 1 + generator.permutation(count - 1)[: among - 1]) % count
            for i in range(count)
        ]
    )
    rows = np.concatenate([np.arange(count)[:, None], others], axis=1)
    images, texts = (
        x / np.linalg.norm(x, axis=1, keepdims=True) for x in (images, texts)
    )
    alike = np.einsum("ne,nke->nk", images, texts[rows])
    return float((alike.argmax(axis=1) == 0).mean())


def image_encoder(dim, width=32):
    """Pictures (64, 64, 3) to vectors (B, dim)."""
    images = keras.Input((64, 64, 3))
    x = images
    for i in range(4):
        x = layers.Conv2D(
            width * min(2**i, 8), 4, 2, padding="same", use_bias=False
        )(x)
        x = layers.LeakyReLU(0.2)(layers.BatchNormalization()(x))
    x = layers.Flatten()(x)
    vectors = layers.Dense(dim, dtype="float32", name="vectors")(x)
    return keras.Model(images, vectors, name="image_encoder")


def heads(images, boxes):
    """What is in a box of each picture, enlarged to its size.

    Args:
        images: array (N, H, W, C) in [-1, 1].
        boxes: array (N, 4), top, left, bottom, right in [0, 1].
    """
    height, width = images.shape[1:3]
    made = []
    for image, (top, left, bottom, right) in zip(
        keras_gans.pictures.sheets.to_bytes(images), boxes
    ):
        box = (left * width, top * height, right * width, bottom * height)
        head = Image.fromarray(image).resize(
            (width, height), Image.BILINEAR, tuple(map(float, box))
        )
        made.append(np.asarray(head))
    return np.stack(made).astype("float32") / 127.5 - 1


def features_of(network, images):
    """What the judge's last hidden layer says of pictures, (N, 256)."""
    seen = keras.Model(network.inputs, network.get_layer("features").output)
    return ops.convert_to_numpy(seen.predict(images, verbose=0))
