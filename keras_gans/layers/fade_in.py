import keras
from keras import ops


@keras.saving.register_keras_serializable("keras_gans")
class FadeIn(keras.layers.Layer):
    """What a growing network shows of a level: the new more and more.

    ```
    y = old + share (new - old)      share = grown - (level - 1), from 0 to 1
    ```

    One layer serves all levels of a network; its weight `grown` says how many
    of them are in: at 2.3 those up to the second, and a third of the third.

    Args:
        grown: float, the value of the weight at first.
        **kwargs: of `keras.layers.Layer`.

    Call arguments:
        inputs: [new, old], tensors of one shape (B, ...).
        level: int from 1, that of `new`.

    Reference: Karras et al., 2018, figure 2,
        https://arxiv.org/abs/1710.10196
    """

    def __init__(self, grown=0.0, **kwargs):
        super().__init__(**kwargs)
        self._grown = float(grown)

    def build(self, input_shape):
        self.grown = self.add_weight(
            shape=(),
            initializer=keras.initializers.Constant(self._grown),
            trainable=False,
            autocast=False,  # 2.3 is 2.297 in bfloat16.
            aggregation="only_first_replica",
            name="grown",
        )

    def share(self, level):
        """How much of that level is in, a scalar from 0 to 1."""
        grown = ops.cast(self.grown, "float32")
        return ops.clip(grown - (level - 1), 0.0, 1.0)

    def call(self, inputs, level):
        new, old = inputs
        return old + ops.cast(self.share(level), new.dtype) * (new - old)

    def get_config(self):
        return {**super().get_config(), "grown": self._grown}
