"""What the kernel says of the server's process: memory, descriptors, processor time."""

import glob
import os
import time

TICKS = os.sysconf("SC_CLK_TCK")


class Gauge:
    def __init__(self, pid):
        self.pid = pid

    def memory(self):
        """Resident bytes now, and at most since the last `forget_peak`."""
        now = peak = 0
        with open(f"/proc/{self.pid}/status") as file:
            for line in file:
                if line.startswith("VmRSS:"):
                    now = int(line.split()[1]) * 1024
                elif line.startswith("VmHWM:"):
                    peak = int(line.split()[1]) * 1024
        return now, peak

    def forget_peak(self):
        """proc(5), clear_refs: 5 sets the peak to what is resident now."""
        with open(f"/proc/{self.pid}/clear_refs", "w") as file:
            file.write("5")

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def seconds(self):
        """Processor time, in user and system."""
        with open(f"/proc/{self.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def threads(self):
        """Nanoseconds that its threads ran, and that they waited for a processor (schedstat)."""
        ran = waited = 0
        for path in glob.glob(f"/proc/{self.pid}/task/*/schedstat"):
            try:
                with open(path) as file:
                    run, wait, _ = file.read().split()
            except FileNotFoundError:
                # A thread that has ended meanwhile.
                continue
            ran += int(run)
            waited += int(wait)
        return ran, waited

    def settle(self, memory, descriptors, patience):
        """Waits until memory and descriptors are back, or patience is out; says what there is."""
        end = time.monotonic() + patience
        while True:
            now, count = self.memory()[0], self.descriptors()
            if (now <= memory and count <= descriptors) or time.monotonic() > end:
                return now, count
            time.sleep(0.1)
