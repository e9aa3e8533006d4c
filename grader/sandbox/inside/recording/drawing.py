"""Note what a script draws: what `matplotlib` is where a probe asks for figures.

Runs behind the wall, and beside the reference. Nothing is drawn, what is not known here is as inert
as ever, and no call of it raises.
"""

from __future__ import annotations

from grader.sandbox.inside.imports import INERT, Inert, StandIn
from grader.sandbox.inside.recording.panel import (
    LIMITS,
    MOST_NUMBERS,
    TEXTS,
    Panel,
    Room,
    plain_of,
    text_of,
)

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    Does = Callable[..., Any]

MOST_PANELS = 100
MODULES = ("matplotlib", "pylab")
ONLY = (1, 1, 1)
UNFIT = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)


class Figure:
    """Some panels, by where they stand in it, and the one that is drawn in."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.room = Room(whole=canvas.room)
        self.title: str | None = None
        self.panels: dict[Any, Panel] = {}
        self.open: Panel | None = None

    def plain(self) -> dict[str, Any]:
        return {"title": self.title, "axes": [panel.plain() for panel in self.panels.values()]}

    @property
    def is_empty(self) -> bool:
        return all(panel.is_empty for panel in self.panels.values())

    def panel(self) -> Panel:
        """Give the panel that is drawn in."""
        return self.open or self.panel_at(ONLY)

    def panel_at(self, place: Any) -> Panel:
        """Give the panel at a place, a new one where there is none."""
        if place not in self.panels:
            self.panels[place] = self.canvas.new_panel(self.room)
        self.open = self.panels[place]
        return self.open

    def at(self, place: Any) -> Axes:
        return Axes(self, self.panel_at(place))

    def get_axes(self) -> list[Axes]:
        return [Axes(self, panel) for panel in self.panels.values()]

    def gca(self, *_: Any, **__: Any) -> Axes:
        return Axes(self, self.panel())

    def clf(self, *_: Any) -> None:
        self.panels, self.open = {}, None

    clear = clf

    def suptitle(self, text: Any, *_: Any, **__: Any) -> None:
        self.title = text_of(text)

    def add_axes(self, *_: Any, **__: Any) -> Axes:
        return self.at(len(self.panels))

    def add_subplot(self, *args: Any, **_: Any) -> Axes:
        """Give the panel that "1, 2, 1" or 121 names."""
        place = plain_of(list(args)) or [111]
        if len(place) == 1:  # a number of three digits; what is none of these names one, too
            place = [int(digit) for digit in str(place[0])] if place[0] else [len(self.panels)]
        return self.at(str(place))

    subplot = add_subplot

    def subplots(
        self, nrows: Any = 1, ncols: Any = 1, *_: Any, squeeze: Any = True, **__: Any
    ) -> Any:
        """Give a grid of panels, as small as it can be."""
        if nrows * ncols > MOST_PANELS:
            return Inert()
        places = range(1, nrows * ncols + 1)
        panels = [self.at(ONLY if len(places) == 1 else str([nrows, ncols, n])) for n in places]
        if squeeze and 1 in (nrows, ncols):
            return AxesGrid(panels) if len(panels) > 1 else panels[0]
        return AxesGrid([AxesGrid(panels[i : i + ncols]) for i in range(0, len(panels), ncols)])


class Canvas:
    """All figures of a script, and the one that is drawn in."""

    def __init__(self) -> None:
        self.room, self.count = Room(10 * MOST_NUMBERS), 0
        self.figures: list[Figure] = []
        self.numbered: dict[str, Figure] = {}
        self.open: Figure | None = None

    def plain(self) -> list[dict[str, Any]]:
        """Give what was drawn: a figure with nothing in it is none."""
        return [figure.plain() for figure in self.figures if not figure.is_empty]

    def module(self, name: str) -> Any:
        """Give what stands in a module's place."""
        pyplot = Pyplot(self)
        return pyplot if name in ("matplotlib.pyplot", "pylab") else PlottingModule(pyplot)

    def new_panel(self, room: Room) -> Panel:
        # Of more than that nothing is noted.
        self.count += 1
        return Panel(room if self.count <= MOST_PANELS else Room(0))

    def begun(self) -> Figure:
        self.open = Figure(self)
        if len(self.figures) < MOST_PANELS:
            self.figures.append(self.open)
        return self.open

    def current(self) -> Figure:
        return self.open or self.begun()

    def end(self, *_: Any, **__: Any) -> None:
        """Have what is drawn next begin a figure: one was shown or closed, or a cell is over."""
        self.open = None
        self.numbered.clear()

    def figure(self, num: Any = None, *_: Any, **__: Any) -> FigureHandle:
        """Begin a figure, or go on with the one of a number."""
        key = text_of(num)
        self.open = self.numbered.get(key or "") or self.begun()
        if key:
            self.numbered[key] = self.open
        return FigureHandle(self.open)

    def gcf(self) -> FigureHandle:
        return FigureHandle(self.current())

    def sca(self, axes: Axes) -> None:
        self.open = axes.figure.of
        self.open.open = axes.panel

    def subplots(self, *args: Any, **options: Any) -> tuple[FigureHandle, Any]:
        figure = self.begun()
        return FigureHandle(figure), figure.subplots(*args, **options)


# What a script holds of it


