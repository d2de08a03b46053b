"""The Papermill engine `sendneeds`: the cells of a notebook run in this very process, one after the other.

It is for a process of the notebook's own, forked where everything is imported already. What a cell displays is kept as
ipykernel and nbclient keep it, so that the executed notebook is the same as from a kernel. There are no widgets and no
input, and no cell can be interrupted alone: whoever started the process ends it.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any

from ipykernel.jsonutil import encode_images, json_clean
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.engines import Engine
from traitlets import Type
from traitlets.config import Config

ENGINE = "sendneeds"
# No history of commands on disk, where parallel runs would wait for each other, and no colours in tracebacks.
SHELL = Config({"HistoryManager": {"enabled": False}, "InteractiveShell": {"colors": "nocolor"}})

Outputs = list[NotebookNode]
Hear = Callable[[str], None]


class CellPublisher(DisplayPublisher):
    """Keeps what `display` shows."""

    def publish(  # type: ignore[override]
        self, data: dict[str, Any], metadata: dict[str, Any] | None = None, **options: object
    ) -> None:
        del options  # nothing is shown twice under one id here
        _keep(self.shell, "display_data", data, metadata or {})


class CellDisplayHook(DisplayHook):
    """Keeps the value of a cell's last expression."""

    def write_output_prompt(self) -> None:
        """Write nothing: the count of the cell stands in its output."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        _keep(self.shell, "execute_result", format_dict, md_dict or {}, execution_count=None)


class CellShell(InteractiveShell):
    """A shell whose cells' outputs are collected in `outputs`."""

    display_pub_class = Type(CellPublisher)
    displayhook_class = Type(CellDisplayHook)

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        self.outputs: Outputs = []
        super().__init__(**options)  # type: ignore[no-untyped-call]

    def enable_gui(self, gui: str | None = None) -> None:
        """Do nothing: there is no screen."""

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        self.outputs.append(_new("error", ename=etype.__name__, evalue=str(evalue), traceback=list(stb)))


class CellStream(io.TextIOBase):
    """Keeps what a cell prints as one output for as long as nothing else comes between."""

    def __init__(self, shell: CellShell, name: str) -> None:
        self._shell, self._name = shell, name

    def writable(self) -> bool:
        return True

    def write(self, text: str, /) -> int:
        outputs = self._shell.outputs
        last = outputs[-1] if outputs else None
        if last is not None and last.output_type == "stream" and last.name == self._name:
            last.text += text
        elif text:
            outputs.append(_new("stream", name=self._name, text=text))
        return len(text)


class InProcessEngine(Engine):  # type: ignore[misc] # papermill has no types
    """Papermill's engine of this name, registered as an entry point. `hear` is told the id of each cell as it begins.

    One run for a process: what a notebook leaves behind is not cleared away.
    """

    hear: Hear | None = None

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: object) -> None:  # noqa: ANN401
        """Run the code cells of the manager's notebook in place; the first that fails is the last that runs."""
        del kernel_name, options
        shell = CellShell.instance(config=SHELL)
        sys.path.insert(0, "")
        for number, cell in enumerate(nb_man.nb.cells):
            if cell.cell_type != "code" or not cell.source.strip():
                continue
            if cls.hear is not None:
                cls.hear(cell.id)
            nb_man.cell_start(cell, number)
            error = _run_cell(shell, cell)
            if error is not None:
                nb_man.cell_exception(cell, number, exception=error)
                return
            nb_man.cell_complete(cell, cell_index=number)


def _run_cell(shell: CellShell, cell: NotebookNode) -> BaseException | None:
    """Run one cell, keep its outputs in it, and return what it raised."""
    shell.outputs = []
    with _redirect(shell):
        result = shell.run_cell(cell.source, store_history=True)  # type: ignore[no-untyped-call]
    cell.execution_count = result.execution_count
    cell.outputs = shell.outputs
    for output in cell.outputs:
        if output.output_type == "execute_result":
            output.execution_count = result.execution_count
    error: BaseException | None = result.error_before_exec or result.error_in_exec
    return error


@contextmanager
def _redirect(shell: CellShell) -> Iterator[None]:
    with redirect_stdout(CellStream(shell, "stdout")), redirect_stderr(CellStream(shell, "stderr")):
        yield


def _keep(
    shell: Any,  # noqa: ANN401
    kind: str,
    data: Mapping[str, Any],
    metadata: Mapping[str, Any],
    **more: object,
) -> None:
    shell.outputs.append(_new(kind, data=_clean(data), metadata=_clean(metadata), **more))


def _clean(content: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """Return what passes through JSON, as a kernel's messages do."""
    return json_clean(encode_images(dict(content)))  # type: ignore[no-untyped-call]


def _new(kind: str, **content: object) -> NotebookNode:
    output: NotebookNode = new_output(kind, **content)  # type: ignore[no-untyped-call]
    return output
