"""The packages of setup.cfg: the classifiers lie beside the code."""

import setuptools

setuptools.setup(
    packages=[
        *setuptools.find_packages(include=["keras_gans", "keras_gans.*"]),
        "keras_gans.saved_models",
    ],
    package_dir={"keras_gans.saved_models": "saved_models"},
)
