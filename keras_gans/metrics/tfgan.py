"""TensorFlow GAN, imported where its own import fails.

Version 2.1 imports sub-modules that need `tf.estimator`, which TensorFlow has
dropped, and `tensorflow_hub`, which needs a `pkg_resources` that setuptools
has dropped. Neither serves its losses and metrics, so empty modules stand in
for them while it is imported, and are taken away again.
"""

import sys
import types

_EMPTY = (
    "tensorflow_gan.python.estimator",
    "tensorflow_gan.python.train",
    "tensorflow_hub",
)


def load():
    """The module `tensorflow_gan`.

    Raises:
        ImportError: it cannot be imported with this TensorFlow.
    """
    before = {name: sys.modules.get(name) for name in _EMPTY}
    for name in _EMPTY:
        module = types.ModuleType(name)
        module.__all__ = []
        sys.modules[name] = module
    try:
        import tensorflow_gan
    except Exception as error:
        raise ImportError(
            "tensorflow_gan cannot be imported with this TensorFlow; metrics "
            "and losses of keras_gans do not need it. Received: "
            f"{type(error).__name__}: {error}"
        ) from error
    finally:
        for name, module in before.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module
    return tensorflow_gan
