"""A backup is gone on from by the run that wrote it, and by no other."""

import keras
import numpy as np
import pytest
from keras import ops

import keras_gans
from keras_gans.callbacks import Backup
from keras_gans.callbacks import settings

from conftest import VARIANTS
from conftest import make

POINTS = np.random.default_rng(0).normal(size=(64, 2)).astype("float32")


def network(size, width, outputs, activation="relu"):
    return keras.Sequential(
        [
            keras.Input((size,)),
            keras.layers.Dense(width, activation),
            keras.layers.Dense(outputs),
        ]
    )


def points(cls=keras_gans.GAN, width=8, activation="relu", **settings):
    """A game of points in the plane."""
    return cls(
        network(4, width, 2, activation),
        network(2, width, 1),
        latent_dim=4,
        **settings,
    )


def adam(rate=1e-3, **settings):
    return keras.optimizers.Adam(rate, **settings)


def game(cls=keras_gans.GAN, compiled=None, **settings):
    keras.utils.set_random_seed(3)
    gan = points(cls, **settings)
    gan.compile(**(compiled or {"d_optimizer": adam(), "g_optimizer": adam()}))
    return gan


class Crash(keras.callbacks.Callback):
    def __init__(self, epoch=1):
        super().__init__()
        self.epoch = epoch

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == self.epoch:
            raise InterruptedError


def fit(gan, *callbacks, epochs=2, **settings):
    gan.fit(
        POINTS, epochs=epochs, verbose=0, callbacks=list(callbacks), **settings
    )
    return [np.array(ops.convert_to_numpy(v)) for v in gan.variables]


def rate(gan, player="generator"):
    rate = gan.optimizer.players[player].learning_rate
    return float(ops.convert_to_numpy(rate))


@pytest.fixture
def broken_off(tmp_path):
    """The folder of a run that ended after its first epoch."""
    with pytest.raises(InterruptedError):
        fit(game(), Crash(), Backup(tmp_path / "backup"))
    return tmp_path / "backup"


@pytest.mark.parametrize(
    "other, said",
    [
        (
            lambda: game(keras_gans.WGANGP, critic_steps=1),
            "model=WGANGP .the backup: GAN",
        ),
        (lambda: game(width=16), r"layers\[1\].units=16 .the backup: 8"),
        (lambda: game(activation="tanh"), "activation='tanh' .*'relu'"),
        (lambda: game(ema_momentum=0.9), "ema_momentum=0.9 .the backup: None"),
        (lambda: game(compiled={"loss": "wasserstein"}), "loss=Wasserstein"),
        (
            lambda: game(
                compiled={"d_optimizer": adam(), "g_optimizer": "sgd"}
            ),
            "optimizers.generator=SGD .the backup: Adam",
        ),
        (
            lambda: game(
                compiled={
                    "d_optimizer": adam(beta_1=0.5),
                    "g_optimizer": adam(),
                }
            ),
            "optimizers.discriminator.beta_1=0.5 .the backup: 0.9",
        ),
        (lambda: game(compiled={"simultaneous": True}), "simultaneous=True"),
        (
            lambda: game(
                compiled={
                    "g_optimizer": adam(
                        keras.optimizers.schedules.CosineDecay(1e-3, 9)
                    )
                }
            ),
            "rate of the generator=CosineDecay",
        ),
    ],
)
def test_a_backup_of_another_run_is_refused(other, said, broken_off):
    gan = other()
    before = gan.generator.get_weights()
    files = sorted(broken_off.iterdir())
    with pytest.raises(ValueError, match=said) as error:
        fit(gan, Backup(broken_off))
    assert str(broken_off) in str(error.value)
    for old, new in zip(before, gan.generator.get_weights()):
        np.testing.assert_array_equal(old, new)
    assert sorted(broken_off.iterdir()) == files


def test_layers_that_do_not_train_are_another_run(broken_off):
    """Keras would let the optimizer begin anew."""
    gan = points()
    gan.generator.layers[0].trainable = False
    gan.compile(d_optimizer=adam(), g_optimizer=adam())
    with pytest.raises(ValueError, match="Skipping variable loading"):
        fit(gan, Backup(broken_off))


def test_a_run_that_is_the_same_says_nothing(broken_off, capsys, recwarn):
    resumed = fit(game(), Backup(broken_off))
    said = capsys.readouterr().out.split("\n")
    assert [line for line in said if line] == [
        f"{broken_off}/epoch-0001-round-000000.keras: goes on from epoch 2 "
        "after 0 rounds."
    ]
    assert not [w for w in recwarn if "acku" in str(w.message)]
    for a, b in zip(resumed, fit(game())):
        np.testing.assert_array_equal(a, b)


def test_a_rate_that_is_compiled_anew_wins(broken_off, capsys):
    gan = game(compiled={"d_optimizer": adam(), "g_optimizer": adam(1e-4)})
    fit(gan, Backup(broken_off))
    assert rate(gan) == pytest.approx(1e-4)
    assert rate(gan, "discriminator") == pytest.approx(1e-3)
    said = capsys.readouterr().out
    assert "rate of the generator is 0.0001 from here on" in said
    assert "it was 0.001" in said and "discriminator" not in said


