"""Every variant plays on several replicas and several workers."""

import concurrent.futures

import pytest

from conftest import VARIANTS
from conftest import run_python
from conftest import two_worker_configs

_REPLICAS = """
import json, os, sys
import numpy as np, tensorflow as tf, keras
from conftest import VARIANTS, Same, as_taken, difference, element, judge_of
from conftest import make, rebuilt, toy_images
from keras import ops
import keras_gans

tf.config.set_logical_device_configuration(
    tf.config.list_physical_devices("CPU")[0],
    [tf.config.LogicalDeviceConfiguration()] * 2)
keras.random.uniform = lambda shape, *a, **k: ops.full(shape, 0.25)
keras.random.normal = keras.random.uniform
keras.random.randint = lambda shape, low, *a, **k: ops.full(shape, low, "int32")

def build(variant):
    keras.utils.set_random_seed(0)
    first = make(variant)
    generator = keras.Sequential([keras.Input((6,)),
        keras.layers.Dense(256, activation="tanh"),
        keras.layers.Reshape((16, 16, 1))])
    if first.conditional:
        latents, labels = keras.Input((6,)), keras.Input((), dtype="int32")
        x = latents + keras.layers.Embedding(3, 6)(labels)
        generator = keras.Model([latents, labels], generator(x))
    judge = judge_of(variant, [keras.layers.Dense(8, activation="relu")])
    gan = rebuilt(first, generator=as_taken(variant, generator),
        discriminator=judge, critic_steps=3)
    gan.latents = Same(gan.latents)
    gan.draw_codes = lambda n, seed=None: ops.ones((n, 2))
    gan.compile(keras.optimizers.SGD(0.05), keras.optimizers.SGD(0.05))
    return gan

def run(variant, strategy):
    with strategy.scope():
        gan = build(variant)
    data = element(variant, toy_images(48))
    data = tf.data.Dataset.from_tensor_slices(data).batch(8)
    logs = gan.fit(data, epochs=2, verbose=0, validation_data=data).history
    return gan.get_weights(), logs

def mirrored():
    return tf.distribute.MirroredStrategy(
        ["CPU:0", "CPU:1"],
        cross_device_ops=tf.distribute.ReductionToOneDevice())

for variant in VARIANTS[{part}::5]:
    one, one_logs = run(variant, tf.distribute.get_strategy())
    two, two_logs = run(variant, mirrored())
    assert difference(one, two) < 1e-6, (variant, difference(one, two))
    for name in one_logs:
        matched = variant in ("ImprovedGAN", "SemiSupervisedGAN")
        if matched and name.endswith("g_loss"):
            continue  # The squared difference of a replica's own means.
        np.testing.assert_allclose(
            one_logs[name], two_logs[name], atol=1e-4,
            err_msg=f"{variant} {name}")
"""


@pytest.mark.tensorflow
@pytest.mark.parametrize(
    "part",
    [3, *(pytest.param(i, marks=pytest.mark.slow) for i in (0, 1, 2, 4))],
)
def test_two_replicas_equal_one_device(part):
    run_python(_REPLICAS.replace("{part}", str(part)))


_NOISE = """
import numpy as np, tensorflow as tf, keras
from conftest import elements, make, toy_images
tf.config.set_logical_device_configuration(
    tf.config.list_physical_devices("CPU")[0],
    [tf.config.LogicalDeviceConfiguration()] * 2)
strategy = tf.distribute.MirroredStrategy(
    ["CPU:0", "CPU:1"], cross_device_ops=tf.distribute.ReductionToOneDevice())
for variant in {variants}:
    with strategy.scope():
        gan = make(variant)
        gan.compile()
    @tf.function
    def draw():
        return strategy.run(
            lambda: gan.latents(4, gan.noise_seed()))
    rows = [np.concatenate([v.numpy() for v in draw().values])
            for _ in range(6)]
    rows = np.concatenate(rows)
    assert len(np.unique(rows.round(6), axis=0)) == 48, variant
    # The full default set-up trains too: BatchNorm, Adam, float16; the last
    # batch has fewer samples than there are replicas.
    gan.fit(*elements(variant, toy_images(49)), batch_size=4, verbose=0)
    assert np.isfinite(gan.generate(2)).all()
keras.config.set_dtype_policy("mixed_float16")
with strategy.scope():
    gan = make("WGANGP")
    gan.compile()
gan.fit(toy_images(48), batch_size=4, verbose=0)
assert np.isfinite(gan.generate(2)).all()
"""


