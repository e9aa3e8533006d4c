"""A batch's work done by Dask's workers, or SLURM's jobs."""
