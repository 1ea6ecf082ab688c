import keras
from keras import ops

from keras_gans.core import backend


@keras.saving.register_keras_serializable("keras_gans")
class Noise(keras.layers.Layer):
    """Adds one map of noise to all channels, of a learnt strength.

    ```
    y = x + strength noise        noise ~ N(0, 1), (B, H, W, 1)
    ```

    The strength is 0 at first. In training each sample has noise of its own;
    in inference all have one map, drawn as the layer is built and saved with
    it, so that one latent makes one picture.

    Args:
        seed: int. Default: random.
        **kwargs: of `keras.layers.Layer`.

    Input shape: (B, H, W, C). Output shape: the same.

    Reference: Karras et al., 2019, section 3.2,
        https://arxiv.org/abs/1812.04948; one strength a layer as in 2020,
        https://arxiv.org/abs/1912.04958
    """

    def __init__(self, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.seed = seed
        self.seed_generator = backend.SeedGenerator(seed)
        self.input_spec = keras.layers.InputSpec(ndim=4)

    def build(self, input_shape):
        self.strength = self.add_weight(
            shape=(), initializer="zeros", name="strength"
        )
        self.map = self.add_weight(
            shape=(*input_shape[1:3], 1),
            initializer=keras.initializers.RandomNormal(stddev=1.0),
            trainable=False,
            name="map",
        )

    def call(self, x, training=False):
        noise = self.map
        if training:
            shape = (ops.shape(x)[0], *x.shape[1:3], 1)
            noise = keras.random.normal(shape, seed=self.seed_generator)
        noise = ops.cast(noise, x.dtype) * ops.cast(self.strength, x.dtype)
        return x + noise

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "seed": self.seed}
