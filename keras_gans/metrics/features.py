"""What a metric looks at: networks that turn samples into vectors."""

import contextlib
import hashlib
import pathlib

import keras
import numpy as np
from keras import ops

from keras_gans import arguments
from keras_gans import specs
from keras_gans.networks import efficientnet_lite0

# Images that go through a network at once, outside of a compiled step.
AT_ONCE = 32


class Features:
    """An extractor: samples to vectors, and to logits if it can classify.

    Args:
        name: str, how it is called in the name of a metric.
        shape: tuple, of one sample; None for sizes it does not care about.
            A network of images (H, W, C) takes those of any size and resizes
            them, and grey ones where it wants three channels.
        dim: int, length of a vector.
        network: `keras.Model` with the outputs [vectors, logits], or None for
            the samples as they are.
        classes: int, length of the logits; 0 if there are none.
        source: str, by which `get_features` finds it again after `load_model`.
        interpolation: str, of the resize, see `keras.ops.image.resize`.
    """

    def __init__(
        self,
        name,
        shape,
        dim,
        network=None,
        classes=0,
        source=None,
        interpolation="bilinear",
    ):
        self.name = name
        self.shape = tuple(shape)
        self.dim = dim
        self.network = network
        self.classes = classes
        self.source = source
        self.interpolation = interpolation
        self._compiled = None

    def __call__(self, samples):
        """Vectors (B, dim) of samples (B, ...)."""
        if self.network is None:
            return ops.reshape(samples, (-1, self.dim))
        return self._outputs(samples)[0]

    def logits(self, samples):
        """Logits (B, classes) of samples (B, ...)."""
        if not self.classes:
            raise ValueError(
                f"A classifier is needed. Received: features={self.name}, "
                "which has no classes"
            )
        return self._outputs(samples)[1]

    def _outputs(self, samples):
        if known(samples) is None:
            return self.network(self._fitted(samples), training=False)
        if self._compiled is None:
            self._compiled = _compiled(self.network)
        parts = [
            self._compiled(self._fitted(samples[start : start + AT_ONCE]))
            for start in range(0, max(len(samples), 1), AT_ONCE)
        ]
        return [ops.concatenate(column) for column in zip(*parts)]

    def _fitted(self, samples):
        samples = ops.cast(samples, "float32")
        if not self._resizes():
            return samples
        if samples.shape[-1] == 1 and self.shape[-1] == 3:
            samples = ops.repeat(samples, 3, axis=-1)
        sizes = [
            wanted or found
            for wanted, found in zip(self.shape[:2], samples.shape[1:3])
        ]
        if list(samples.shape[1:3]) == sizes:
            return samples
        return ops.image.resize(
            samples,
            sizes,
            interpolation=self.interpolation,
            antialias=True,
            data_format="channels_last",
        )

    def _resizes(self):
        return self.network is not None and len(self.shape) == 3

    def checked(self, samples):
        """`samples`, if their shape can be looked at.

        Raises:
            ValueError: it cannot.
        """
        shape = tuple(getattr(samples, "shape", ()))
        wanted, grey = self.shape, False
        if self._resizes():
            wanted, grey = (None, None, self.shape[-1]), self.shape[-1] == 3
        if not _fits(shape[1:], wanted) and not (
            grey and _fits(shape[1:], (None, None, 1))
        ):
            raise ValueError(
                f"{self.name} looks at batches of shape "
                f"{('B', *self.shape)}{', resized' * self._resizes()}"
                f"{' or grey' * grey}. Received: shape={shape}"
            )
        return samples

    def check_values(self, array):
        """Refuses arrays that are empty, whole numbers, not finite, or images
        with values outside of [-1, 1]."""
        shape = np.shape(array)[1:]
        if self.network is None:
            shape = self.shape
        specs.of(shape).check(array)

    def describe(self):
        """A dict: name, shape, and a digest of the weights."""
        about = {"name": self.name, "shape": list(self.shape), "dim": self.dim}
        if self.network is not None:
            digest = hashlib.sha256()
            for weight in self.network.get_weights():
                digest.update(np.ascontiguousarray(weight).tobytes())
            if self._resizes():
                about["resize"] = f"{self.interpolation}, antialiased"
            about["weights"] = digest.hexdigest()[:12]
        return about

    def get_config(self):
        if self.source is not None:
            return self.source
        if self.network is None:
            return self.dim if len(self.shape) == 1 else list(self.shape)
        # A network of the user's is not saved with the model that uses it.
        return {"missing": self.name}


