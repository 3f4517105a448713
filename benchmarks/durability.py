"""Whether an answer to a write leaves only after its commit has been synced, seen from outside: the
system calls of both servers, by strace. One connection must show a sync for each write; 64 show how
many writes share one.
"""

import argparse
import os
import re
import threading

from servers import CASES, Fixture, Limit, Ours, running, settle
from wire import Wire

WRITES = 50
CONNECTIONS = 64


def ask(server, fixture, count, offset):
    case = CASES[3]
    with Wire(server.port) as wire:
        for number in range(count):
            wire.ask(case.request(offset + number, fixture.ids, fixture.key), case.status)


def ask_at_once(server, fixture):
    threads = [threading.Thread(target=ask, args=(server, fixture, WRITES, 10**6 + n * WRITES))
               for n in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def calls(trace, begin):
    """The syncs and the answers since `begin` in their order: "s" and "a". A sync during which
    another thread was traced stands in two lines and counts where it ends; an answer counts where
    it begins."""
    order = ""
    with open(trace, errors="replace") as file:
        file.seek(begin)
        for line in file:
            if "fdatasync" in line and "unfinished" not in line:
                order += "s"
            elif "HTTP/1.1 201" in line:
                order += "a"
    return order


def measure(make, fixture):
    trace = os.path.join(fixture.folder, "trace-" + make.__name__)
    wrapper = ["strace", "-f", "-qq", "-s", "16", "-e", "trace=fdatasync,sendto,write",
               "-e", "signal=none", "-o", trace]
    with running(make, fixture, wrapper=wrapper) as server:
        ask(server, fixture, 1, 0)
        settle(1)
        begin = os.path.getsize(trace)
        ask(server, fixture, WRITES, 1)
        settle(0.1)
        alone = calls(trace, begin)
        settle(1)
        begin = os.path.getsize(trace)
        ask_at_once(server, fixture)
        settle(0.1)
        together = calls(trace, begin)
    return alone, together


def unsynced(order):
    """Answers on one connection that no sync of their own went before."""
    return len(re.findall(r"(?<!s)a", order))


def main():
    options = argparse.ArgumentParser(
        prog="script/bench durability", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    options.parse_args()
    bad = 0
    with Fixture(1_000) as fixture:
        for make in (Ours, Limit):
            alone, together = measure(make, fixture)
            bad += unsynced(alone) + abs(alone.count("a") - WRITES)
            print(f"{make.name:8}{WRITES} writes one by one: {alone.count('s')} syncs, "
                  f"{unsynced(alone)} answers without one before them; "
                  f"{WRITES * CONNECTIONS} writes on {CONNECTIONS} connections: "
                  f"{together.count('s')} syncs")
    if bad:
        raise SystemExit("an answer left before its commit was durable")


if __name__ == "__main__":
    main()
