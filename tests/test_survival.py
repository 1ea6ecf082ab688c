"""Whatever ends a run, the same command ends where it would have ended."""

import os
import signal
import subprocess
import sys

import pytest

from conftest import ROOT
from conftest import VARIANTS

SAMPLE = ["DCGAN", "WGAN", "BEGAN"]

# Twelve rounds, six an epoch; a backup every fourth, killed after the eleventh.
_RUN = """
import os, signal, sys
import numpy as np, tensorflow as tf, keras
from conftest import element, make, toy_images

variant, replicas, backup, fate = sys.argv[1:]
strategy = tf.distribute.get_strategy()
if replicas == "2":
    tf.config.set_logical_device_configuration(
        tf.config.list_physical_devices("CPU")[0],
        [tf.config.LogicalDeviceConfiguration()] * 2)
    strategy = tf.distribute.MirroredStrategy(
        ["CPU:0", "CPU:1"],
        cross_device_ops=tf.distribute.ReductionToOneDevice())
rounds = []

class Fate(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        place = [int(i) for i in np.array(self.model.place)]
        if fate == "killed" and place == [1, 5]:
            os.kill(os.getpid(), signal.SIGKILL)
        rounds.append(place)

with strategy.scope():
    keras.utils.set_random_seed(0)
    gan = make(variant, ema_momentum=0.9)
    gan.compile()
if fate == "resumed":  # Whatever it starts from is restored.
    for v in gan.variables:
        v.assign(np.array(v) + 1)
critic_steps = gan.critic_steps
data = tf.data.Dataset.from_tensor_slices(
    element(variant, toy_images(24 * critic_steps)))
data = data.shuffle(99, seed=3).batch(4, drop_remainder=True)
callbacks = [Fate()]
if fate != "straight":
    callbacks.append(keras.callbacks.BackupAndRestore(backup, save_freq=4))
gan.fit(data, epochs=2, verbose=0, callbacks=callbacks)
assert rounds[-1] == [1, 6], rounds
if fate == "resumed":
    assert rounds[:2] == [[1, 2], [1, 2]], rounds  # Read, not played.
state = gan.variables + gan.optimizer.variables
print(*[np.array(v).tobytes().hex() for v in state])
"""


def run(variant, replicas, backup, fate):
    arguments = [variant, str(replicas), str(backup), fate]
    return subprocess.run(
        [sys.executable, "-c", _RUN, *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT / "tests",
        env=os.environ,
    )


@pytest.mark.tensorflow
@pytest.mark.parametrize("replicas", [1, 2])
@pytest.mark.parametrize(
    "variant",
    [
        v if v in SAMPLE else pytest.param(v, marks=pytest.mark.slow)
        for v in VARIANTS
    ],
)
def test_a_killed_run_goes_on_in_a_new_process(variant, replicas, tmp_path):
    straight = run(variant, replicas, tmp_path, "straight")
    assert straight.returncode == 0, straight.stderr
    killed = run(variant, replicas, tmp_path, "killed")
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    resumed = run(variant, replicas, tmp_path, "resumed")
    assert resumed.returncode == 0, resumed.stderr
    assert resumed.stdout.split() == straight.stdout.split()