@pytest.mark.tensorflow
@pytest.mark.parametrize(
    "variants",
    [
        ["DCGAN", "InfoGAN"],
        pytest.param(VARIANTS, marks=pytest.mark.slow, id="all"),
    ],
)
def test_replicas_draw_different_noise(variants):
    run_python(_NOISE.replace("{variants}", str(variants)))


_SYNCHRONIZED = """
import numpy as np, tensorflow as tf, keras
from conftest import Same, difference, make, toy_images
from keras_gans import networks
tf.config.set_logical_device_configuration(
    tf.config.list_physical_devices("CPU")[0],
    [tf.config.LogicalDeviceConfiguration()] * 2)
strategies = {
    "one": tf.distribute.get_strategy(),
    "two": tf.distribute.MirroredStrategy(
        ["CPU:0", "CPU:1"],
        cross_device_ops=tf.distribute.ReductionToOneDevice())}

def weights(strategy, synchronized):
    with strategies[strategy].scope():
        keras.utils.set_random_seed(0)
        gan = make("DCGAN")
        for network in (gan.generator, gan.discriminator):
            if synchronized:
                networks.synchronize(network)
        # Latents are all equal: however they are drawn, the fakes are too,
        # and what BatchNorm sees differ in are the images.
        gan.latents = Same(gan.latents)
        gan.compile(keras.optimizers.SGD(0.05), keras.optimizers.SGD(0.05))
    gan.fit(toy_images(48), batch_size=8, verbose=0)
    return gan.get_weights()

one = weights("one", False)
assert difference(one, weights("two", True)) < 1e-5
assert difference(one, weights("two", False)) > 1e-3
"""


@pytest.mark.tensorflow
def test_synchronized_batch_norm_is_that_of_one_device():
    run_python(_SYNCHRONIZED)


_WORKER = """
import json, os, sys
import numpy as np, tensorflow as tf
strategy = tf.distribute.MultiWorkerMirroredStrategy()
import keras
from conftest import make, toy_images
from keras_gans.core import backend
with strategy.scope():
    keras.utils.set_random_seed(0)
    gan = make("WGANGP", critic_steps=2)
    gan.compile()
numbers = tf.data.Dataset.range(9).batch(4)
options = tf.data.Options()
options.autotune.enabled = False
shard = backend.shards(gan, numbers.with_options(options))
assert shard.options().autotune.enabled is False
print([batch.numpy().tolist() for batch in shard])
data = tf.data.Dataset.from_tensor_slices(toy_images(48)).batch(8)
history = gan.fit(data, epochs=2, verbose=0).history
assert np.isfinite(history["d_loss"]).all()
for group in (gan.trainable_variables, gan.generator.non_trainable_weights):
    print(repr(sum(float(np.abs(np.array(v)).sum()) for v in group)))
"""


@pytest.mark.tensorflow
def test_two_workers_end_with_equal_weights():
    def work(config):
        return run_python(_WORKER, TF_CONFIG=config)

    with concurrent.futures.ThreadPoolExecutor() as pool:
        first, second = pool.map(work, two_worker_configs())
    assert first.split()[-2:] == second.split()[-2:]
    assert "[[0, 1], [4, 5], [8]]" in first
    assert "[[2, 3], [6, 7], [8]]" in second


_METRICS = """
import numpy as np, tensorflow as tf, keras
from conftest import make, toy_images
from keras_gans import metrics
tf.config.set_logical_device_configuration(
    tf.config.list_physical_devices("CPU")[0],
    [tf.config.LogicalDeviceConfiguration()] * 2)

def run(strategy):
    with strategy.scope():
        keras.utils.set_random_seed(0)
        gan = make("DCGAN")
        gan.fakes = lambda batch: batch["real"][:, ::-1] * 0.5 + 0.1
        gan.compile(metrics=[
            metrics.FrechetDistance((16, 16, 1), 47),
            metrics.KernelDistance((16, 16, 1), 47, subsets=2, subset_size=47),
            metrics.DensityCoverage((16, 16, 1), 47),
        ])
    data = tf.data.Dataset.from_tensor_slices(toy_images(47)).batch(4)
    return gan.evaluate(data, verbose=0, return_dict=True)

one = run(tf.distribute.get_strategy())
two = run(tf.distribute.MirroredStrategy(
    ["CPU:0", "CPU:1"],
    cross_device_ops=tf.distribute.ReductionToOneDevice()))
for name in one:
    if "loss" not in name:
        np.testing.assert_allclose(one[name], two[name], rtol=1e-6, atol=1e-9)
assert len(one) == 7 and np.isfinite(list(one.values())).all(), one
"""


@pytest.mark.tensorflow
def test_metrics_of_two_replicas_equal_one():
    run_python(_METRICS)
