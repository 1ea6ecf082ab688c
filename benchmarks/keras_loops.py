"""The contenders of speed.py that are written with Keras and TensorFlow."""

import sys
import time

import flops
import keras
import numpy as np
import tensorflow as tf
from keras import ops

import keras_gans
from keras_gans.networks import conditional_dcgan
from keras_gans.networks import dcgan
from keras_gans.networks import resnet

BATCH = 64
SHAPES = {
    "dcgan28": (28, 28, 1),
    "dcgan64": (64, 64, 3),
    "wgan_gp32": (32, 32, 3),
    "conditional28": (28, 28, 1),
}
CLASSES = 10
CRITIC_STEPS = 5


def networks(case):
    shape = SHAPES[case]
    if case == "wgan_gp32":
        return resnet.generator(shape), resnet.discriminator(shape)
    if case == "conditional28":
        return (
            conditional_dcgan.generator(shape, CLASSES),
            conditional_dcgan.discriminator(shape, CLASSES),
        )
    return dcgan.generator(shape), dcgan.discriminator(shape)


def optimizers(case):
    rate, beta = (1e-4, 0.0) if case == "wgan_gp32" else (2e-4, 0.5)
    return [keras.optimizers.Adam(rate, beta_1=beta) for _ in range(2)]


def data(case, steps):
    """Batches: images, or (images, labels)."""
    count = BATCH * steps * (CRITIC_STEPS if case == "wgan_gp32" else 1)
    random = np.random.default_rng(0)
    images = random.uniform(-1, 1, (count, *SHAPES[case])).astype("float32")
    elements = images
    if case == "conditional28":
        elements = images, random.integers(0, CLASSES, count, "int32")
    return batched(elements, BATCH)


def batched(elements, size):
    """Arrays as a dataset of batches."""
    elements = tf.data.Dataset.from_tensor_slices(elements)
    # What tf.data's tuning costs is passes.py's; here steps are compared.
    options = tf.data.Options()
    options.autotune.enabled = False
    elements = elements.batch(size, drop_remainder=True).prefetch(2)
    return elements.with_options(options)


def model(case, simultaneous):
    settings = {"latent_dim": 128 if case == "wgan_gp32" else 100}
    cls = keras_gans.DCGAN
    if case == "wgan_gp32":
        cls = keras_gans.WGANGP
    elif case == "conditional28":
        cls = keras_gans.ConditionalGAN
        settings |= {"num_classes": CLASSES, "latent_range": (-1.0, 1.0)}
    gan = cls(*networks(case), **settings)
    gan.compile(*optimizers(case), simultaneous=simultaneous)
    return gan


def ours(case, name, model=model):
    """`fit`: a function of data."""
    fast = name == "fit, fast"
    keras.config.set_dtype_policy("mixed_bfloat16" if fast else "float32")
    gan = model(case, simultaneous=name != "fit")
    return lambda elements: gan.fit(elements, verbose=0)


class ByHand:
    """Losses and noise, as the examples write them."""

    def __init__(self, case):
        self.case = case
        self.generator, self.discriminator = networks(case)
        self.d_optimizer, self.g_optimizer = optimizers(case)
        self.d_optimizer.build(self.discriminator.trainable_variables)
        self.g_optimizer.build(self.generator.trainable_variables)
        self.entropy = keras.losses.BinaryCrossentropy(from_logits=True)

    def fake(self, labels):
        latents = tf.random.normal((BATCH, self.generator.inputs[0].shape[1]))
        inputs = latents if labels is None else [latents, labels]
        return self.generator(inputs, training=True)

    def judge(self, images, labels):
        inputs = images if labels is None else [images, labels]
        return self.discriminator(inputs, training=True)

    def real_or_fake(self, logits, real):
        target = tf.ones_like(logits) if real else tf.zeros_like(logits)
        return self.entropy(target, logits)

    def penalty(self, real, fake):
        share = tf.random.uniform((BATCH, 1, 1, 1))
        mixed = real + share * (fake - real)
        with tf.GradientTape() as tape:
            tape.watch(mixed)
            logits = self.discriminator(mixed, training=True)
        slope = tape.gradient(logits, mixed)
        norm = tf.sqrt(tf.reduce_sum(tf.square(slope), axis=[1, 2, 3]))
        return tf.reduce_mean((norm - 1.0) ** 2)

    def discriminator_loss(self, real, fake, labels):
        real_logits = self.judge(real, labels)
        fake_logits = self.judge(fake, labels)
        if self.case == "wgan_gp32":
            loss = tf.reduce_mean(fake_logits) - tf.reduce_mean(real_logits)
            return loss + 10.0 * self.penalty(real, fake)
        real_loss = self.real_or_fake(real_logits, True)
        return real_loss + self.real_or_fake(fake_logits, False)

    def generator_loss(self, logits):
        if self.case == "wgan_gp32":
            return -tf.reduce_mean(logits)
        return self.real_or_fake(logits, True)

    def move(self, optimizer, tape, loss, network):
        variables = network.trainable_variables
        optimizer.apply(tape.gradient(loss, variables), variables)

    def discriminator_step(self, real, labels):
        fake = self.fake(labels)
        with tf.GradientTape() as tape:
            loss = self.discriminator_loss(real, fake, labels)
        self.move(self.d_optimizer, tape, loss, self.discriminator)
        return loss

    def generator_step(self, labels):
        with tf.GradientTape() as tape:
            loss = self.generator_loss(self.judge(self.fake(labels), labels))
        self.move(self.g_optimizer, tape, loss, self.generator)
        return loss

    def both_at_once(self, real, labels):
        with tf.GradientTape() as g_tape, tf.GradientTape() as d_tape:
            fake = self.fake(labels)
            real_logits = self.judge(real, labels)
            fake_logits = self.judge(fake, labels)
            g_loss = self.generator_loss(fake_logits)
            d_loss = self.real_or_fake(real_logits, True)
            d_loss += self.real_or_fake(fake_logits, False)
        self.move(self.g_optimizer, g_tape, g_loss, self.generator)
        self.move(self.d_optimizer, d_tape, d_loss, self.discriminator)
        return d_loss, g_loss