def known(array):
    """`array` as one of NumPy; None inside a compiled step, where nobody
    knows its values."""
    try:
        return ops.convert_to_numpy(array)
    except (NotImplementedError, TypeError):
        return None


def _compiled(network):
    """A function of samples that does not keep every layer's output, as a
    functional model does until the last is reckoned."""

    def outputs(samples):
        return network(samples, training=False)

    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        return tf.function(outputs, reduce_retracing=True, autograph=False)
    if keras.backend.backend() == "jax":
        import jax

        return jax.jit(outputs)
    return outputs


def _fits(found, wanted):
    return len(found) == len(wanted) and all(
        want in (None, have) for want, have in zip(wanted, found)
    )


def raw(shape):
    """The samples as they are, flattened.

    Args:
        shape: int or tuple, of one sample: 2 for points in the plane,
            (T, C) for series, (H, W, C) for images, (T, H, W, C) for films.
    """
    shape = shape if isinstance(shape, (tuple, list)) else (shape,)
    shape = tuple(arguments.check_count(size, "shape") for size in shape)
    name = "pixels" if len(shape) == 3 else "values"
    return Features(name, shape, int(np.prod(shape)))


def from_model(model, layer=None, name=None):
    """The output of a layer of any functional Keras model.

    Args:
        model: built functional `keras.Model`, or the path of a `.keras` file.
            Of images (B, H, W, C) in [-1, 1], then those of other sizes are
            resized; or of samples of any other shape, then of that alone.
        layer: str, name of the layer. Default: the last but one. Its output
            is flattened; that of the last layer are the logits.
        name: str, for the names of metrics. Default: the model's.

    Raises:
        ValueError: the model is not built, or has several inputs or outputs.
    """
    source = None
    if not isinstance(model, keras.Model):
        source = str(model)
        model = keras.saving.load_model(model, compile=False)
    ends = [getattr(model, ends, None) for ends in ("inputs", "outputs")]
    if not all(end is not None and len(end) == 1 for end in ends):
        raise ValueError(
            "`model` is a built functional model (keras.Model(inputs, outputs)"
            " or a Sequential that knows its input) of one input and one "
            f"output. Received: model={model.name} of type "
            f"{type(model).__name__}"
        )
    chosen = model.get_layer(layer) if layer else model.layers[-2]
    if source and layer:
        source = f"{source}:{layer}"
    # Keras would name it anew in each process, as it may have named another.
    flat, taken = "vectors", {each.name for each in model.layers}
    while flat in taken:
        flat += "_"
    flatten = keras.layers.Flatten("channels_last", dtype="float32", name=flat)
    vectors = flatten(chosen.output)
    logits = model.output
    network = keras.Model(model.inputs, [vectors, logits])
    network.trainable = False
    classes = logits.shape[-1] if len(logits.shape) == 2 else 0
    return Features(
        name or model.name,
        model.input_shape[1:],
        vectors.shape[-1],
        network,
        classes,
        source,
    )


def mnist():
    """64 features of the digits classifier in saved_models/mnist_classifier.

    Images (B, 28, 28, 1), or resized to that; 10 classes.
    """
    return _classifier("mnist")


def cifar10():
    """128 features of the classifier in saved_models/cifar10_classifier.

    Images (B, 32, 32, 3) or grey ones, or resized to that; 10 classes.
    """
    return _classifier("cifar10")


