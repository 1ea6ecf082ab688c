"""The contract as one call, or as a list of checks for a test runner."""

from keras_gans.testing import contract
from keras_gans.testing.subject import Subject


class Check:
    """One check of one variant: call it.

    The checks of a variant share a model, which is traced once and put back
    before each, so they may run in any order, or alone.

    Args:
        function: one of `contract`.
        subject: `Subject`, what is checked.

    Attributes:
        slow: bool, whether it builds and traces a model of its own.
    """

    def __init__(self, function, subject):
        self.function = function
        self.subject = subject
        self.slow = function in contract.SLOW
        self.__name__ = f"{subject.name}-{function.__name__}"

    def __call__(self):
        """Runs it.

        Raises:
            AssertionError: the variant breaks the promise.
        """
        try:
            self.subject.put_back()
            self.function(self.subject)
        except Exception as error:
            promise = self.function.__doc__.partition("\n\n")[0]
            raise AssertionError(
                f"{self.subject.name} breaks the promise "
                f"{self.function.__name__}: {' '.join(promise.split())} "
                f"Received: {type(error).__name__}: {error}"
            ) from error

    def __repr__(self):
        return self.__name__


def checks(variant, **settings):
    """All checks of a variant, a list.

    For pytest, one test each:

    ```python
    @pytest.mark.parametrize("check", keras_gans.testing.checks(MyGAN))
    def test_my_gan(check):
        check()
    ```

    Args:
        variant, **settings: as of `check_variant`.
    """
    subject = Subject(variant, **settings)
    return [Check(function, subject) for function in contract.promises()]


def check_variant(variant, **settings):
    """Checks that a variant keeps the promises of this package.

    It trains, eagerly and compiled, saves, resumes bit for bit, generates,
    evaluates, exports (on TensorFlow) and refuses wrong data in words; see
    `keras_gans.testing.contract`. Half a minute for small networks.

    Args:
        variant: an `AdversarialModel` with `for_images`, of which a tiny one
            is made for pictures (16, 16, 1); or a function that makes a small
            model, not compiled, of new networks each time.
        **settings: for `for_images`, or for that function.

    Raises:
        AssertionError: it breaks one, which is named.

    Example:

    ```python
    keras_gans.testing.check_variant(keras_gans.DCGAN)
    keras_gans.testing.check_variant(
        lambda: CycleGAN(*translators(), *judges(), pool_size=8)
    )
    ```
    """
    for check in checks(variant, **settings):
        check()
