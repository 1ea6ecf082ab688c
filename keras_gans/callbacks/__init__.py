"""Callbacks that know they watch a GAN; all of Keras's work beside them."""

from keras_gans.callbacks.backup import Backup
from keras_gans.callbacks.best_checkpoint import BestCheckpoint
from keras_gans.callbacks.collapse_watch import CollapseWatch
from keras_gans.callbacks.condition_sheet import ConditionSheet
from keras_gans.callbacks.evaluate import Evaluate
from keras_gans.callbacks.loss_log import LossLog
from keras_gans.callbacks.loss_log import read_log
from keras_gans.callbacks.overfitting_watch import OverfittingWatch
from keras_gans.callbacks.sample_grid import SampleGrid
from keras_gans.callbacks.standard import standard
from keras_gans.callbacks.stop_after import StopAfter
from keras_gans.callbacks.stop_on_nan import StopOnNaN
from keras_gans.callbacks.translation_grid import TranslationGrid

__all__ = [
    "Backup",
    "BestCheckpoint",
    "CollapseWatch",
    "ConditionSheet",
    "Evaluate",
    "LossLog",
    "OverfittingWatch",
    "SampleGrid",
    "StopAfter",
    "StopOnNaN",
    "TranslationGrid",
    "read_log",
    "standard",
]
