"""What one attack reports about itself."""

import collections
import dataclasses


@dataclasses.dataclass
class Outcome:
    #: What was sent, in words and with its rate.
    sent: str = ""
    #: Slow attackers that the server still had when their time was up; None where there are none.
    left: int | None = None
    #: The longest that a slow attacker lived, in seconds.
    longest: float = 0
    #: The most bytes that went out before an endless request was answered.
    taken: int = 0
    #: Answers by status.
    answers: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    #: What should not have happened.
    faults: list = dataclasses.field(default_factory=list)
    #: Bytes of memory that the attack may add, where it has a target of its own.
    added_max: int | None = None
    #: The attackers' own processor time, in seconds.
    cpu: float = 0

    def fault(self, text):
        if len(self.faults) < 20:
            self.faults.append(text)
