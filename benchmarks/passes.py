"""How long the end of a pass over the data takes, with tf.data's tuning thread
and without, as `fit` has it.

    python benchmarks/passes.py   # 2 minutes

A `tf.function` of matrix products reads passes of some seconds; a pass
ends when its iterator is gone, for which the tuning thread has to wake up.
"""

import time

import tensorflow as tf

PASSES = 10
STEPS = (20, 40, 60)


@tf.function
def step(element):
    x = tf.fill((1500, 1500), element[0])
    for _ in range(2):
        x = tf.matmul(x, x) * 1e-3
    return tf.reduce_sum(x)


def ends(steps, tuning):
    """Seconds of each pass, and those after its last step."""
    data = tf.data.Dataset.from_tensor_slices(tf.zeros((steps * 8,)))
    options = tf.data.Options()
    options.autotune.enabled = tuning
    data = data.batch(8).prefetch(tf.data.AUTOTUNE).with_options(options)
    found = []
    for _ in range(PASSES):
        start = time.perf_counter()
        for element in data:
            float(step(element))
            last = time.perf_counter()
        end = time.perf_counter()
        found.append((last - start, end - last))
    return found


def main():
    for tuning in (True, False):
        for steps in STEPS:
            found = ends(steps, tuning)
            took = sum(seconds for seconds, _ in found) / PASSES
            late = sorted(after for _, after in found)
            print(
                f"tuning={tuning}: passes of {took:.1f} s, then "
                + " ".join(f"{after:.2f}" for after in late)
                + " s to the end"
            )


if __name__ == "__main__":
    main()
