"""Terms of losses that several games share: pure functions, scalars out."""

import keras
from keras import ops


def feature_matching(features, fake_features):
    """Mean square between the means of features of two batches.

    Args:
        features, fake_features: float tensors (B, N).

    Reference: Salimans et al., 2016, section 3.1,
        https://arxiv.org/abs/1606.03498
    """
    apart = _mean(features) - _mean(fake_features)
    return ops.mean(ops.square(apart))


def reconstruction(samples, again):
    """Mean absolute error, over all values: the L1 term.

    Args:
        samples, again: float tensors of one shape (B, ...).
    """
    return ops.mean(ops.abs(ops.cast(samples - again, "float32")))


def class_error(labels, logits):
    """The cross-entropy of classes, mean over the batch.

    Args:
        labels: whole numbers (B,).
        logits: float tensor (B, classes).
    """
    return ops.mean(
        keras.losses.sparse_categorical_crossentropy(
            labels, ops.cast(logits, "float32"), from_logits=True
        )
    )


def gaussian_divergence(mean, log_variance):
    """KL(N(mean, variance) || N(0, 1)), summed over the codes' numbers, mean
    over the batch.

    Args:
        mean, log_variance: float tensors (B, N).

    Reference: Kingma and Welling, 2014, appendix B,
        https://arxiv.org/abs/1312.6114
    """
    mean = ops.cast(mean, "float32")
    log_variance = ops.cast(log_variance, "float32")
    each = ops.exp(log_variance) + ops.square(mean) - 1 - log_variance
    return 0.5 * ops.mean(ops.sum(each, axis=-1))


def _mean(features):
    return ops.mean(ops.cast(features, "float32"), axis=0)
