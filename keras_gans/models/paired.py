"""What models have in common that learn from pairs."""

from keras_gans import arguments
from keras_gans.models.translating import TranslationModel
from keras_gans.terms import reconstruction


class PairedModel(TranslationModel):
    """A game and a distance: what is made of a source is to be near its target.

    ```
    g_loss = (what the discriminator says) + w l1      l1 = E|y - G(x)|
    ```

    Args:
        generator, discriminator: as of `TranslationModel`.
        l1_weight: float, w.
        **kwargs: of `TranslationModel`.
    """

    log_names = ("l1",)

    def __init__(self, generator, discriminator, l1_weight=100.0, **kwargs):
        super().__init__(generator, discriminator, **kwargs)
        self.l1_weight = arguments.check_number(l1_weight, "l1_weight")

    def check(self, data, first=True):
        super().check(data, first)
        self.check_pairs(data)

    def discriminator_loss(self, batch):
        real, fake, judge = self.sides(batch)
        logits = judge(real), judge(fake)
        return {"d_loss": self.adversarial_loss.discriminator(*logits)}

    def generator_loss(self, batch):
        real, fake, judge = self.sides(batch)
        l1 = reconstruction(real, fake)
        loss = self.adversarial_loss.generator(None, judge(fake))
        return {"g_loss": loss + self.l1_weight * l1, "l1": l1}
