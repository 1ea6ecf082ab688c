"""Further import paths: of earlier versions, and `networks.<variant>`."""

import importlib
import sys

_NETWORKS = {
    "began": "began.began_networks",
    "cgan": "conditional_gan.conditional_gan_networks",
    "conditional_dcgan": "conditional_gan.conditional_dcgan_networks",
    "cut": "cut.cut_networks",
    "cycle_gan": "cycle_gan.cycle_gan_networks",
    "dcgan": "dcgan.dcgan_networks",
    "ebgan": "ebgan.ebgan_networks",
    "gan3d": "gan3d.gan3d_networks",
    "gawwn": "gawwn.gawwn_networks",
    "improved": "improved_gan.improved_gan_networks",
    "infogan": "infogan.infogan_networks",
    "maxout": "gan.gan_networks",
    "mocogan": "mocogan.mocogan_networks",
    "pix2pix": "pix2pix.pix2pix_networks",
    "progan": "progan.progan_networks",
    "r3gan": "r3gan.r3gan_networks",
    "resnet": "wgan_gp.wgan_gp_networks",
    "segan": "segan.segan_networks",
    "sngan": "sngan.sngan_networks",
    "text_to_image_gan": "text_to_image_gan.text_to_image_gan_networks",
    "stackgan": "stackgan.stackgan_networks",
    "stackgan_plus_plus": "stackgan_plus_plus.stackgan_plus_plus_networks",
    "stylegan2": "stylegan2.stylegan2_networks",
}

# What variants of the first version said, and how they say it now.
_SAID = {
    "default_loss": "paper = keras_gans.Paper(loss=...)",
    "divide": "`element_spec`, the parts of an element by name",
    "takes_labels": "`given`, the parts that `generate` is told",
    "labels_for": "`conditions`",
    "update_both": "`update_each`",
}


def check(variant):
    """Refuses a class that says what nobody reads any more.

    Raises:
        TypeError: it does.
    """
    for name, now in _SAID.items():
        if name in vars(variant):
            raise TypeError(
                f"What was `{name}` is now {now}. Received: "
                f"{variant.__name__} with `{name}`"
            )


def alias():
    """Lets the old names mean the modules that have taken their place."""
    from keras_gans import networks

    for old, new in _NETWORKS.items():
        module = importlib.import_module(f"keras_gans.models.{new}")
        sys.modules[f"keras_gans.networks.{old}"] = module
        setattr(networks, old, module)
    sys.modules["keras_gans.plots"] = sys.modules["keras_gans.pictures.plots"]