def imagenet():
    """1,280 features of EfficientNet-Lite0 in saved_models/imagenet_classifier.

    Images (B, H, W, 3) or grey ones, resized to 224x224 (bicubic); the 1,000
    classes of ImageNet. It comes with the package and looks at photographs of
    any kind, but it is not Inception: never compare or report a "fid..._
    imagenet" as the FID of a paper, whose figures are of another network.
    """
    found = from_model(imagenet_network(), "features", "imagenet")
    found.source = "imagenet"
    found.interpolation = "bicubic"
    return found


def imagenet_network(**settings):
    """The network of `imagenet`, `keras.Model`, with what it has learnt.

    Args:
        **settings: as for `networks.efficientnet_lite0.network`.
    """
    network = efficientnet_lite0.network(**settings)
    network.load_weights(_shipped("imagenet"))  # Stored in float16.
    return network


def _classifier(name):
    found = from_model(_shipped(name), "features", name)
    found.source = name
    return found


def _shipped(name):
    package = pathlib.Path(__file__).parent.parent
    file = pathlib.Path("saved_models", f"{name}_classifier", "model.keras")
    # Installed, the folder lies in the package; in a clone beside it.
    installed = package / file
    return installed if installed.exists() else package.parent / file


def inception(weights="imagenet"):
    """Pooled features (2048) of Keras's InceptionV3, and its 1,000 classes.

    These are the ImageNet weights that Keras distributes, of a network that
    differs from the graph of 2015 which published FIDs and Inception Scores
    use, and with another resize (bilinear with antialiasing, to 299): figures
    of the two cannot be compared. Hence the name "kerasinception299".

    Args:
        weights: as for `keras.applications.InceptionV3`: downloaded at first
            use; a path; or None for a random network, of use in tests alone.

    Raises:
        RuntimeError: the weights cannot be downloaded.
    """
    try:
        with _plain_settings():
            model = keras.applications.InceptionV3(
                weights=weights, classifier_activation=None
            )
    except Exception as error:
        raise RuntimeError(
            "The weights of InceptionV3 could not be had; without a network, "
            "use metrics.imagenet() or metrics.from_model(). "
            f"Received: {type(error).__name__}: {str(error)[:200]}"
        ) from error
    name = "kerasinception299"
    if weights != "imagenet":
        name = f"{name}_{'random' if weights is None else 'own'}"
    found = from_model(model, "avg_pool", name)
    found.source = "inception" if weights == "imagenet" else None
    return found


@contextlib.contextmanager
def _plain_settings():
    """Keras's own settings, in which the weights were made."""
    before = keras.config.image_data_format(), keras.config.dtype_policy()
    keras.config.set_image_data_format("channels_last")
    keras.config.set_dtype_policy("float32")
    try:
        yield
    finally:
        keras.config.set_image_data_format(before[0])
        keras.config.set_dtype_policy(before[1])


_BY_NAME = {
    "mnist": mnist,
    "cifar10": cifar10,
    "imagenet": imagenet,
    "inception": inception,
}


def get_features(identifier):
    """`Features`, from what names them.

    Args:
        identifier: `Features`; "mnist", "cifar10", "imagenet", "inception";
            the shape of samples that are taken as they are; or the path of a
            `.keras` file, with ":layer" if it is not the last but one.
    """
    if isinstance(identifier, Features):
        return identifier
    if isinstance(identifier, str) and identifier in _BY_NAME:
        return _BY_NAME[identifier]()
    if isinstance(identifier, (int, np.integer, tuple, list)):
        return raw(identifier)
    if isinstance(identifier, dict) and "missing" in identifier:
        raise ValueError(
            "A metric's network is not saved with the model: load it with "
            "`compile=False` and compile it anew. Received: features="
            f"{identifier['missing']}"
        )
    if isinstance(identifier, (str, pathlib.Path)):
        path, _, layer = str(identifier).partition(":")
        if path.endswith(".keras") and pathlib.Path(path).exists():
            return from_model(path, layer or None)
    raise ValueError(
        f"`features` is one of {sorted(_BY_NAME)}, a shape, a .keras file or "
        f"`metrics.from_model(...)`. Received: features={identifier!r}"
    )