def test_a_schedule_that_is_compiled_anew_wins(tmp_path, capsys):
    def scheduled(steps):
        schedule = keras.optimizers.schedules.CosineDecay(1e-3, steps)
        return game(compiled={"g_optimizer": adam(schedule)})

    with pytest.raises(InterruptedError):
        fit(scheduled(9), Crash(), Backup(tmp_path))
    fit(scheduled(5), Backup(tmp_path))
    said = capsys.readouterr().out
    assert "decay_steps=5" in said and "it was CosineDecay" in said


class Lower(keras.callbacks.Callback):
    """What ReduceLROnPlateau does."""

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 0:
            self.model.optimizer.learning_rate = 5e-4


@pytest.mark.parametrize("same", [True, False])
def test_a_rate_that_a_callback_has_lowered_stays(same, tmp_path, capsys):
    gan = game()
    with pytest.raises(InterruptedError):
        fit(gan, Lower(), Crash(), Backup(tmp_path))
    gan = gan if same else game()
    fit(gan, Backup(tmp_path))
    assert rate(gan) == pytest.approx(5e-4)
    assert "learning rate" not in capsys.readouterr().out


def test_a_rate_that_is_set_between_two_calls_wins(tmp_path, capsys):
    gan = game()
    with pytest.raises(InterruptedError):
        fit(gan, Lower(), Crash(), Backup(tmp_path))
    gan.optimizer.learning_rate = 1e-4
    fit(gan, Backup(tmp_path))
    assert rate(gan) == pytest.approx(1e-4)
    assert "learning rate of the generator is 0.0001" in capsys.readouterr().out


def test_the_noise_of_another_seed_is_said(tmp_path, capsys):
    with pytest.raises(InterruptedError):
        fit(game(seed=1), Crash(), Backup(tmp_path))
    fit(game(seed=2), Backup(tmp_path))
    assert "noise is that of seed=1, not of 2" in capsys.readouterr().out


def test_metrics_have_no_part_in_a_run(broken_off):
    metric = keras_gans.metrics.FrechetDistance((2,), 64)
    compiled = {"d_optimizer": adam(), "g_optimizer": adam()}
    gan = game(compiled=compiled | {"metrics": [metric]})
    resumed = fit(gan, Backup(broken_off))
    straight = fit(game())
    for a, b in zip(resumed, straight):
        np.testing.assert_array_equal(a, b)


def test_a_longer_run_that_was_broken_off(tmp_path):
    """`initial_epoch` and a backup that is further on."""
    straight = fit(game(), epochs=4)
    gan = game()
    fit(gan)
    gan.save(tmp_path / "last.keras")
    with pytest.raises(InterruptedError):
        fit(gan, Crash(3), Backup(tmp_path), epochs=4, initial_epoch=2)
    gan = keras.models.load_model(tmp_path / "last.keras")
    resumed = fit(gan, Backup(tmp_path), epochs=4, initial_epoch=2)
    for a, b in zip(resumed, straight):
        np.testing.assert_array_equal(a, b)


def test_a_backup_of_the_first_epoch_is_not_of_a_later_run(tmp_path):
    with pytest.raises(InterruptedError):
        fit(game(), Backup(tmp_path, 1), Interrupt())
    with pytest.raises(
        ValueError, match="initial_epoch=2 .the backup: epoch 1"
    ):
        fit(game(), Backup(tmp_path), epochs=4, initial_epoch=2)


class Interrupt(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        raise InterruptedError


def test_what_others_have_put_into_the_folder_stays(tmp_path):
    for name in ("notes.txt", "best.keras"):
        (tmp_path / name).write_text(name)
    part = tmp_path / "part-0f-part-1e-epoch-0001-round-000000.keras"
    part.write_text("of a process that was killed")
    fit(game(), Backup(tmp_path))
    left = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert left == {"notes.txt": "notes.txt", "best.keras": "best.keras"}


def test_a_backup_is_a_whole_model(broken_off):
    (path,) = Backup(broken_off).files().values()
    gan = keras.models.load_model(path)
    assert rate(gan) == pytest.approx(1e-3)


def test_a_folder_that_is_none_is_refused_before_the_first_step(tmp_path):
    (tmp_path / "backup").write_text("a file")
    with pytest.raises(OSError, match="Received: directory=.*backup"):
        fit(game(), Backup(tmp_path / "backup"), Interrupt())


@pytest.mark.parametrize("save_freq", [True, 0, -3, np.float32(2), None])
def test_nonsense_is_no_save_freq(save_freq, tmp_path):
    with pytest.raises(ValueError, match="`save_freq` is a whole number"):
        Backup(tmp_path, save_freq)
    assert Backup(tmp_path, np.int64(2)).save_freq == 2


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_variant_made_twice_is_the_same(variant):
    """Whatever Keras has called its layers meanwhile."""
    configs = []
    for _ in range(2):
        gan = make(variant)
        gan.compile()
        configs.append(settings.config_of(gan))
    assert settings.differences(*configs) == []
    usual = gan.ema_momentum
    gan = make(variant, ema_momentum=0.5)
    gan.compile()
    (other,) = settings.differences(configs[0], settings.config_of(gan))
    assert other == f"model.ema_momentum=0.5 (the backup: {usual})"
