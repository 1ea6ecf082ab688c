"""Exported models beside each other: size, time a picture, difference.

    pip install '.[onnx,openvino]'
    python benchmarks/exports.py dcgan_mnist progan_faces_64

Each preset is exported to each format; of "serving_default", a batch of 16: the
milliseconds a picture, the median of 20 calls, and how far pictures are from
those of `predict` at most. Formats whose converter is not installed are left
out.
"""

import argparse
import pathlib
import tempfile
import time

import numpy as np
import tensorflow as tf

from keras_gans.command import models

BATCH, CALLS = 16, 20


def saved_model(path):
    served = tf.saved_model.load(str(path)).signatures["serving_default"]

    def call(inputs):
        told = {name: tf.constant(x) for name, x in inputs.items()}
        return next(iter(served(**told).values())).numpy()

    return call


def onnx(path):
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path))
    names = [x.name for x in session.get_inputs()]
    return lambda inputs: session.run(
        None, {n: inputs[n.split(":")[0]] for n in names}
    )[0]


def litert(path):
    model = tf.lite.Interpreter(str(path))
    details = {
        x["name"].removeprefix("serving_default_").split(":")[0]: x["index"]
        for x in model.get_input_details()
    }
    output = model.get_output_details()[0]["index"]

    def call(inputs):
        for name, index in details.items():
            model.resize_tensor_input(index, inputs[name].shape)
        model.allocate_tensors()
        for name, index in details.items():
            model.set_tensor(index, inputs[name])
        model.invoke()
        return model.get_tensor(output)

    return call


def openvino(path):
    import openvino as runtime

    exact = {"INFERENCE_PRECISION_HINT": "f32"}
    model = runtime.Core().compile_model(str(path), "CPU", exact)
    return lambda inputs: model(list(inputs.values()))[0]


FORMATS = {
    "tf_saved_model": ("model", saved_model),
    "onnx": ("model.onnx", onnx),
    "litert": ("model.tflite", litert),
    "openvino": ("model.xml", openvino),
}


def size_of(folder):
    return sum(x.stat().st_size for x in folder.rglob("*") if x.is_file())


def row(gan, format):
    """(megabytes, ms a picture, largest difference)."""
    name, reading = FORMATS[format]
    _, taken = gan.endpoints()["serving_default"]
    found = gan.inputs_for(BATCH, seed=1)
    found = found if isinstance(found, list) else [found]
    inputs = {
        name: np.asarray(x, dtype)
        for (name, (_, dtype)), x in zip(taken.items(), found)
    }
    expected = gan.predict(found if len(found) > 1 else found[0], verbose=0)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        gan.export(folder / name, format=format, verbose=False)
        size = size_of(folder) / 1e6
        call = reading(folder / name)
        apart = np.abs(call(inputs) - expected).max()
        times = []
        for _ in range(CALLS):
            begun = time.perf_counter()
            call(inputs)
            times.append(time.perf_counter() - begun)
    return size, 1e3 * float(np.median(times)) / BATCH, float(apart)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("models", nargs="+")
    print("| model | format | MB | ms a picture | difference |")
    print("|---|---|---|---|---|")
    for name in parser.parse_args().models:
        gan = models.load(name)
        for format in FORMATS:
            try:
                size, took, apart = row(gan, format)
            except ImportError:
                continue
            cells = (name, format, f"{size:.1f}", f"{took:.2f}", f"{apart:.0e}")
            print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
