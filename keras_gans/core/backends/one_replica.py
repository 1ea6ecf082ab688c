"""What a backend says that `tf.distribute` does not run on."""

from keras import ops


class OneReplica:
    def standardized(self, x, scale, offset, epsilon):
        wide = ops.cast(x, "float32")
        mean, variance = ops.moments(wide, axes=(1, 2), keepdims=True)
        factor = scale * ops.rsqrt(variance + epsilon)
        return ops.cast((wide - mean) * factor + offset, x.dtype)

    def replicas(self):
        return 1

    def replica_id(self):
        return None

    def replica_mean(self, value):
        return value

    def least(self, model, numbers):
        return numbers

    def shards(self, model, data):
        return data

    def loggable(self, value):
        return value
