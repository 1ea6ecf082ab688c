import keras


class BestCheckpoint(keras.callbacks.ModelCheckpoint):
    """Saves the model where a metric is better than it was before.

    Keras's `ModelCheckpoint(save_best_only=True)` also saves, over the best
    model, in every epoch without the metric, such as `Evaluate(every=5)`
    leaves. This one lets such epochs pass.

    Args:
        filepath: str or path, of a `.keras` file.
        monitor: str, e.g. "val_fid5k_mnist".
        mode: "min" or "max", what is better.
        best: float, what must be surpassed, in a resumed run. Default: the
            first value is the best.
    """

    def __init__(self, filepath, monitor, mode="min", best=None):
        super().__init__(
            str(filepath),
            monitor=monitor,
            mode=mode,
            save_best_only=True,
            initial_value_threshold=best,
        )

    def on_epoch_end(self, epoch, logs=None):
        if self.monitor in (logs or {}):
            super().on_epoch_end(epoch, logs)
