"""Weights and work of every variant: what a step of training costs.

    python benchmarks/flops.py

The networks of `for_images((32, 32, 3))`, batch 64. FLOPs are those of the
graph of one `train_step`, all critic steps, penalties and derivatives included,
as TensorFlow's profiler counts convolutions and products.
"""

import keras
import tensorflow as tf
from keras import tree
from tensorflow.python.profiler import model_analyzer
from tensorflow.python.profiler import option_builder

import keras_gans

SHAPE = (32, 32, 3)
BATCH = 64
CLASSES = 10
VARIANTS = [
    name
    for name, cls in vars(keras_gans).items()
    if isinstance(cls, type) and hasattr(cls, "for_images")
]


def of_step(gan, element):
    """FLOPs of one round on batches like `element`."""
    group = gan.critic_steps
    batches = tree.map_structure(
        lambda x: tf.stack([x] * group, axis=1) if group > 1 else x, element
    )
    graph = tf.function(gan.train_step).get_concrete_function(batches).graph
    settings = option_builder.ProfileOptionBuilder.float_operation()
    settings["output"] = "none"
    return model_analyzer.profile(graph, options=settings).total_float_ops


def made(variant, **settings):
    """A compiled model and an element of data for it."""
    cls = getattr(keras_gans, variant)
    if variant in ("ConditionalGAN", "ACGAN", "SemiSupervisedGAN"):
        settings["num_classes"] = CLASSES
    gan = cls.for_images(SHAPE, **settings)
    gan.compile()
    element = tuple(spec.example(BATCH) for spec in gan.element_spec.values())
    return gan, tree.map_structure(tf.constant, element)


def line(name, gan, work):
    sizes = [
        sum(network.count_params() for network in gan.players[player]) / 1e6
        for player in ("generator", "discriminator")
    ]
    print(
        f"| {name} | {sizes[0]:.2f} M | {sizes[1]:.2f} M | {gan.critic_steps} "
        f"| {work / 1e9:.1f} |"
    )


def main():
    print("| variant | G | D | batches a round | GFLOPs a round |")
    print("|---|---|---|---|---|")
    for variant in VARIANTS:
        keras.utils.clear_session()
        gan, element = made(variant)
        work = of_step(gan, element)
        line(variant, gan, work)
        if hasattr(gan, "penalty_interval"):
            gan, element = made(variant, penalty_interval=4)
            # The profiler does not look into what may not be reckoned.
            least = of_step(gan, element)
            name = f"{variant}, penalty_interval=4"
            line(name, gan, least + (work - least) / 4)


if __name__ == "__main__":
    main()
