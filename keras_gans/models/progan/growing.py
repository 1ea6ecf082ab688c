"""A network of several levels, each for pictures twice as large."""

import functools

import keras


class Growing(keras.Model):
    """Base class of networks that grow: one for pictures of the whole size.

    As any functional model it is called on, or gives, whole pictures. Of
    levels that are not in yet it then shows nothing: a generator's picture is
    that of the last level which is, enlarged. `at` is the same network without
    these levels, at that level's size and cost.

    A subclass builds itself from its arguments as a functional model, whose
    `input_spec` is None, for each level has a shape of its own; and it gives
    `from_level`.

    Attributes:
        levels: int, how many there are; level i is of sides 4 * 2**i.
        fade: `layers.FadeIn`, whose weight says how many are in.
    """

    def at(self, level, fading=False):
        """The network of a level, a function of its inputs and `training`.

        Args:
            level: int, 0 ... levels - 1.
            fading: bool, whether the level is fading in; else it is all in.
        """
        return functools.partial(self, level=level, fading=fading)

    def call(self, inputs, training=None, mask=None, level=None, fading=False):
        if level is None:
            return super().call(inputs, training=training, mask=mask)
        return self.from_level(inputs, level, fading and level > 0)

    @classmethod
    def from_config(cls, config):
        return cls(**config)

    def from_level(self, inputs, level, fading):
        """What the network without the levels above gives."""
        raise NotImplementedError

    def work(self, level):
        """How much there is to reckon for a picture of that level, in units
        of the network's own: a number. Default: in proportion to its area."""
        return 4.0**level

    def grow(self, grown):
        """Says how many levels are in, a scalar, 2.3 for two and a third."""
        self.fade.grown.assign(grown)
