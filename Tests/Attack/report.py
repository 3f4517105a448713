"""What an attack came to beside the promises: a row of the table, a line of the CSV, the misses."""

import csv
import dataclasses

MIB = 1024 * 1024
MEMORY_MAX = 64 * MIB
# "Back within 10 %": of what was there before.
MEMORY_AFTER = 1.10
LATENCY_MAX = 50
# A short run stands in CI, where the processors are shared with who knows whom and the binary is a
# debug build: times there show that nothing hangs, and only a full run on quiet cores holds 50 ms.
LATENCY_MAX_SHORT = 5000
# A debug build's tables and buffers are larger, and a short run is mostly of those.
MEMORY_MAX_SHORT = 128 * MIB


@dataclasses.dataclass
class Row:
    name: str
    sent: str
    asked: int
    served: int
    read_p99: float
    write_p99: float
    late_p99: float
    left: int | None
    longest: float
    taken: int
    before: int
    peak: int
    after: int
    descriptors: int
    server_cpu: float
    #: Seconds that the server's threads waited for a processor: the machine's doing.
    server_queued: float
    attack_cpu: float
    seconds: float
    answers: dict
    misses: list

    @staticmethod
    def titles():
        return ["attack", "honest", "read p99", "write p99", "(waking)", "slow left", "taken",
                "MiB before", "peak", "after", "fds", "server", "(queued)", "attackers", "seconds"]

    def cells(self):
        return [
            self.name, f"{self.served}/{self.asked}", f"{self.read_p99:.1f} ms",
            f"{self.write_p99:.1f} ms", f"{self.late_p99:.1f} ms",
            "" if self.left is None else f"{self.left} ({self.longest:.1f} s)",
            f"{self.taken:,}" if self.taken else "",
            *(f"{value / MIB:.1f}" for value in (self.before, self.peak, self.after)),
            f"{self.descriptors:+d}", f"{self.server_cpu / self.seconds * 100:.0f} %",
            f"{self.server_queued / self.seconds * 100:.0f} %",
            f"{self.attack_cpu / self.seconds * 100:.0f} %", f"{self.seconds:.0f}",
        ]


def misses(row, outcome, honest, is_short):
    """Every promise that was not kept, in words."""
    latency_max = LATENCY_MAX_SHORT if is_short else LATENCY_MAX
    memory_max = MEMORY_MAX_SHORT if is_short else MEMORY_MAX
    found = list(outcome.faults)
    if row.served != row.asked or not row.asked:
        found.append(f"{row.asked - row.served} of {row.asked} honest requests not served: "
                     + "; ".join(honest.faults[:3]))
    worst = max(row.read_p99, row.write_p99)
    if worst > latency_max:
        found.append(f"p99 {worst:.0f} ms, promised {latency_max}")
    if row.left:
        found.append(f"{row.left} slow attackers still connected, the longest {row.longest:.1f} s")
    if row.peak > memory_max:
        found.append(f"peak of {row.peak / MIB:.0f} MiB, promised {memory_max / MIB:.0f}")
    if outcome.added_max and row.peak - row.before > outcome.added_max and not is_short:
        found.append(f"{(row.peak - row.before) / MIB:.1f} MiB more, promised "
                     f"{outcome.added_max / MIB:.0f}")
    if row.after > row.before * MEMORY_AFTER and not is_short:
        found.append(f"{row.after / MIB:.1f} MiB afterwards, {row.before / MIB:.1f} before")
    if row.descriptors > 0:
        found.append(f"{row.descriptors:+d} descriptors afterwards")
    return found


def show(rows):
    table = [Row.titles()] + [row.cells() for row in rows]
    widths = [max(len(line[column]) for line in table) for column in range(len(table[0]))]
    for line in table:
        cells = [cell.ljust(width) if not column else cell.rjust(width)
                 for column, (cell, width) in enumerate(zip(line, widths))]
        print("  ".join(cells).rstrip())
    print()
    for row in rows:
        answers = ", ".join(f"{status}: {count}" for status, count in row.answers.items())
        print(f"{row.name}: {row.sent}" + (f"; answers {answers}" if answers else ""))
        for miss in row.misses:
            print(f"    MISSED: {miss}")


def save(rows, path):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([field.name for field in dataclasses.fields(Row)])
        for row in rows:
            values = dataclasses.asdict(row)
            values["answers"] = " ".join(f"{key}:{count}" for key, count in row.answers.items())
            values["misses"] = "; ".join(row.misses)
            writer.writerow([round(value, 3) if isinstance(value, float) else value
                             for value in values.values()])
