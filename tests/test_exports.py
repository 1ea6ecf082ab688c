"""Other formats than SavedModel: the same samples elsewhere."""

import numpy as np
import pytest

from conftest import VARIANTS
from conftest import make

pytestmark = pytest.mark.tensorflow

QUICK = ["DCGAN"]


def onnx(path, inputs):
    """What a file makes of inputs, a dict of arrays, in onnxruntime."""
    onnxruntime = pytest.importorskip("onnxruntime")
    session = onnxruntime.InferenceSession(str(path))
    asked = [x.name for x in session.get_inputs()]
    told = {name: inputs[name.split(":")[0]] for name in asked}
    return session.run(None, told)[0]


def litert(path, inputs):
    """The same in the interpreter of TensorFlow."""
    import tensorflow as tf

    model = tf.lite.Interpreter(str(path))
    signature = model.get_signature_runner()
    asked = signature.get_input_details()
    for name, details in asked.items():
        model.resize_tensor_input(details["index"], inputs[name].shape)
    model.allocate_tensors()
    return next(iter(signature(**{n: inputs[n] for n in asked}).values()))


def openvino(path, inputs):
    """The same in OpenVINO."""
    runtime = pytest.importorskip("openvino")
    model = runtime.Core().compile_model(str(path), "CPU")
    told = [inputs[x.any_name.split(":")[0]] for x in model.inputs]
    return model(told)[0]


FORMATS = {
    "onnx": (onnx, "model.onnx", "tf2onnx"),
    "litert": (litert, "model.tflite", "ai_edge_litert"),
    "openvino": (openvino, "model.xml", "openvino"),
}


def exported(gan, format, folder):
    run, name, converter = FORMATS[format]
    if format != "litert":  # Which TensorFlow has too.
        pytest.importorskip(converter)
    gan.export(folder / name, format=format, verbose=False)
    return run, folder / name


def inputs_of(gan, n):
    """Arrays of what `serving_default` takes, by name."""
    _, taken = gan.endpoints()["serving_default"]
    found = gan.inputs_for(n, seed=3)
    found = found if isinstance(found, list) else [found]
    return {
        name: np.asarray(x, dtype)
        for (name, (_, dtype)), x in zip(taken.items(), found)
    }


def variants():
    for name in VARIANTS:
        slow = [] if name in QUICK else [pytest.mark.slow]
        yield pytest.param(name, marks=slow)


@pytest.mark.parametrize("format", list(FORMATS))
@pytest.mark.parametrize("variant", variants())
def test_every_variant_makes_the_same_elsewhere(variant, format, tmp_path):
    gan = make(variant)
    run, path = exported(gan, format, tmp_path)
    for n in (1, 3):
        inputs = inputs_of(gan, n)
        told = list(inputs.values())
        expected = gan.predict(told if len(told) > 1 else told[0], verbose=0)
        made = run(path, inputs)
        assert made.shape == (n, 16, 16, 1)
        np.testing.assert_allclose(made, expected, atol=1e-5)
