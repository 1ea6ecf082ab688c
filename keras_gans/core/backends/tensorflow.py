"""`tf.GradientTape` and `tf.distribute`."""

import keras
import tensorflow as tf
from keras import ops
from keras import tree


class Backend:
    seed_dtype = "int64"
    reads_ahead = True

    def values_and_grads(self, function, groups, others):
        values = [[v.value for v in group] for group in groups]
        persistent = len(groups) > 1
        with tf.GradientTape(
            persistent, watch_accessed_variables=False
        ) as tape:
            tape.watch(values)
            with keras.StatelessScope() as scope:
                losses, aux = function()
        updates = [(v, scope.get_current_value(v)) for v in others]
        updates = [(v, value) for v, value in updates if value is not None]
        gradients = [tape.gradient(*pair) for pair in zip(losses, values)]
        return aux, gradients, updates

    def input_grad(self, function, x):
        x = tf.identity(x)  # Its gradient alone is asked for.
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(x)
            output = function(x)
        return tape.gradient(output, x)

    def standardized(self, x, scale, offset, epsilon):
        # As one picture of B * C channels, for which there is a kernel.
        count, height, width, channels = ops.shape(x)
        pixels = ops.reshape(x, (count, height * width, channels))
        pixels = ops.transpose(pixels, (1, 0, 2))
        nothing = ops.zeros((0,))
        made = tf.raw_ops.FusedBatchNormV3(
            x=ops.reshape(pixels, (1, height, width, count * channels)),
            scale=ops.tile(scale, (count,)),
            offset=ops.tile(offset, (count,)),
            mean=nothing,
            variance=nothing,
            epsilon=epsilon,
            is_training=True,
        )[0]
        made = ops.reshape(made, (height * width, count, channels))
        made = ops.transpose(made, (1, 0, 2))
        return ops.reshape(made, (count, height, width, channels))

    def inner_scope(self):
        return keras.StatelessScope()

    def apply(self, optimizer, gradients, variables):
        # What no loss reaches, a part that has not grown yet, stays: Keras
        # would warn of it.
        pairs = zip(gradients, variables)
        reached = [(g, v) for g, v in pairs if g is not None]

        def update(*_):
            optimizer.apply(*zip(*reached))

        scaled = isinstance(optimizer, keras.optimizers.LossScaleOptimizer)
        if tf.distribute.has_strategy() or scaled:
            # A scaled one crosses the replicas by itself, and only so.
            update()
        else:
            # Across replicas, of which there is one: within it Keras has their
            # gradients summed, and TensorFlow keeps what it needs to
            # differentiate that sum, the whole graph, as long as the process.
            tf.distribute.get_replica_context().merge_call(update)

    def add(self, variable, value):
        variable.value.assign_add(value)

    def value(self, variable):
        return tf.identity(variable.value)

    def step(self, model, function, data):
        # Where the length of the data is unknown, Keras runs on until they
        # end inside a step; without data, nothing of that step may happen.
        tensors = [x for x in tree.flatten(data) if x is not None]
        with tf.control_dependencies(tensors):
            return function(data)

    def sync(self, model):
        pass

    def replicas(self):
        return tf.distribute.get_strategy().num_replicas_in_sync

    def replica_id(self):
        context = tf.distribute.get_replica_context()
        if context is None or context.num_replicas_in_sync == 1:
            return None
        return context.replica_id_in_sync_group

    def replica_mean(self, value):
        context = tf.distribute.get_replica_context()
        several = context is not None and context.num_replicas_in_sync > 1
        if not several or not value.dtype.is_floating:
            return value
        return context.all_reduce(tf.distribute.ReduceOp.MEAN, value)

    def least(self, model, numbers):
        strategy = model.distribute_strategy
        if not _several_workers(strategy):
            return numbers
        rows = strategy.gather(
            strategy.experimental_distribute_values_from_function(
                lambda context: tf.constant([numbers])
            ),
            axis=0,
        )
        return min(tuple(map(int, row)) for row in rows.numpy())

    def shards(self, model, data):
        strategy = model.distribute_strategy
        replicas = strategy.num_replicas_in_sync
        if not isinstance(data, tf.data.Dataset) or replicas == 1:
            return data
        if any(x.shape[0] is None for x in tree.flatten(data.element_spec)):
            data = _each(data, lambda x: _at_least(x, replicas))
        policy = data.options().experimental_distribute.auto_shard_policy
        policies = tf.data.experimental.AutoShardPolicy
        by_rows = policy in (policies.AUTO, policies.DATA)
        if not (by_rows and _one_a_worker(strategy)):
            return data
        (worker,) = strategy.experimental_local_results(
            strategy.experimental_distribute_values_from_function(
                lambda context: tf.constant(context.replica_id_in_sync_group)
            )
        )

        def rows(x):
            size = tf.shape(x)[0] if x.shape[0] is None else x.shape[0]
            ends = [size * (int(worker) + i) // replicas for i in (0, 1)]
            return x[slice(*ends)]

        return _Shard(_each(data, rows))

    def loggable(self, value):
        # Keras concatenates the logs of several workers along axis 0, which
        # a scalar does not have.
        strategy = tf.distribute.get_strategy()
        return ops.reshape(value, (1,)) if _several_workers(strategy) else value


class _Shard(tf.data.Dataset, tf.distribute.DistributedDataset):
    """A worker's batches, a dataset that Keras finds distributed already.

    TensorFlow's own iterator of them, made for several devices, drops the
    options of the dataset, and with them that it has no tuning thread.
    """

    def __init__(self, data):
        self._data = data
        super().__init__(tf.data.experimental.to_variant(data))

    def _inputs(self):
        return [self._data]

    @property
    def element_spec(self):
        return self._data.element_spec


def _each(data, function):
    """`data`, each array of whose elements goes through `function`."""

    def batch(*arrays):
        arrays = tree.map_structure(function, arrays)
        return arrays[0] if len(arrays) == 1 else arrays

    return data.map(batch)


def _at_least(x, count):
    """`x`, its rows once more if they are fewer than that."""
    size = tf.shape(x)[0]
    again = tf.range(count) % tf.maximum(size, 1)
    return tf.cond(size < count, lambda: tf.gather(x, again), lambda: x)


def _several_workers(strategy):
    return getattr(strategy.extended, "_in_multi_worker_mode", lambda: False)()


def _one_a_worker(strategy):
    several = _several_workers(strategy)
    return several and len(strategy.extended.worker_devices) == 1
