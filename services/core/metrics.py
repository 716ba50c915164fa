"""Metrics of this process, for Prometheus: what was done, how long it took, what failed (docs/metrics.md).

Like the log it is one for the process: whoever works counts here, and `cli/run` or the console shows it. No label
holds anything of a client: labels are words of ours from short lists. What stands in the database (queues, states,
limits) is asked for when somebody looks, by `core/store/gauges`.
"""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from wsgiref.simple_server import WSGIServer

import prometheus_client

from services.core import errors

REGISTRY = prometheus_client.CollectorRegistry()
CONTENT_TYPE = prometheus_client.CONTENT_TYPE_LATEST
_SECONDS = (0.005, 0.02, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600)

JOBS = prometheus_client.Counter(
    "sales_agent_jobs", "Jobs that ended, by source and how.", ("source", "outcome"), registry=REGISTRY
)
CLAIMS = prometheus_client.Counter(
    "sales_agent_claims", "Jobs that were claimed, by source.", ("source",), registry=REGISTRY
)
STAGES = prometheus_client.Histogram(
    "sales_agent_stage_seconds",
    "How long a stage took: understand, decide, write, carry_out, file, hand_over.",
    ("stage",),
    buckets=_SECONDS,
    registry=REGISTRY,
)
BRAIN = prometheus_client.Histogram(
    "sales_agent_brain_seconds",
    "How long a call of the language model took, also one that failed.",
    ("brain", "call"),
    buckets=_SECONDS,
    registry=REGISTRY,
)
BRAIN_FAILURES = prometheus_client.Counter(
    "sales_agent_brain_failures", "Calls of the language model that failed.", ("brain", "call"), registry=REGISTRY
)
DELIVERIES = prometheus_client.Counter(
    "sales_agent_deliveries", "Attempts to send, by how they ended.", ("ending",), registry=REGISTRY
)
BOUNCES = prometheus_client.Counter(
    "sales_agent_bounces", "Dead addresses and complaints, by kind.", ("kind",), registry=REGISTRY
)


@contextlib.contextmanager
def timed(stage: str, seconds: Callable[[], float] = time.monotonic) -> Iterator[None]:
    """Observe how long a stage takes."""
    began = seconds()
    try:
        yield
    finally:
        STAGES.labels(stage).observe(seconds() - began)


def shown() -> bytes:
    """All metrics of this process, in Prometheus' text format."""
    return prometheus_client.generate_latest(REGISTRY)


@contextlib.contextmanager
def served(host: str, port: int) -> Iterator[None]:
    """Show them at `http://host:port/metrics` from a thread of its own; port 0: nowhere.

    Raises `errors.BadSetting` where the port cannot be opened.
    """
    if not port:
        yield
        return
    server, thread = _started(host, port)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _started(host: str, port: int) -> tuple[WSGIServer, threading.Thread]:
    try:
        return prometheus_client.start_http_server(port, addr=host, registry=REGISTRY)
    except OSError as error:
        raise errors.BadSetting(
            f"METRICS_HOST, METRICS_PORT: cannot listen on {host} port {port}: {error.strerror}",
            field="METRICS_PORT",
            hint="choose a port that is free; each process needs its own",
        ) from None
