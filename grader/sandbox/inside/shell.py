"""What `get_ipython()` gives: a notebook's cell magics do here what they do in IPython.

Runs behind the wall. A cell may write a module that later ones import; such a module is the
script's own, and keeps to its rule for imports. All else of IPython is inert.
"""

from __future__ import annotations

import functools
import importlib
import os
import sys
from importlib.machinery import FileFinder, SourceFileLoader

from grader.sandbox.inside.imports import Inert

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import CodeType
    from typing import Any

WRITES = ("writefile", "file")
MEASURES = ("capture", "prun", "time", "timeit")


class Shell(Inert):
    """IPython's own object, as far as a program depends on it."""

    def __init__(self, namespace: dict[str, Any], written: set[str]) -> None:
        files = WrittenFiles(written)
        self.__dict__.update(user_ns=namespace, files=files, home=os.path.realpath(os.getcwd()))

    def run_cell_magic(self, name: str, line: str, cell: str) -> Any:
        """Write a cell to a file, or run what is measured in it."""
        caller = sys._getframe(1)
        if name in WRITES:
            self.files.write(line, cell, (caller.f_code.co_filename, caller.f_lineno))
        elif name in MEASURES:
            exec(compile(cell, caller.f_code.co_filename, "exec", dont_inherit=True), self.user_ns)
        return None

    def run_line_magic(self, name: str, line: str, *args: Any) -> Any:
        """Run a file that a cell has written, enter a folder, or run what is measured."""
        if name == "run":
            # A file of the student's own that was not handed in is missing where it is needed.
            path = unquoted(line)
            for name in (path, f"{path}.py"):
                if name.endswith(".py") and os.path.isfile(name):
                    return self.run_file(name)
        elif name == "cd":
            folder = os.path.realpath(unquoted(line))
            # There is no more than the folder of the submission, and a way out of it leads nowhere.
            if os.path.isdir(folder) and f"{folder}{os.sep}".startswith(f"{self.home}{os.sep}"):
                os.chdir(folder)
        elif name in MEASURES:
            kind = "eval" if is_expression(line) else "exec"
            return eval(compile(line, "<magic>", kind, dont_inherit=True), self.user_ns)
        return None

    def run_file(self, path: str) -> None:
        """Run a file in the script's names; what it raises is shown, and the cell goes on."""
        try:
            exec(self.files.compiled(path), self.user_ns)
        except (Exception, SystemExit):
            sys.excepthook(*sys.exc_info())


class WrittenFiles:
    """The files that cells have written, and the modules that can be imported from them."""

    def __init__(self, modules: set[str]) -> None:
        self.modules = modules
        self.places: dict[str, tuple[str, int, str]] = {}  # which cell and line a text is from

    def write(self, line: str, text: str, place: tuple[str, int]) -> None:
        """Write a cell as IPython does; its options and the file's name stand in the line."""
        words = line.split()
        appends = words[:1] in (["-a"], ["--append"])
        name = os.path.expanduser(unquoted(" ".join(words[appends:])))
        text += "" if text.endswith("\n") else "\n"
        # What would make its folder (`!mkdir src`) is left out.
        if folder := os.path.dirname(os.path.relpath(name)):
            os.makedirs(folder, exist_ok=True)
        with open(name, "a" if appends else "w", encoding="utf-8") as file:
            file.write(text)
        self.places[os.path.abspath(name)] = (*place, text)
        root, _, inner = os.path.relpath(name).replace(os.sep, "/").partition("/")
        if name.endswith(".py") and root != "..":
            importlib.invalidate_caches()
            self.add(root if inner else root.removesuffix(".py"))
            # By its own name, where its folder is added to `sys.path`; Python's own come first.
            own = os.path.basename(inner).removesuffix(".py")
            if own and own not in sys.stdlib_module_names:
                self.add(own)

    def add(self, root: str) -> None:
        if not self.modules:
            sys.meta_path.insert(0, self)
        self.modules.add(root)

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: Any = None) -> Any:
        """Find what is written, as Python does where the working directory comes first."""
        if name.partition(".")[0] not in self.modules:
            return None
        loader: Any = functools.partial(WrittenLoader, self)
        for folder in self.folders() if path is None else path:
            if spec := FileFinder(folder, (loader, [".py"])).find_spec(name):
                return spec
        # Else it would be another of the name, which the script may not use.
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    def folders(self) -> list[str]:
        """Give the folders that the script's modules are looked for in."""
        home = os.getcwd()
        own = (os.path.realpath(folder) for folder in sys.path if type(folder) is str)
        return [home, *(folder for folder in own if folder.startswith(f"{home}{os.sep}"))]

    def compiled(self, name: str) -> CodeType:
        """Compile a file; under the name of the cell, at its lines, that it was written in."""
        path = os.path.abspath(name)
        with open(path, encoding="utf-8-sig") as file:
            text = file.read()
        filename, line, written = self.places.get(path, (path, 0, text))
        if written != text:
            filename, line = path, 0
        return compile("\n" * line + text, filename, "exec", dont_inherit=True)


class WrittenLoader(SourceFileLoader):
    """Loads a module that a cell has written."""

    def __init__(self, files: WrittenFiles, name: str, path: str) -> None:
        super().__init__(name, path)
        self.files = files

    def get_code(self, fullname: str) -> CodeType:
        return self.files.compiled(self.path)


def unquoted(name: str) -> str:
    """Give a file's name without quotes around it, and without options before it."""
    name = name.strip()
    if name[:3] in ("-i ", "-n "):
        return unquoted(name[3:])
    return name[1:-1] if len(name) > 1 and name[0] == name[-1] and name[0] in "'\"" else name


def is_expression(line: str) -> bool:
    """Tell whether a line has a value."""
    try:
        compile(line, "", "eval", dont_inherit=True)
    except SyntaxError:
        return False
    return True
