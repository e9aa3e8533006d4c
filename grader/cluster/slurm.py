"""Workers that are jobs of SLURM's, as a profile in YAML describes them; the scheduler is here."""

from __future__ import annotations

import contextlib
import inspect
import os
import shutil
import sys
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dask.config
import yaml
from dask_jobqueue.core import Job, JobQueueCluster
from dask_jobqueue.slurm import SLURMCluster, SLURMJob
from distributed import Security, Status

from grader.cluster.tls import ask_for, checked_security, missing
from grader.core.errors import ExecutorError, UsageError
from grader.core.text import did_you_mean

ROLES = ("client", "scheduler", "worker")
# Nobody looks at pages about the scheduler, so nobody else may.
ADDRESS = "127.0.0.1:0"
CLOSED = {"dashboard": False, "dashboard_address": ADDRESS}
CLOSED_WORKER = ["--no-dashboard", "--dashboard-address", ADDRESS]
PROLOGUE = "job_script_prologue"
# A job begins where its batch was typed, and hand-ins may lie there: no module is taken from it.
SAFE = ["export PYTHONSAFEPATH=1"] if sys.version_info >= (3, 11) else ["cd /"]
NUMBERS = ("jobs", "minimum", "maximum")
# What the engine decides itself, and names that Dask takes no more.
OURS = {"self", "asynchronous", "kwargs", "base_class_kwargs", "job_kwargs", "job_cls", "loop"}
OURS |= {"n_workers", "name", "protocol", "scheduler", "scheduler_cls", "security", "silence_logs"}
OURS |= {"env_extra", "extra", "header_skip", "job_extra", "project", "dashboard_address", "host"}


@dataclass(frozen=True)
class Profile:
    """How many jobs there should be, and what each is."""

    path: Path
    options: Mapping[str, Any]
    minimum: int
    maximum: int


def read_profile(path: Path) -> Profile:
    """Read a profile's file. Raises UsageError that names file, key and what to do."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError(f"--engine slurm:{path}: can't be read: {error}") from None
    if not isinstance(raw, dict):
        raise UsageError(f"{path}: keys and values are expected, such as `jobs: 4`")
    for key in raw:
        refuse_unknown(path, str(key))
    for key in ("cores", "memory"):
        if key not in raw:
            raise UsageError(f"{path}: {key} is missing: what one job has of it")
    options = {key: value for key, value in raw.items() if key not in NUMBERS}
    return Profile(path, options, *count_jobs(path, raw))


def count_jobs(path: Path, raw: Mapping[str, Any]) -> tuple[int, int]:
    """Read the fewest and the most jobs. Raises UsageError."""
    given = {key: raw[key] for key in NUMBERS if key in raw}
    for key, value in given.items():
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise UsageError(f"{path}: {key} must be a whole number of at least 1, not {value!r}")
    if set(given) == {"jobs"}:
        return given["jobs"], given["jobs"]
    if set(given) == {"minimum", "maximum"} and given["minimum"] <= given["maximum"]:
        return given["minimum"], given["maximum"]
    raise UsageError(
        f"{path}: say how many jobs: either `jobs: N`, or `minimum: N` and a `maximum` above it"
    )


def refuse_unknown(path: Path, key: str) -> None:
    """Raise UsageError for what SLURMCluster doesn't take."""
    # Asked of the classes, so that the keys of a newer Dask are known as well.
    takers = (JobQueueCluster.__init__, Job.__init__, SLURMJob.__init__)
    known = {name for taker in takers for name in inspect.signature(taker).parameters}
    known = (known | set(NUMBERS)) - OURS
    if key not in known:
        hint = did_you_mean(key, known) or f"; there are: {', '.join(sorted(known))}"
        raise UsageError(f"{path}: unknown key {key!r}{hint}")


def open_jobs(path: Path, *, insecure: bool) -> contextlib.closing[Any]:
    """Start a scheduler here, and jobs to work for it; all end with us. Raises GraderError."""
    profile = read_profile(path)
    if shutil.which("sbatch") is None:
        raise UsageError(f"--engine slurm:{path}: there is no sbatch here; go to a login node")
    return contextlib.closing(start(profile, security_of_jobs(insecure=insecure)))


def security_of_jobs(*, insecure: bool) -> Security:
    """Take Dask's own settings, else certificates for this time only. Raises UsageError."""
    if insecure:
        return Security(require_encryption=False)  # type: ignore[no-untyped-call]
    lacking = missing(*ROLES)
    if not lacking:
        return checked_security(*ROLES)
    try:
        return Security.temporary()  # type: ignore[no-untyped-call, no-any-return]
    except ImportError:
        raise UsageError(
            f"workers are talked to by TLS only: pip install cryptography, or {ask_for(lacking)}"
        ) from None


def start(profile: Profile, security: Security) -> Any:
    """Start a scheduler and have SLURM take its jobs. Raises ExecutorError where it takes none."""
    cluster = make_cluster(profile, security)
    try:
        cluster.sync(ask_for_jobs, cluster, profile.minimum)
        if profile.maximum > profile.minimum:
            cluster.adapt(minimum_jobs=profile.minimum, maximum_jobs=profile.maximum)
    except (OSError, RuntimeError) as error:
        # Dask closes none that is still to be made.
        for job in cluster.workers.values():
            job.status = Status.failed
        cluster.close()
        reason = str(error).strip().splitlines()[-1]
        raise ExecutorError(f"SLURM takes no job of {profile.path}: {reason}") from None
    return cluster


def make_cluster(profile: Profile, security: Security) -> Any:
    """Start a scheduler that has no jobs yet. Raises UsageError for what it does not take."""
    options = dict(profile.options)
    options["scheduler_options"] = {**CLOSED, **options.get("scheduler_options", {})}
    options["worker_extra_args"] = [*CLOSED_WORKER, *options.get("worker_extra_args", [])]
    lines = options.get(PROLOGUE) or dask.config.get("jobqueue.slurm.job-script-prologue", None)
    options[PROLOGUE] = [*(lines or []), *SAFE]
    for key in {"python", "local_directory"} & {*options}:
        # A bare `python` is one that the node has.
        if key != "python" or os.sep in options[key]:
            options[key] = os.path.abspath(options[key])
    # Certificates for this time only go through a folder that the nodes see, too.
    options.setdefault("shared_temp_directory", str(profile.path.parent.resolve()))
    how = security if security.require_encryption else None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", FutureWarning)  # an old name of an option
            return SLURMCluster(**options, security=how)
    except (ValueError, TypeError, FutureWarning) as error:
        raise UsageError(f"{profile.path}: {error}") from None


async def ask_for_jobs(cluster: Any, jobs: int) -> None:
    """Return when SLURM has all jobs. Raises RuntimeError when it refuses one."""
    # In one step: what asks for them first is told what becomes of them.
    cluster.scale(jobs=jobs)
    await cluster
