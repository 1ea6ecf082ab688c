"""The contenders of speed.py that translate, with Keras and TensorFlow."""

import sys
import time

import flops
import keras
import keras_loops
import numpy as np
import tensorflow as tf

import keras_gans

BATCH = 1
SIZES = {"cyclegan128": 128, "pix2pix256": 256}
VARIANTS = {
    "cyclegan128": keras_gans.CycleGAN,
    "pix2pix256": keras_gans.Pix2Pix,
}


def model(case, simultaneous=False):
    gan = VARIANTS[case].for_images((SIZES[case], SIZES[case], 3))
    gan.compile(simultaneous=simultaneous)
    return gan


def data(case, steps):
    """Batches of (source, target), or of (a, b)."""
    shape = (2, steps * BATCH, SIZES[case], SIZES[case], 3)
    images = np.random.default_rng(0).uniform(-1, 1, shape).astype("float32")
    return keras_loops.batched(tuple(images), BATCH)


def ours(case, name):
    """`fit`: a function of data."""
    return keras_loops.ours(case, name, model)


class ByHand:
    """Losses as the examples write them, of the networks of the package."""

    def __init__(self, case):
        gan = model(case)
        self.generators = gan.players["generator"]
        self.judges = gan.players["discriminator"]
        self.optimizers = [
            keras.optimizers.Adam(2e-4, beta_1=0.5) for _ in range(2)
        ]
        self.d_variables = sum((n.trainable_variables for n in self.judges), [])
        self.g_variables = sum(
            (n.trainable_variables for n in self.generators), []
        )
        for optimizer, variables in zip(
            self.optimizers, (self.d_variables, self.g_variables)
        ):
            optimizer.build(variables)

    def in_turn(self, a, b):
        with tf.GradientTape() as tape:
            d_loss = self.d_loss(a, b, self.fakes(a, b))
        self.move(0, tape, d_loss, self.d_variables)
        with tf.GradientTape() as tape:
            g_loss = self.g_loss(a, b, self.fakes(a, b))
        self.move(1, tape, g_loss, self.g_variables)
        return d_loss, g_loss

    def at_once(self, a, b):
        with tf.GradientTape(persistent=True) as tape:
            fakes = self.fakes(a, b)
            d_loss = self.d_loss(a, b, fakes)
            g_loss = self.g_loss(a, b, fakes)
        self.move(1, tape, g_loss, self.g_variables)
        self.move(0, tape, d_loss, self.d_variables)
        return d_loss, g_loss

    def move(self, player, tape, loss, variables):
        gradients = tape.gradient(loss, variables)
        self.optimizers[player].apply(gradients, variables)


class Cycle(ByHand):
    """CycleGAN's, with a pool of 50 that lies in a variable."""

    def __init__(self, case):
        super().__init__(case)
        side = SIZES[case]
        self.pools = [tf.Variable(tf.zeros((50, side, side, 3))) for _ in "ab"]
        self.kept = tf.Variable(0)

    def fakes(self, a, b):
        there, back = self.generators
        return back(b, training=True), there(a, training=True)

    def shown(self, fake, pool):
        """A fake, or one of before in its stead."""
        place = tf.random.uniform((), 0, 50, tf.int32)
        if self.kept < 50:
            pool.scatter_nd_update([[self.kept]], fake)
            return fake
        if tf.random.uniform(()) < 0.5:
            return fake
        old = pool[place][None]
        pool.scatter_nd_update([[place]], fake)
        return old

    def d_loss(self, a, b, fakes):
        loss = 0.0
        for real, fake, pool, judge in zip(
            (a, b), fakes, self.pools, self.judges
        ):
            fake = self.shown(tf.stop_gradient(fake), pool)
            loss += tf.reduce_mean((judge(real, training=True) - 1) ** 2)
            loss += tf.reduce_mean(judge(fake, training=True) ** 2)
        self.kept.assign_add(1)
        return loss

    def g_loss(self, a, b, fakes):
        there, back = self.generators
        fake_a, fake_b = fakes
        loss = sum(
            tf.reduce_mean((judge(fake, training=True) - 1) ** 2)
            for judge, fake in zip(self.judges, fakes)
        )
        loss += 10 * tf.reduce_mean(abs(back(fake_b, training=True) - a))
        loss += 10 * tf.reduce_mean(abs(there(fake_a, training=True) - b))
        loss += 5 * tf.reduce_mean(abs(back(a, training=True) - a))
        return loss + 5 * tf.reduce_mean(abs(there(b, training=True) - b))


class Paired(ByHand):
    """Pix2Pix's."""

    entropy = keras.losses.BinaryCrossentropy(from_logits=True)

    def fakes(self, source, target):
        (generator,) = self.generators
        noise = tf.random.uniform((BATCH, 1))
        return generator([noise, source], training=True)

    def judged(self, images, source, real):
        logits = self.judges[0]([images, source], training=True)
        return self.entropy(tf.fill(tf.shape(logits), float(real)), logits)

    def d_loss(self, source, target, fake):
        fake = tf.stop_gradient(fake)
        loss = self.judged(target, source, True)
        return loss + self.judged(fake, source, False)

    def g_loss(self, source, target, fake):
        l1 = tf.reduce_mean(abs(target - fake))
        return self.judged(fake, source, True) + 100 * l1


def by_hand(case, name):
    contender = {"cyclegan128": Cycle, "pix2pix256": Paired}[case](case)
    turn = contender.in_turn if name == "train_step" else contender.at_once
    step = tf.function(turn)

    def run(elements):
        for element in elements:
            losses = step(*element)
        float(losses[0])

    return run


def work(case, name):
    """FLOPs of a step; 0 where it is not a graph of this process."""
    if not name.startswith("fit"):
        return 0
    gan = model(case, simultaneous=name != "fit")
    return flops.of_step(gan, next(iter(data(case, 1))))


def main():
    name, case, steps = sys.argv[1], sys.argv[2], int(sys.argv[3])
    print(work(case, name), flush=True)
    make = ours if name.startswith("fit") else by_hand
    run = make(case, name)
    elements = data(case, steps)
    for _ in sys.stdin:
        start = time.perf_counter()
        run(elements)
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main()