class TrainStep(keras.Model):
    """The keras.Model of the examples on keras.io."""

    def __init__(self, case):
        super().__init__()
        self.case = case
        self.by_hand = ByHand(case)
        self.generator = self.by_hand.generator
        self.discriminator = self.by_hand.discriminator
        self.d_mean = keras.metrics.Mean("d_loss")
        self.g_mean = keras.metrics.Mean("g_loss")

    @property
    def metrics(self):
        return [self.d_mean, self.g_mean]

    def train_step(self, data):
        real, labels = data if isinstance(data, tuple) else (data, None)
        if self.case == "wgan_gp32":
            # The example plays all critic steps on one batch.
            for _ in range(CRITIC_STEPS):
                d_loss = self.by_hand.discriminator_step(real, None)
        else:
            d_loss = self.by_hand.discriminator_step(real, labels)
        g_loss = self.by_hand.generator_step(labels)
        self.d_mean.update_state(d_loss)
        self.g_mean.update_state(g_loss)
        return {"d_loss": self.d_mean.result(), "g_loss": self.g_mean.result()}


def train_step(case):
    model = TrainStep(case)
    model.compile()
    every = CRITIC_STEPS if case == "wgan_gp32" else 1
    return lambda elements: model.fit(elements.shard(every, 0), verbose=0)


def tutorial(case):
    by_hand = ByHand(case)

    @tf.function
    def step(real, labels=None):
        if case != "wgan_gp32":
            return by_hand.both_at_once(real, labels)
        for _ in range(CRITIC_STEPS):
            loss = by_hand.discriminator_step(real, None)
        return loss, by_hand.generator_step(None)

    every = CRITIC_STEPS if case == "wgan_gp32" else 1

    def run(elements):
        for element in elements.shard(every, 0):
            losses = step(*tf.nest.flatten(element))
        float(losses[0])

    return run


def work(case, name):
    """FLOPs of a step; 0 where it is not a graph of this process."""
    if not name.startswith("fit"):
        return 0
    gan = model(case, simultaneous=name != "fit")
    return flops.of_step(gan, next(iter(data(case, 1))))


def peak(dtype, size=4096):
    """FLOP/s of a product of two square matrices, the best of ten."""
    a = ops.cast(keras.random.normal((size, size)), dtype)
    product = tf.function(lambda: tf.matmul(a, a))
    product()
    seconds = []
    for _ in range(10):
        start = time.perf_counter()
        product().numpy()
        seconds.append(time.perf_counter() - start)
    return 2 * size**3 / min(seconds)


def main():
    if sys.argv[1] == "peak":
        for dtype in ("float32", "bfloat16"):
            print(f"matrix product, {dtype}: {peak(dtype) / 1e9:.0f} GFLOP/s")
        return
    name, case, steps = sys.argv[1], sys.argv[2], int(sys.argv[3])
    print(work(case, name), flush=True)
    by_hand = {"train_step": train_step, "tutorial": tutorial}
    run = by_hand[name](case) if name in by_hand else ours(case, name)
    elements = data(case, steps)
    for _ in sys.stdin:
        start = time.perf_counter()
        run(elements)
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main()
