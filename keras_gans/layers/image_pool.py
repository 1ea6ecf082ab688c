import keras
from keras import ops

from keras_gans import arguments


@keras.saving.register_keras_serializable("keras_gans")
class ImagePool(keras.layers.Layer):
    """Earlier fakes, of which a discriminator sees every second one again.

    While the pool is not full, each fake is shown as it is and kept. Then, with
    probability 1/2, a fake takes the place of one in the pool, which is shown
    in its stead; else it is shown and not kept. The pool is saved with the
    model.

    It is used in two steps, since a loss changes nothing: `mixed` says what is
    shown, and `keep` takes in what `mixed` drew.

    Args:
        size: int, samples; 0 for a pool that shows all fakes as they are.
        shape: tuple, of one sample.
        **kwargs: of `keras.layers.Layer`.

    Example:

    >>> pool = keras_gans.layers.ImagePool(50, (64, 64, 3))
    >>> shown, change = pool.mixed(fakes, seed)
    >>> pool.keep(change)

    Reference: Shrivastava et al., 2017, section 2.3,
        https://arxiv.org/abs/1612.07828; as in the code of Zhu et al., 2017,
        https://arxiv.org/abs/1703.10593
    """

    def __init__(self, size, shape, **kwargs):
        super().__init__(**kwargs)
        self.size = size and arguments.check_count(size, "size")
        self.shape = tuple(shape)
        keep = {"initializer": "zeros", "trainable": False, "autocast": False}
        keep["aggregation"] = "only_first_replica"
        if self.size:
            self.images = self.add_weight(
                shape=(self.size, *self.shape), name="images", **keep
            )
            self.count = self.add_weight(
                shape=(), dtype="int32", name="count", **keep
            )
        self.built = True

    def mixed(self, fakes, seed):
        """What a discriminator is shown instead of a batch of fakes.

        Args:
            fakes: float tensor (B, *shape).
            seed: int or seed generator.

        Returns:
            The samples that are shown, (B, *shape), and what `keep` takes.
        """
        if not self.size:
            return fakes, None
        count = ops.shape(fakes)[0]
        rows = keras.random.randint((count,), 0, self.size, seed=seed)
        coins = keras.random.uniform((count,), seed=seed) < 0.5
        places = self.count.value + ops.arange(count, dtype="int32")
        filling = places < self.size
        again = ops.logical_and(coins, ops.logical_not(filling))
        old = ops.cast(ops.take(self.images.value, rows, axis=0), fakes.dtype)
        shown = ops.where(_beside(again, fakes), old, fakes)
        # `size` is the place of those that are not kept.
        places = ops.where(filling, places, ops.where(again, rows, self.size))
        return shown, (fakes, places)

    def keep(self, change):
        """Takes in a batch, as `mixed` said."""
        if not self.size:
            return
        fakes, places = change
        count = ops.shape(fakes)[0]
        # Of two for one place the later one stays.
        order = ops.arange(1, count + 1, dtype="int32")
        here = places[:, None] == ops.arange(self.size, dtype="int32")
        last = ops.max(ops.where(here, order[:, None], 0), axis=0)
        new = ops.take(fakes, ops.maximum(last - 1, 0), axis=0)
        new = ops.cast(new, self.images.dtype)
        images = ops.where(_beside(last > 0, new), new, self.images.value)
        self.images.assign(images)
        self.count.assign(ops.minimum(self.count.value + count, self.size))

    def get_config(self):
        return {
            **super().get_config(),
            "size": self.size,
            "shape": self.shape,
        }


def _beside(flags, samples):
    """Flags (B,) with as many axes as samples have."""
    return ops.reshape(flags, (-1, *[1] * (len(samples.shape) - 1)))
