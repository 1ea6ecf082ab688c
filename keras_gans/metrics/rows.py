"""What metrics keep of the samples: the first that come, each at its place."""

import math

import numpy as np
from keras import ops

from keras_gans.core import backend
from keras_gans.metrics.protocol import SampleMetric


class Places:
    """Counts what comes and gives each sample its place, on each replica.

    With one replica the first `wanted` samples have a place. With several
    each has room for twice its share, and exactly `wanted` must come.
    """

    def __init__(self, metric, side, wanted):
        self.replicas = backend.replicas()
        self.metric = metric
        self.side = side
        self.wanted = wanted
        self.room = wanted
        if self.replicas > 1:
            self.room = min(wanted, 2 * math.ceil(wanted / self.replicas))
        self.seen = metric.add_variable(
            (self.replicas,), "zeros", "int32", name=f"{side}_seen"
        )
        metric._places.append(self)

    def take(self, count):
        """Places (count,) of the next samples; those from `room` on have
        none. And the number of the replica."""
        replica = backend.replica_id()
        replica = 0 if replica is None else replica
        here = ops.cast(
            ops.arange(self.replicas, dtype="int32") == replica, "int32"
        )
        start = ops.sum(ops.cast(self.seen, "int32") * here)
        self.seen.assign(self.seen + here * count)
        return start + ops.arange(count, dtype="int32"), replica

    def begun(self):
        return ops.convert_to_numpy(self.seen).any()

    def taken(self):
        """A list: how many places each replica has given.

        Raises:
            ValueError: fewer than `wanted` have come.
        """
        seen = ops.convert_to_numpy(self.seen)
        if seen.sum() < self.wanted:
            raise self.metric._too_few(self.side, seen.sum(), self.wanted)
        if self.replicas > 1 and seen.sum() > self.wanted:
            raise ValueError(
                f"Under several replicas exactly `samples` must come to "
                f"{self.metric.name}. Received: {seen.sum()} for "
                f"samples={self.wanted}"
            )
        return np.minimum(seen, self.room).tolist()


class Rows:
    """Keeps the first vectors that come, in float32."""

    def __init__(self, metric, side, wanted, shape):
        self.places = Places(metric, side, wanted)
        # The last row takes what has no place.
        self.rows = metric.add_variable(
            (self.places.replicas, self.places.room + 1, *shape),
            "zeros",
            "float32",
            name=f"{side}_rows",
        )

    def add(self, vectors):
        places, replica = self.places.take(ops.shape(vectors)[0])
        places = ops.minimum(places, self.places.room)
        replicas = ops.broadcast_to(replica, ops.shape(places))
        index = ops.stack([ops.cast(replicas, "int32"), places], axis=-1)
        vectors = ops.cast(vectors, "float32")
        self.rows.assign(ops.scatter_update(self.rows, index, vectors))

    def read(self):
        """Array (wanted, ...)."""
        taken = self.places.taken()
        rows = ops.convert_to_numpy(self.rows)
        return np.concatenate([r[:n] for r, n in zip(rows, taken)])


class RowMetric(SampleMetric):
    """A metric that needs the feature vectors themselves."""

    def __init__(self, features, samples, setting="", name=None):
        super().__init__(features, samples, setting, name)
        self._keep(self._shape())

    def _shape(self):
        return (self.features.dim,)

    def _keep(self, shape, **wanted):
        self._rows = {
            side: Rows(self, side, wanted.get(side, self.samples), shape)
            for side in self.sides
        }

    def _add(self, side, vectors):
        self._rows[side].add(vectors)

    def rows(self):
        """What was kept of each side, arrays (samples, ...)."""
        return [self._rows[side].read() for side in self.sides]


class ImageMetric(RowMetric):
    """A metric that needs the images themselves, and no network."""

    features_argument = "image_shape"

    def _shape(self):
        if self.features.network is not None or len(self.features.shape) != 3:
            raise ValueError(
                f"{type(self).__name__} looks at images (H, W, C) as they are. "
                f"Received: image_shape={self.features.get_config()}"
            )
        return self.features.shape

    def _look(self, samples):
        return samples
