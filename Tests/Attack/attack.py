"""Attacks a server of its own on the loopback interface, in one way after the other, each beside
two normal clients, and says what held: a table, a CSV, and an exit code other than 0 on a miss.

Attackers run at nice 10: they stand for machines elsewhere, which would take no processor time from
the server. What they still take is in the table, beside how late the machine woke the clients."""

import argparse
import os
import pathlib
import resource
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(ROOT / "Tests/System")]

import report  # noqa: E402
from crowds import connection_flood, hoarders, idle_connections, resets  # noqa: E402
from documents import hostile_json  # noqa: E402
from endless import endless  # noqa: E402
from gauge import Gauge  # noqa: E402
from growth import growth  # noqa: E402
from honest import PROCESSES, HonestClients  # noqa: E402
from mutations import mutated_requests  # noqa: E402
from outcome import Outcome  # noqa: E402
from pipelines import ask_each_once, pipeline_flood  # noqa: E402
from service import Service  # noqa: E402
from slow import KINDS, all_together, attack  # noqa: E402

ATTACKERS_NICE = 10
SETTLE_SECONDS = 10


def nobody(target):
    """No attack: what this machine gives the normal clients when they are alone."""
    time.sleep(target.scaled(10, 2))
    return Outcome(sent="nothing")


ATTACKS = {
    "nobody": nobody,
    **{name: attack(name) for name in KINDS},
    "slow-together": all_together,
    "idle-connections": idle_connections,
    "hoarders": hoarders,
    "connection-flood": connection_flood,
    "resets": resets,
    "endless": endless,
    "pipeline-flood": pipeline_flood,
    "mutated-requests": mutated_requests,
    "hostile-json": hostile_json,
    "growth": growth,
}


class Target:
    """What an attack knows of the server, and how much of it is wanted."""

    def __init__(self, service, seed, is_short):
        self.host, self.port = service.host, service.port
        self.pid = service.process.pid
        self.seed, self.is_short = seed, is_short
        self.keys = [service.make_key("administrator", f"client {n}") for n in range(5)]
        client = service.client()
        self.people = [self.make_person(client, number) for number in range(300)][:3]
        client.close()

    @staticmethod
    def make_person(client, number):
        answer = client.post("/v1/people", {
            "name": f"Person {number}", "email": f"p{number}@example.org",
            "time_zone": "Europe/London", "languages": ["en"], "interests": ["chess"],
            "bio": f"Likes to listen and has done so for {number % 40} years."})
        assert answer.status == 201, answer
        return answer.json["id"]

    def scaled(self, full, short):
        return short if self.is_short else full


# MARK: One attack

def run_aside(attack, target, pipe):
    """In a process of its own, nicer than all others, and with descriptors for a crowd."""
    os.nice(ATTACKERS_NICE)
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    try:
        outcome = attack(target)
    except Exception as error:  # The attack itself failed: that is a miss, and no reason to stop.
        outcome = Outcome()
        outcome.fault(f"the attack broke off: {type(error).__name__} {error}")
    used = resource.getrusage(resource.RUSAGE_SELF)
    outcome.cpu = used.ru_utime + used.ru_stime
    pipe.send(outcome)


def outcome_of(attack, target):
    here, there = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=run_aside, args=(attack, target, there))
    process.start()
    there.close()
    outcome = here.recv()
    process.join()
    return outcome


def measure(name, target):
    gauge = Gauge(target.pid)
    gauge.forget_peak()
    before, descriptors = gauge.memory()[0], gauge.descriptors()
    cpu, queued, begun = gauge.seconds(), gauge.threads()[1], time.monotonic()
    with HonestClients(target, target.keys) as honest:
        time.sleep(0.3)
        outcome = outcome_of(ATTACKS[name], target)
        time.sleep(0.3)
    seconds, cpu = time.monotonic() - begun, gauge.seconds() - cpu
    queued = (gauge.threads()[1] - queued) / 1e9
    after, left = gauge.settle(before * report.MEMORY_AFTER, descriptors, SETTLE_SECONDS)
    read_p99, write_p99 = honest.latencies()
    row = report.Row(
        name=name, sent=outcome.sent, asked=honest.asked, served=honest.served,
        read_p99=read_p99, write_p99=write_p99, late_p99=honest.lateness(), left=outcome.left,
        longest=outcome.longest, taken=outcome.taken, before=before, peak=gauge.memory()[1],
        after=after, descriptors=left - descriptors, server_cpu=cpu, server_queued=queued,
        attack_cpu=outcome.cpu, seconds=seconds, answers=dict(outcome.answers), misses=[])
    row.misses = report.misses(row, outcome, honest, target.is_short)
    return row


def warm_up(target):
    """Caches, statement tables and pools are filled before anything is compared with before: also
    by what the attacks ask for, on each loop, for a packed document is kept by each."""
    with HonestClients(target, target.keys):
        for _ in range(target.scaled(8, 2)):
            ask_each_once(target)
        time.sleep(target.scaled(5, 1))


# MARK: The command

def chosen(names, is_short):
    if names:
        return names
    slow = set(KINDS) if is_short else {"slow-together"}
    return [name for name in ATTACKS if name not in slow]


def main():
    parser = argparse.ArgumentParser(prog="script/attack", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(ATTACKS))
    parser.add_argument("--short", action="store_true", help="scaled down, for CI")
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--csv", default=str(ROOT / "var/attack.csv"), metavar="FILE")
    options = parser.parse_intermixed_args()
    for name in options.names:
        if name not in ATTACKS:
            parser.error(f"no attack {name}; there are {', '.join(ATTACKS)}")
    service = Service()
    service.start(rate_limit="on")
    try:
        rows = run_all(Target(service, options.seed, options.short), options)
        if service.process.poll() is not None:
            raise SystemExit(f"the server ended with {service.process.returncode}")
    finally:
        service.__exit__()
    print()
    report.show(rows)
    pathlib.Path(options.csv).parent.mkdir(exist_ok=True)
    report.save(rows, options.csv)
    missed = sum(1 for row in rows if row.misses)
    print(f"\n{len(rows) - missed} of {len(rows)} held; figures in {options.csv}")
    raise SystemExit(1 if missed else 0)


def run_all(target, options):
    warm_up(target)
    rows = []
    for name in chosen(options.names, options.short):
        print(f"{name} …", flush=True)
        try:
            rows.append(measure(name, target))
        except FileNotFoundError:
            # Nothing of it in /proc any more.
            break
    return rows


if __name__ == "__main__":
    main()
