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
    asked = model.get_input_details()
    named = {
        x["name"].removeprefix("serving_default_").split(":")[0]: x["index"]
        for x in asked
    }
    for name, index in named.items():
        model.resize_tensor_input(index, inputs[name].shape)
    model.allocate_tensors()
    for name, index in named.items():
        model.set_tensor(index, inputs[name])
    model.invoke()
    return model.get_tensor(model.get_output_details()[0]["index"])


def openvino(path, inputs):
    """The same in OpenVINO."""
    runtime = pytest.importorskip("openvino")
    # In float32, and not in what the machine is fastest at.
    exact = {"INFERENCE_PRECISION_HINT": "f32"}
    model = runtime.Core().compile_model(str(path), "CPU", exact)
    return model(list(inputs.values()))[0]


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
