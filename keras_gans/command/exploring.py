"""The page of `keras-gans explore`."""

import hashlib
import os
import pathlib
import tempfile

from keras_gans import pictures
from keras_gans.command import looking
from keras_gans.command import models
from keras_gans.command import sources
from keras_gans.latents import laws

_ADDRESS = "127.0.0.1"

# One event after another: the looker and its model are one page's.
_ALONE = {"concurrency_id": "looker", "concurrency_limit": 1}


def explore(model, data=None, port=7860, say=print):
    """Serves the page until it is stopped.

    Args:
        model: str, as of `models.load`.
        data: str, pictures among which the nearest to a sample are shown.
        port: int.
        say: function of a sentence.

    Raises:
        ImportError: gradio is not installed.
        ValueError: the model makes no pictures.
    """
    looker = open_looker(model, data)
    say(f"The page is at http://{_ADDRESS}:{port}; Ctrl-C ends it.")
    Page(looker, str(model)).launch(port)


def open_looker(model, data=None):
    """What the page shows, of the words of the command line."""
    gan = models.load(model)
    known = None
    if data is not None:
        side = gan.sample_spec.shape[0]
        known = sources.open_source(data, side, batch_size=8).known
    return looking.Looker(gan, known)


class Page:
    """The page of a model, on `gradio`.

    Args:
        looker: `looking.Looker`.
        title: str.
    """

    def __init__(self, looker, title):
        os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
        try:
            import gradio
        except ImportError as error:
            raise ImportError(
                "The page is drawn by gradio: pip install "
                f"'keras_gans[explore]'. Received: {error}"
            ) from error
        self.gradio, self.looker, self.title = gradio, looker, title
        self.folder = tempfile.TemporaryDirectory(prefix="keras_gans_page_")
        with gradio.Blocks(title=f"keras_gans: {title}") as self.blocks:
            gradio.Markdown(f"# {title}")
            with gradio.Row():
                self._left()
                self._right()
            self._connect()

    def close(self):
        """Ends it."""
        self.blocks.close(verbose=False)
        self.folder.cleanup()

    def _left(self):
        gr = self.gradio
        with gr.Column():
            self.picture = gr.Image(
                label="Sample",
                format="png",
                interactive=False,
                buttons=["download", "fullscreen"],
                elem_id="sample",
            )
            self.nearest = gr.Gallery(
                label="Nearest training pictures",
                columns=6,
                visible=self.looker.known is not None,
                elem_id="nearest",
            )
            with gr.Accordion("A walk between two seeds", open=False):
                with gr.Row():
                    self.first = gr.Number(0, label="From", precision=0)
                    self.last = gr.Number(1, label="To", precision=0)
                self.go = gr.Button("Walk", elem_id="walk")
                self.film = gr.Image(
                    label="Walk", interactive=False, elem_id="film"
                )
            with gr.Accordion("Your picture", open=False):
                self.brought = gr.Image(label="Picture", elem_id="brought")
                self.search = gr.Button("Find its latents", elem_id="search")
                self.said = gr.Markdown()
                self.mine = gr.Checkbox(
                    False, label="Begin with your picture", elem_id="mine"
                )

    def _right(self):
        gr, looker = self.gradio, self.looker
        with gr.Column():
            self.seed = gr.Slider(
                0, 9999, 0, step=1, label="Seed", elem_id="seed"
            )
            self.truncation = gr.Slider(
                0,
                1,
                1,
                step=0.05,
                label="Truncation: how far from the mean",
                visible=looker.truncates,
                elem_id="truncation",
            )
            self.label = gr.Slider(
                0,
                (looker.labels or 2) - 1,
                0,
                step=1,
                label="Class",
                visible=looker.labels is not None,
                elem_id="label",
            )
            self.sentence = gr.Textbox(
                label="Sentence", visible=looker.words, elem_id="sentence"
            )
            self.codes = [
                self._code(law, i) for i, law in enumerate(looker.codes)
            ]
            self.moves = [
                gr.Slider(
                    -4,
                    4,
                    0,
                    step=0.1,
                    label=f"Direction {i + 1}",
                    elem_id=f"direction_{i + 1}",
                )
                for i in range(len(looker.ways))
            ]
            self.reset = gr.Button("Directions to 0", elem_id="reset")

    def _code(self, law, i):
        whole = isinstance(law, laws.Categorical)
        low, high = (0, law.n - 1) if whole else (-2, 2)
        return self.gradio.Slider(
            low,
            high,
            0,
            step=1 if whole else 0.1,
            label=f"Code {i + 1}",
            elem_id=f"code_{i + 1}",
        )

    def _connect(self):
        told = [self.label, self.sentence]
        inputs = [self.seed, self.truncation, self.mine, *told]
        inputs += [*self.codes, *self.moves]
        outputs = [self.picture, self.nearest]
        self.blocks.load(self._drawn, inputs, outputs, **_ALONE)
        for control in inputs:
            control.change(
                self._drawn,
                inputs,
                outputs,
                show_progress="hidden",
                trigger_mode="always_last",
                **_ALONE,
            )
        self.go.click(
            self._walked, [self.first, self.last, *told], self.film, **_ALONE
        )
        self.search.click(
            self._brought,
            [self.brought, *told],
            [self.said, self.mine],
            **_ALONE,
        )
        self.reset.click(lambda: [0] * len(self.moves), None, self.moves)

    def _drawn(self, seed, truncation, mine, label, sentence, *others):
        codes = others[: len(self.codes)]
        moves = others[len(self.codes) :]
        told = self.looker.told(label, sentence)
        points = self.looker.points(
            seed, truncation, moves, codes, mine, **told
        )
        picture = self.looker.picture(points, **told)
        return self._file(picture), [
            self._file(near) for near in self.looker.nearest()
        ]

    def _file(self, picture):
        """A picture's file, written once.

        gradio writes an array anew each time it is shown; a browser that is
        reading the file of one shown before would get half of it.
        """
        name = hashlib.sha256(picture.tobytes()).hexdigest()
        path = pathlib.Path(self.folder.name) / name / "sample.png"
        if not path.exists():
            path.parent.mkdir()
            pictures.save(path, picture)
        return str(path)

    def _walked(self, first, last, label, sentence):
        told = self.looker.told(label, sentence)
        return self.looker.walk(first, last, **told)

    def _brought(self, picture, label, sentence):
        if picture is None:
            return "Bring a picture first.", False
        near = self.looker.bring(picture, **self.looker.told(label, sentence))
        return f"Found, {near:.1f} dB near.", True

    def launch(self, port, wait=True):
        """Serves it on this machine alone."""
        theme = self.gradio.themes.Base(
            font=["sans-serif"], font_mono=["monospace"]
        )
        self.blocks.launch(
            server_name=_ADDRESS,
            server_port=port,
            prevent_thread_lock=not wait,
            quiet=True,
            theme=theme,
            footer_links=[],
        )
