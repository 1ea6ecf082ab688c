"""Sentences as numbers: what a generator can be told in words."""

from keras_gans.text.encoder import Encoder
from keras_gans.text.joint_embedding import JointEmbedding
from keras_gans.text.sentences import Sentences
from keras_gans.text.sentences import sentences

__all__ = ["Encoder", "JointEmbedding", "Sentences", "sentences"]
