"""What a homework's code imports, by the names of a rubric. Pure."""

from __future__ import annotations

import ast
import importlib.metadata
import sys
from collections.abc import Iterator, Sequence

from grader.authoring.takeover.names import plain_code
from grader.submission.syntax import parse

# Inert where they are imported: what is drawn or shown is not asked for.
STAND_INS = ("matplotlib", "mpl_toolkits", "pylab", "seaborn", "plotly", "IPython", "ipywidgets")
GRADERS = ("otter", "nose", "nbgrader")  # what a notebook had for the grader that it was made for
USUAL = {
    "sklearn": "scikit-learn",
    "PIL": "pillow",
    "cv2": "opencv-python",
    "skimage": "scikit-image",
}


def allowed_for(codes: Sequence[str], beside: Sequence[str]) -> list[str]:
    """List what an assignment has to allow besides the standard library, by distributions."""
    modules = dict.fromkeys(name for code in codes for name in imported(code))
    own = {*STAND_INS, *GRADERS, *sys.stdlib_module_names, *beside}
    return ["stdlib", *dict.fromkeys(distribution_of(n) for n in modules if n not in own)]


def imported(code: str) -> Iterator[str]:
    """Give the modules that some code imports, by the first word of their names."""
    tree = parse(plain_code(code))
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def distribution_of(module: str) -> str:
    """Name the distribution that a module is of: as it is installed here, or as is usual."""
    installed = importlib.metadata.packages_distributions().get(module, [])
    return installed[0] if installed else USUAL.get(module, module)


def is_installed(distribution: str) -> bool:
    """Tell whether a distribution can be had here."""
    try:
        importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return distribution == "stdlib"
    return True
