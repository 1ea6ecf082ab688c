"""Training on an accelerator, with JAX and nothing else: no TensorFlow.

    KERAS_BACKEND=jax python benchmarks/accelerator.py --minutes 8 \
        --data faces.npz --out out
    KERAS_BACKEND=jax python benchmarks/accelerator.py --tiny

Measures images a second of `fit` and of a step of the same DCGAN written by
hand, and the share that they have of what a product of large matrices reaches
on this machine; each case with and without bfloat16. What is left of the
minutes trains R3GAN on the pictures of --data, an .npz file of bytes "images"
(N, H, W, 3), and leaves a preset and a sheet of samples. Writes
accelerator.json after each case, so that a run that is cut short says what it
found.
"""

import argparse
import json
import pathlib
import time

import jax
import keras
import numpy as np
from jax import numpy as jnp

import keras_gans
from keras_gans import networks

CASES = {
    "dcgan28": ((28, 28, 1), (64, 256, 1024)),
    "dcgan64": ((64, 64, 3), (64, 256, 1024)),
    "wgan_gp32": ((32, 32, 3), (64, 256)),
    "stylegan2_64": ((64, 64, 3), (64, 256)),
}
POLICIES = ("float32", "mixed_bfloat16")


def parse():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--minutes", type=float, default=8.0)
    parser.add_argument("--data", type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path, default="runs/accelerator")
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--share", type=float, default=0.4, help="of the time")
    parser.add_argument("--tiny", action="store_true", help="try it on a CPU")
    return parser.parse_args()


def peak(dtype, size):
    """FLOPs a second of a product of two square matrices."""
    x = jnp.ones((size, size), dtype)
    product = jax.jit(lambda x: x @ x)
    product(x).block_until_ready()
    begun = time.perf_counter()
    for _ in range(10):
        found = product(x)
    found.block_until_ready()
    return 20 * size**3 / (time.perf_counter() - begun)


def model(case, shape, tiny):
    size = {"width": 4} if tiny else {}
    if case == "wgan_gp32":
        return keras_gans.WGANGP.for_images(shape, **size)
    if case == "stylegan2_64":
        size |= {"base": 64, "latent_dim": 8} if tiny else {"base": 8192}
        return keras_gans.StyleGAN2.for_images(shape, **size)
    return keras_gans.DCGAN.for_images(shape, **size)


def seconds_of_fit(case, shape, batch, steps, tiny):
    """Seconds of a step of `fit`, the compilation left out."""
    gan = model(case, shape, tiny)
    gan.compile()
    rounds = batch * steps * gan.critic_steps
    random = np.random.default_rng(0)
    images = random.uniform(-1, 1, (rounds, *shape)).astype("float32")
    gan.fit(images, batch_size=batch, verbose=0)  # Compiles.
    begun = time.perf_counter()
    gan.fit(images, batch_size=batch, epochs=2, initial_epoch=1, verbose=0)
    return (time.perf_counter() - begun) / steps


class ByHand:
    """A step of DCGAN, the players in turn, as one writes it in JAX."""

    def __init__(self, shape, size):
        self.parts = [
            networks.dcgan.generator(shape, **size),
            networks.dcgan.discriminator(shape, **size),
        ]
        self.rules = [keras.optimizers.Adam(2e-4, 0.5) for _ in range(2)]
        for part, rule in zip(self.parts, self.rules):
            rule.build(part.trainable_variables)
        self.state = [
            [v.value for v in group]
            for part, rule in zip(self.parts, self.rules)
            for group in (
                part.trainable_variables,
                part.non_trainable_variables,
                rule.variables,
            )
        ]
        self.step = jax.jit(self._step, donate_argnums=0)

    def _step(self, state, real, seed):
        made, made_rest, made_rule, judge, judge_rest, judge_rule = state
        generator, discriminator = self.parts
        keys = jax.random.split(seed)

        def drawn(key):
            return jax.random.uniform(key, (len(real), 100), minval=-1)

        def judged(judge, rest, x):
            logits, rest = discriminator.stateless_call(
                judge, rest, x, training=True
            )
            return jnp.asarray(logits, "float32"), rest

        def fooled(made, key):
            return generator.stateless_call(
                made, made_rest, drawn(key), training=True
            )

        def d_loss(judge):
            fake, _ = fooled(made, keys[0])
            on_real, rest = judged(judge, judge_rest, real)
            on_fake, rest = judged(judge, rest, fake)
            soft = jax.nn.softplus
            return jnp.mean(soft(-on_real)) + jnp.mean(soft(on_fake)), rest

        grads, judge_rest = jax.grad(d_loss, has_aux=True)(judge)
        judge, judge_rule = self.rules[1].stateless_apply(
            judge_rule, grads, judge
        )

        def g_loss(made):
            fake, rest = fooled(made, keys[1])
            logits, _ = judged(judge, judge_rest, fake)
            return jnp.mean(jax.nn.softplus(-logits)), rest

        grads, made_rest = jax.grad(g_loss, has_aux=True)(made)
        made, made_rule = self.rules[0].stateless_apply(made_rule, grads, made)
        return made, made_rest, made_rule, judge, judge_rest, judge_rule

    def flops(self, real):
        """Of a step, as XLA counts them."""
        lowered = self.step.lower(self.state, real, jax.random.key(0))
        found = lowered.compile().cost_analysis()
        found = found[0] if isinstance(found, list) else found
        return float((found or {}).get("flops", float("nan")))

    def seconds(self, real, steps):
        keys = jax.random.split(jax.random.key(0), steps)
        state = self.state
        for key in keys[:2]:  # The second has its own arrays for the first.
            state = self.step(state, real, key)
        jax.block_until_ready(state)
        begun = time.perf_counter()
        for key in keys:
            state = self.step(state, real, key)
        jax.block_until_ready(state)
        return (time.perf_counter() - begun) / steps