class Verb(Inert):
    """A function of the module's: it notes what it can, gives something inert, never raises."""

    def __init__(self, does: Does) -> None:
        self.__dict__["does"] = does

    def __call__(self, *args: Any, **options: Any) -> Any:
        try:
            result = self.does(*args, **options)
        except UNFIT:  # what was given is not as it should be, so it is not noted
            result = None
        return Inert() if result is None else result


class Handle(Inert):
    """An object of the module's, some names of which do something."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        does = self.find(name)
        # Never itself: what is set on `ax.xaxis` is not set on `ax`.
        return Verb(does) if does else Inert()

    def find(self, name: str) -> Does | None:
        """Find what a name does."""
        return None


class Pyplot(Handle):
    """The module `matplotlib.pyplot`: it draws in the figure and the panel that are open."""

    __all__: list[str]

    def __init__(self, canvas: Canvas) -> None:
        self.__dict__["canvas"] = canvas

    def find(self, name: str) -> Does | None:
        if name in OF_DRAWING:
            return getattr(self.canvas, OF_DRAWING[name], None)
        if name in OF_FIGURE:
            return lambda *args, **options: getattr(self.canvas.current(), name)(*args, **options)
        if does := panel_verb(name):
            return lambda *args, **options: does(self.canvas.current().panel(), *args, **options)
        return None


class PlottingModule(StandIn):
    """The module `matplotlib`."""

    def __init__(self, pyplot: Pyplot) -> None:
        super().__init__("matplotlib")
        self.__dict__["pyplot"] = self.__dict__["pylab"] = pyplot


class FigureHandle(Handle):
    """A figure, as a script holds it."""

    def __init__(self, figure: Figure) -> None:
        self.__dict__["of"] = figure

    @property
    def axes(self) -> list[Axes]:
        figure: Figure = self.of
        return figure.get_axes()

    def find(self, name: str) -> Does | None:
        return getattr(self.of, name) if name in OF_FIGURE else None


class Axes(Handle):
    """A pair of axes, as a script holds it."""

    def __init__(self, figure: Figure, panel: Panel) -> None:
        self.__dict__.update(panel=panel, figure=FigureHandle(figure))

    def find(self, name: str) -> Does | None:
        if name in ("twinx", "twiny"):
            return lambda: self
        # `ax.set_title` is what `plt.title` is; `ax.title` is no function.
        does = None if name in (*TEXTS, *LIMITS) else panel_verb(name.removeprefix("set_"))
        return does and (lambda *args, **options: does(self.panel, *args, **options))


class AxesGrid(Inert):
    """The panels that `subplots` gives, as the array is that they would be in."""

    def __init__(self, parts: list[Any]) -> None:
        self.__dict__["parts"] = parts

    def __iter__(self) -> Iterator[Any]:
        return iter(self.parts)

    def __len__(self) -> int:
        return len(self.parts)

    def __getitem__(self, index: Any) -> Any:
        try:
            first, *rest = index if type(index) is tuple else (index,)
            part = self.parts[first]
            if type(part) is list:
                return AxesGrid([each[rest[0]] for each in part] if rest else part)
            return part[rest[0]] if rest else part
        except (IndexError, TypeError):
            return Inert()

    @property
    def flat(self) -> AxesGrid:
        rows = (each if type(each) is AxesGrid else [each] for each in self.parts)
        return AxesGrid([panel for row in rows for panel in row])

    def ravel(self, *_: Any) -> AxesGrid:
        return self.flat

    flatten = ravel

    @property
    def shape(self) -> tuple[int, ...]:
        first = self.parts[0]
        return (len(self), len(first)) if type(first) is AxesGrid else (len(self),)

    @property
    def size(self) -> int:
        return len(self.flat)


OF_DRAWING = {name: name for name in ("figure", "gcf", "sca", "subplots")}
OF_DRAWING |= {"show": "end", "close": "end"}
OF_FIGURE = frozenset(
    [
        "get_axes",
        "gca",
        "clf",
        "clear",
        "suptitle",
        "add_axes",
        "add_subplot",
        "subplot",
        "subplots",
    ]
)
PLOTS = ("plot", "scatter", "axline", "axhline", "axvline", "hlines", "vlines", "bar", "imshow")
OF_PANEL = {name: name for name in (*PLOTS, "legend", "axis", "set")}
OF_PANEL |= dict.fromkeys(["step", "semilogx", "semilogy", "loglog"], "plot")
OF_PANEL |= {"matshow": "imshow"}
INERT_NAMES = ("colorbar", "grid", "hist", "savefig", "text", "tight_layout", "xticks", "yticks")
# What `from matplotlib.pyplot import *` brings.
Pyplot.__all__ = [*OF_DRAWING, *OF_FIGURE, *OF_PANEL, *TEXTS, *LIMITS, *INERT_NAMES]
INERT.extend([Verb, Pyplot, PlottingModule, FigureHandle, Axes, AxesGrid])


def panel_verb(name: str) -> Does | None:
    """Find what a function of the module's notes in a panel, which it takes first."""
    if name in TEXTS:
        return lambda panel, text, *_, **__: panel.set_text(name, text)
    if (which := name.removeprefix("get_")) in LIMITS:
        return lambda panel, *args, **options: panel.limits(which, *args, **options)
    return getattr(Panel, OF_PANEL[name]) if name in OF_PANEL else None
