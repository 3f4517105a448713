"""Load from wrk, and what it cost the server: processor time of its process, rates, latency, and
how much of the machine others took meanwhile."""

import os
import pathlib
import re
import resource
import subprocess
import time

SCRIPT = pathlib.Path(__file__).with_name("load.lua")


def cpu_seconds(pid):
    """User and system time of a process, to the nanosecond: its own clock (clock_getcpuclockid(3),
    whose number the kernel makes of the process's)."""
    return time.clock_gettime(~pid << 3 | 2)


def kernel_share(pid):
    """Of all processor time so far, in ticks of 10 ms: user, system."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return int(fields[11]), int(fields[12])


def machine_seconds():
    """Processor seconds that the whole machine has spent, idle and waiting left out."""
    with open("/proc/stat") as file:
        user, nice, system, _, _, irq, softirq, steal = map(int, file.readline().split()[1:9])
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


def children_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class Load:
    """What one run showed."""

    def __init__(self, output, cpu, ticks, foreign):
        found = re.search(r"RESULT (\d+) (\d+) (\d+) (\d+) (\d+)", output)
        requests, micros, p50, p99, failed = map(int, found.groups())
        self.requests, self.failed = requests, failed
        self.rate = requests / micros * 1e6
        self.p50_ms, self.p99_ms = p50 / 1e3, p99 / 1e3
        self.cpu_us = cpu / max(requests, 1) * 1e6
        self.kernel = ticks[1] / max(sum(ticks), 1)
        self.foreign_cores = foreign


def write_requests(path, requests):
    with open(path, "wb") as file:
        for request in requests:
            file.write(request + b"\0")


def load(server, requests, connections, seconds, pace_ms=0):
    """One thread of wrk, which shares the cores with the server. `requests` is a file."""
    environment = dict(os.environ, PACE_MS=str(pace_ms))
    machine, children = machine_seconds(), children_seconds()
    cpu, ticks, begun = cpu_seconds(server.pid), kernel_share(server.pid), time.monotonic()
    done = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(SCRIPT),
         f"http://127.0.0.1:{server.port}/", "--", requests],
        capture_output=True, text=True, env=environment, check=True)
    used, after = cpu_seconds(server.pid) - cpu, kernel_share(server.pid)
    elapsed = time.monotonic() - begun
    others = machine_seconds() - machine - used - (children_seconds() - children)
    return Load(done.stdout, used, (after[0] - ticks[0], after[1] - ticks[1]),
                max(0, others / elapsed))