def measure(options, until, write):
    """Every case for as long as there is time."""
    size = 256 if options.tiny else 8192
    peaks = {
        "float32": peak("float32", size),
        "mixed_bfloat16": peak("bfloat16", size),
    }
    device = jax.devices()[0]
    write(device=device.device_kind, peak_tflops=_scaled(peaks, 1e12))
    found = []
    cases = dict(list(CASES.items())[: 1 if options.tiny else None])
    for case, (shape, batches) in cases.items():
        for batch in (4,) if options.tiny else batches:
            for policy in POLICIES:
                if time.monotonic() > until:
                    return
                keras.config.set_dtype_policy(policy)
                steps = 2 if options.tiny else options.steps
                took = seconds_of_fit(case, shape, batch, steps, options.tiny)
                row = {
                    "case": case,
                    "batch": batch,
                    "policy": policy,
                    "fit_images_a_second": round(batch / took, 1),
                }
                if case.startswith("dcgan"):
                    row |= _by_hand(
                        shape, batch, steps, took, peaks[policy], options.tiny
                    )
                found.append(row)
                print(row, flush=True)
                write(cases=found)


def _by_hand(shape, batch, steps, took, most, tiny):
    hand = ByHand(shape, {"width": 4} if tiny else {})
    real = jnp.zeros((batch, *shape), "float32")
    flops = hand.flops(real)
    alone = hand.seconds(real, steps)
    return {
        "by_hand_images_a_second": round(batch / alone, 1),
        "fit_over_by_hand": round(took / alone, 3),
        "gflops_a_step": round(flops / 1e9, 1),
        "fit_share_of_peak": round(flops / took / most, 4),
    }


def _scaled(values, by):
    return {name: round(x / by, 2) for name, x in values.items()}


def flagship(options, minutes):
    """R3GAN on the pictures, for so many minutes."""
    keras.config.set_dtype_policy("mixed_bfloat16")
    keras.utils.set_random_seed(0)
    images = np.load(options.data)["images"]
    images = images.astype("float32") / 127.5 - 1
    images = np.concatenate([images, images[:, :, ::-1]])
    shape = images.shape[1:]
    size = {"width": 4} if options.tiny else {}
    gan = keras_gans.R3GAN.for_images(shape, ema_momentum=0.999, seed=0, **size)
    gan.compile()
    batch = 4 if options.tiny else 256
    gan.fit(
        images,
        batch_size=batch,
        epochs=1_000_000,
        verbose=2,
        callbacks=[
            keras_gans.callbacks.StopAfter(minutes),
            keras_gans.callbacks.StopOnNaN(),
        ],
    )
    gan.save_to_preset(
        options.out / "preset", "float16", data=options.data.name
    )
    return {
        "minutes": round(minutes, 1),
        "images": int(gan.optimizer.iterations) * batch,
    }


def main():
    options = parse()
    begun = time.monotonic()
    options.out.mkdir(parents=True, exist_ok=True)
    report = {"keras": keras.__version__, "jax": jax.__version__}

    def write(**found):
        report.update(found)
        path = options.out / "accelerator.json"
        path.write_text(json.dumps(report, indent=1) + "\n")

    share = options.share if options.data else 1.0
    measure(options, begun + 60 * share * options.minutes, write)
    left = options.minutes - (time.monotonic() - begun) / 60
    if options.data and left > 0:
        write(flagship=flagship(options, left))


if __name__ == "__main__":
    main()
