"""What the machine is good at."""

import pathlib

import keras

# Of CPUs that multiply bfloat16, as Linux names them.
_UNITS = ("amx_bf16", "avx512_bf16")


def policy(asked=None):
    """(dtype policy, a sentence that says why).

    Args:
        asked: str; None: bfloat16 where this machine has units for it.
    """
    if asked is not None:
        return asked, f"{asked}, as you asked"
    found = _bfloat16()
    if found:
        return "mixed_bfloat16", f"mixed_bfloat16: this machine has {found}"
    return "float32", "float32: this machine has no units for bfloat16"


def _bfloat16():
    """The units by name, or None."""
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        for device in tf.config.list_physical_devices("GPU"):
            about = tf.config.experimental.get_device_details(device)
            if about.get("compute_capability", (0,))[0] >= 8:
                return about.get("device_name", "a GPU of 8.0 or later")
    if keras.backend.backend() == "jax":
        import jax

        for device in jax.devices():
            if device.platform in ("gpu", "tpu"):
                return device.device_kind
    try:
        flags = pathlib.Path("/proc/cpuinfo").read_text().split()
    except OSError:  # Not Linux.
        return None
    return next((unit for unit in _UNITS if unit in flags), None)
