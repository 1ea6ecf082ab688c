"""What `feed` makes of a `tf.data.Dataset`, and of arrays on TensorFlow.

TensorFlow is imported where there is a dataset, since JAX and torch do without.
"""

import weakref

import keras
from keras import tree

from keras_gans.core import backend


def is_dataset(x):
    """Whether `x` is a `tf.data.Dataset`."""
    return hasattr(x, "element_spec") and hasattr(x, "take")


# The first elements of datasets that were looked at: each look draws anew
# what the dataset shuffles, and a second `fit` is to go on with the first.
_FIRST = weakref.WeakKeyDictionary()


def seen(data):
    """Whether the first element of a dataset was looked at before."""
    return data in _FIRST


def first_of(data):
    """The first element of a dataset; None where there is none."""
    if data not in _FIRST:
        found = next(iter(untuned(data).take(1)), None)
        if found is None:
            return None
        _FIRST[data] = found
    return _FIRST[data]


def drawn_by_both(data, other):
    """Whether two datasets read one that is shuffled or drawn anew in each
    pass, so that reading one changes what the other reads next."""
    ours, theirs = (_sources(x) for x in (data, other))
    return any(
        "Shuffle" in type(ours[i]).__name__
        or "Random" in type(ours[i]).__name__
        for i in ours.keys() & theirs.keys()
    )


def _sources(data):
    """A dataset and all that it reads, by identity."""
    found, waiting = {}, [data]
    while waiting:
        one = waiting.pop()
        if id(one) not in found:
            found[id(one)] = one
            waiting += one._inputs() if hasattr(one, "_inputs") else []
    return found


def untuned(data):
    """`data` without tf.data's tuning thread, unless its options ask for it.

    A pass ends when that thread has: it may sleep through the call that ends
    it (TensorFlow tells its sleepers before it says what for), and sleeps for
    up to as long as the pass took, a minute at most. Without it
    `tf.data.AUTOTUNE` means as many calls as there are cores.
    """
    if data.options().autotune.enabled is not None:
        return data
    import tensorflow as tf

    options = tf.data.Options()
    options.autotune.enabled = False
    return data.with_options(options)


def with_shapes(data, first):
    """Gives a dataset that does not know its shapes those of `first`."""
    if all(s.shape.rank is not None for s in tree.flatten(data.element_spec)):
        return data
    import tensorflow as tf

    shapes = [(None, *x.shape[1:]) for x in tree.flatten(first)]

    def known(batch):
        leaves = zip(tree.flatten(batch), shapes)
        leaves = [tf.ensure_shape(x, shape) for x, shape in leaves]
        return tree.pack_sequence_as(batch, leaves)

    return mapped(data, known)


def mapped(data, function, calls=None):
    """`data.map`, of a function of the whole element."""

    def whole(*element):
        return function(element[0] if len(element) == 1 else element)

    return data.map(whole, calls)


def guarded(data, guard):
    """`data`, each element of which `feed.Guard` looks at.

    Whether all values are fine is reckoned by TensorFlow; only for those that
    are not Python is asked what to say.
    """
    import tensorflow as tf

    model = guard.model

    def is_fine(element):
        batch = model.named(model.read(element))
        found = []
        for name, spec in model.element_spec.items():
            x = batch[name]
            if spec.bounds is not None:
                x = tf.cast(x, tf.float32)
                found += [tf.reduce_min(x) >= spec.bounds[0]]
                found += [tf.reduce_max(x) <= spec.bounds[1]]
            if x.dtype.is_floating:
                found.append(tf.reduce_all(tf.math.is_finite(x)))
        return tf.reduce_all(tf.stack(found)) if found else tf.constant(True)

    def look(element):
        leaves = tree.flatten(element)

        def say(*arrays):
            guard.check(tree.pack_sequence_as(element, arrays), first=False)
            return False

        looked = tf.cond(
            is_fine(element),
            lambda: False,
            lambda: tf.numpy_function(say, leaves, tf.bool),
        )
        with tf.control_dependencies([looked]):
            leaves = [tf.identity(x) for x in leaves]
        return tree.pack_sequence_as(element, leaves)

    return mapped(data, look)


def why_empty(data):
    """What is known of a dataset without a batch, in words."""
    inner = data
    while inner is not None and not hasattr(inner, "_batch_size"):
        inner = getattr(inner, "_input_dataset", None)
    if inner is None:
        return ""
    count = int(inner._input_dataset.cardinality())
    size = int(inner._batch_size)
    if not 0 <= count < size:
        return ""
    return f": {count} samples fill no batch of {size} (drop_remainder)"


def grouped(data, size, first):
    """Groups of `size` full batches: (B, size, ...) an array."""
    import tensorflow as tf

    count = int(data.cardinality())
    if tree.flatten(data.element_spec)[0].shape[0] is None:
        # The batches of a group are stacked, which a ragged last one cannot
        # be.
        full = length(first)
        data = data.filter(lambda *b: tf.shape(tree.flatten(b)[0])[0] == full)
        if 0 <= count <= size:
            count = sum(1 for _ in data)
    if 0 <= count < size:
        raise too_few(size, count)

    def swap(batch):
        return tree.map_structure(
            lambda x: tf.transpose(x, [1, 0, *range(2, x.shape.rank)]), batch
        )

    data = data.batch(size, drop_remainder=True)
    return mapped(data, swap, tf.data.AUTOTUNE)


def opened_when_read(data):
    """`data`, of which a pass begins when its first element is asked for.

    Keras opens some iterators it never reads, and each would draw an order
    from a seeded shuffle; which one an epoch gets must not depend on that.
    """
    import tensorflow as tf

    count = data.cardinality()
    passes = tf.data.Dataset.range(1).flat_map(lambda _: data)
    if count >= 0 and backend.replicas() == 1:
        passes = passes.apply(tf.data.experimental.assert_cardinality(count))
    # An inner dataset keeps its options to itself.
    return passes.prefetch(tf.data.AUTOTUNE).with_options(data.options())


def of_arrays(batches):
    """`arrays.ArrayBatches`, on TensorFlow as the dataset that Keras would
    make of them, but for its tuning thread."""
    first = batches[0]
    return of_batches(
        batches,
        first,
        [((None, *x.shape[1:]), x.dtype) for x in tree.flatten(first)],
    )


def of_batches(batches, like, signature):
    """A PyDataset; on TensorFlow as a dataset.

    Args:
        batches: `keras.utils.PyDataset` of known length.
        like: a batch, or what is nested as one.
        signature: list, (shape, dtype) of each of its arrays.
    """
    if keras.backend.backend() != "tensorflow":
        return batches
    import tensorflow as tf

    # TensorFlow keeps this function as long as the process lives, and nothing
    # else shall stay: not the data, nor the model that they are staged for.
    there = weakref.ref(batches)

    def read():
        known = there()
        for i in range(len(known)):
            yield known[i]

    leaves = [tf.TensorSpec(*pair) for pair in signature]
    data = tf.data.Dataset.from_generator(
        read, output_signature=tree.pack_sequence_as(like, leaves)
    )
    data.batches = batches
    count = tf.data.experimental.assert_cardinality(len(batches))
    return untuned(data.apply(count).prefetch(tf.data.AUTOTUNE))


def too_few(size, count):
    """The error of data that do not fill a group."""
    return ValueError(
        f"A round takes {size} full batches (`critic_steps`); the data must "
        f"hold at least as many. Received: {count} batches"
    )


def length(batch):
    """The number of samples of a batch."""
    return int(tree.flatten(batch)[0].shape[0])
