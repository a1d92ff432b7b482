"""A Dask cluster that runs already, as an executor. The extra ``dask`` brings what it needs."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor

from rehab.errors import UsageError, WriteError, fail

WAIT = "15 s"
AGAIN = "run the same command again: it goes on where it stopped"


@contextlib.contextmanager
def cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """Give the executor of a cluster and the number of its threads; a worker that dies is replaced by another one.

    Raises UsageError where Dask is missing or the workers have another program, WriteError where nobody answers or the
    cluster is lost.
    """
    try:
        from distributed import Client, KilledWorker
    except ImportError:
        hint = "install it: pip install 'rehab-planner[dask]'"
        raise fail(UsageError, "no-dask", "--dask needs Dask, which is not installed", hint) from None
    try:
        client = Client(address, timeout=WAIT, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        hint = "give the address that the scheduler printed, such as tcp://host:8786"
        raise fail(WriteError, "no-cluster", f"no Dask cluster answers at '{address}'", hint) from error
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise fail(WriteError, "no-workers", f"the cluster at {address} has no worker", "start one: dask worker")
        try:
            yield client.get_executor(pure=False), threads
        except (KilledWorker, CancelledError, OSError) as error:
            raise fail(WriteError, "cluster-lost", f"the cluster at {address} was lost", AGAIN) from error
        except ModuleNotFoundError as error:
            hint = "install the same version everywhere, with the same protocols and templates"
            raise fail(UsageError, "other-data", f"a worker lacks a part of the program: {error.name}", hint) from None
