"""A classifier through which metrics look at MNIST or CIFAR-10.

    TFDS_DATA_DIR=DIR python recipes/classifier.py --data mnist --epochs 12
    TFDS_DATA_DIR=DIR python recipes/classifier.py --data cifar10 \\
        --epochs 24 --policy mixed_bfloat16

A narrow residual net; SGD with a warm-up and a cosine decay, pictures moved
(MNIST: and turned; CIFAR-10: and mirrored) at random.

Cost: MNIST about 10 min on two CPU cores (50 s an epoch), CIFAR-10 93 min
beside other work.
Measured after the last epoch, seed 0: MNIST 99.69 % of the test set, CIFAR-10
(JPEG copies of quality 75, in training and test) 86.76 %.
"""

import keras

import keras_gans

from options import parse

WIDTH = {"mnist": 16, "cifar10": 32}


def augment(name):
    """Random shifts of an eighth, and mirror images where they make sense."""
    move = keras.layers.RandomTranslation(
        1 / 8, 1 / 8, fill_mode="constant", fill_value=-1.0
    )
    if name == "mnist":
        turn = keras.layers.RandomRotation(
            0.03, fill_mode="constant", fill_value=-1.0
        )
        return keras.Sequential([move, turn])
    return keras.Sequential([move, keras.layers.RandomFlip("horizontal")])


def main():
    options = parse(
        __doc__,
        extra={
            "--data": {"choices": list(WIDTH), "required": True},
            "--policy": {"default": "float32", "help": "mixed_bfloat16, ..."},
        },
        epochs=15,
        batch_size=128,
        out="runs/classifier",
    )
    keras.utils.set_random_seed(options.seed)
    keras.config.set_dtype_policy(options.policy)
    options.out.mkdir(parents=True, exist_ok=True)
    load = {"labels": True, "batch_size": options.batch_size}
    train = keras_gans.data.load(options.data, seed=options.seed, **load)
    test = keras_gans.data.load(
        options.data, split="test", shuffle=False, drop_remainder=False, **load
    )
    shape = tuple(train.element_spec[0].shape[1:])
    change = augment(options.data)
    steps = options.epochs * len(train)
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, steps, warmup_target=0.2, warmup_steps=steps // 5
    )
    width = WIDTH[options.data]
    model = keras_gans.networks.classifier.resnet(shape, width=width)
    model.compile(
        keras.optimizers.SGD(
            rate, momentum=0.9, nesterov=True, weight_decay=5e-4
        ),
        keras.losses.CategoricalCrossentropy(
            from_logits=True, label_smoothing=0.1
        ),
        metrics=["accuracy"],
    )
    one_hot = keras.layers.CategoryEncoding(10, output_mode="one_hot")
    model.fit(
        train.map(lambda x, y: (change(x, training=True), one_hot(y))),
        epochs=options.epochs,
        validation_data=test.map(lambda x, y: (x, one_hot(y))),
        callbacks=[
            keras.callbacks.BackupAndRestore(str(options.out / "backup")),
            keras.callbacks.CSVLogger(str(options.out / "losses.csv")),
        ],
    )
    # What is shipped is in float32 and without the optimizer.
    keras.config.set_dtype_policy("float32")
    shipped = keras_gans.networks.classifier.resnet(shape, width=width)
    shipped.set_weights(model.get_weights())
    shipped.save(options.out / "model.keras")
    shipped.compile(
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    accuracy = shipped.evaluate(test, verbose=0, return_dict=True)["accuracy"]
    print(f"accuracy of the shipped classifier: {accuracy:.4f}")


if __name__ == "__main__":
    main()
