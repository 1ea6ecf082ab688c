"""Callbacks that know they watch a GAN; all of Keras's work beside them."""

from keras_gans.callbacks.backup import Backup as Backup
from keras_gans.callbacks.best_checkpoint import (
    BestCheckpoint as BestCheckpoint,
)
from keras_gans.callbacks.collapse_watch import CollapseWatch as CollapseWatch
from keras_gans.callbacks.condition_sheet import (
    ConditionSheet as ConditionSheet,
)
from keras_gans.callbacks.evaluate import Evaluate as Evaluate
from keras_gans.callbacks.loss_log import LossLog as LossLog
from keras_gans.callbacks.loss_log import read_log as read_log
from keras_gans.callbacks.sample_grid import SampleGrid as SampleGrid
from keras_gans.callbacks.standard import standard as standard
from keras_gans.callbacks.stop_on_nan import StopOnNaN as StopOnNaN
