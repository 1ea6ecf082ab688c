"""BEGAN on faces (Berthelot et al., 2017, https://arxiv.org/abs/1703.10717).

    TFDS_DATA_DIR=DIR python recipes/began_faces.py --gamma 0.5 --epochs 10

64 filters at 32x32, batch 16 and rates 8e-5, as the authors' smaller networks.
The gain of k is ten times theirs, for a run of so few steps: with --gain 0.001
--gamma 0.7 k was at 0.08 after 5 epochs and still rising, the balance at 0.47.

The game holds E[L(G(z))] / E[L(x)] at gamma; the paper's figure 3 shows that
less gamma is better faces, and more alike.

Cost: 19 to 21 min on two CPU cores with --dtype-policy mixed_bfloat16.
Measured (seed 0):

- gamma 0.7: balance 0.718, convergence measure 0.105 after 0.175 in the first
  epoch, MS-SSIM 0.212 (real images 0.202);
- gamma 0.3: balance 0.291, 0.089 after 0.157, MS-SSIM 0.828: the faces are
  alike, as the paper says; after ten epochs they are not the better ones.
"""

import keras

import keras_gans
from keras_gans import metrics

import report
from options import parse

SAMPLES = 1000


def main():
    options = parse(
        __doc__,
        extra={
            "--gamma": {"type": float, "default": 0.5},
            "--image-size": {"type": int, "default": 32},
            "--width": {"type": int, "default": 64},
            "--rate": {"type": float, "default": 8e-5},
            "--gain": {"type": float, "default": 0.01},
            "--data": {"default": "utkface_64"},
        },
        epochs=10,
        batch_size=16,
        out=lambda options: f"runs/began_faces_{options.gamma}",
    )
    keras.utils.set_random_seed(options.seed)
    size = options.image_size
    load = {"name": options.data, "image_size": size}
    images = keras_gans.data.load(
        **load, batch_size=options.batch_size, seed=options.seed
    )
    test = keras_gans.data.take(
        keras_gans.data.load(
            **load, split="test", shuffle=False, drop_remainder=False
        ),
        SAMPLES,
    )
    gan = keras_gans.BEGAN.for_images(
        (size, size, 3),
        width=options.width,
        gamma=options.gamma,
        gain=options.gain,
        seed=options.seed,
    )
    gan.compile(*(keras.optimizers.Adam(options.rate) for _ in range(2)))
    gan.fit(
        images,
        epochs=options.epochs,
        callbacks=report.standard(options),
    )
    curves = report.curves(options)
    fake = gan.generate(SAMPLES, seed=options.seed)
    keras_gans.pictures.save(
        options.out / "samples.png", keras_gans.pictures.grid(fake[:64])
    )
    diversity = metrics.MultiscaleSSIM((size, size, 3), SAMPLES)
    quality = metrics.SlicedWassersteinDistance((size, size, 3), SAMPLES)
    tenth = max(1, options.epochs // 10)
    convergence = curves["convergence"]
    balance = curves["g_loss"][-1] / curves["real_error"][-1]
    report.write(
        options,
        "BEGAN",
        {
            "E[L(G(z))] / E[L(x)]": (
                round(balance, 3),
                f"gamma {options.gamma}, the fixed point",
            ),
            "convergence measure, last tenth / first tenth": (
                round(
                    convergence[-tenth:].mean() / convergence[:tenth].mean(), 3
                ),
                "it falls (paper, figure 5)",
            ),
            diversity.name: (
                round(diversity.compare(fake=fake), 3),
                f"real images: {diversity.compare(fake=test):.3f}",
            ),
        },
        sliced_wasserstein=quality.compare(test, fake),
    )


if __name__ == "__main__":
    main()
