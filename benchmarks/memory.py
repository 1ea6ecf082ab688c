"""What the benchmarks of memory share."""

import os
import subprocess
import sys


def rss():
    """Resident memory in MiB."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE") / 2**20


def run_in_one_arena(*arguments):
    """Runs a script with one arena of malloc: with many, what threads have
    freed and not given back hides what is kept."""
    subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, "MALLOC_ARENA_MAX": "1"},
        check=True,
    )
