"""Which extra of the grader brings a module that is not there, so that it can be named."""

from __future__ import annotations

EXTRAS = {
    "reference": ("numpy", "torch"),
    "staff": ("alembic", "isal", "markdown_it", "rich", "sqlalchemy", "tomli", "tzdata"),
    "serve": ("anyio", "argon2", "starlette", "uvicorn"),
    "postgresql": ("psycopg",),
    "cluster": ("cryptography", "dask", "dask_jobqueue", "distributed"),
}


def lacking(error: ImportError) -> str | None:
    """Say which extra to install for what could not be imported; None for what none brings."""
    module = (error.name or "").partition(".")[0]
    extra = next((extra for extra, modules in EXTRAS.items() if module in modules), None)
    install = f"pip install 'golden-grader[{extra}]'"
    return extra and f"this command needs {module}; install it: {install}"
