"""What callgrind counted: reads its dumps function by function (own instructions, without those of
the functions called), takes one from another, and gives readable names."""

import collections
import os
import re
import shutil
import subprocess


class Names:
    """Callgrind writes a name once, as `(id) name`, and then only `(id)`."""

    def __init__(self):
        self.known = {}

    def of(self, text):
        number, _, name = text.strip().partition(" ")
        if name:
            self.known[number] = re.sub(r"'\d+$", "", name)  # 'n counts recursive calls
        return self.known[number]


def exclusive(path):
    """Instructions by function, from a callgrind dump. The format: `ob=` and `fn=` open a function,
    a line of position and count is its own cost, and the line after `calls=` is somebody else's."""
    functions, objects, counts = Names(), Names(), collections.Counter()
    function, library, is_call = None, "", False
    with open(path, errors="replace") as file:
        for line in file:
            key, _, text = line.partition("=")
            if key == "fn":
                name = functions.of(text)
                function = name if name[:2] != "0x" else f"{library} {name}"
            elif key == "ob":
                library = os.path.basename(objects.of(text))
            elif key == "cfn":
                functions.of(text)
            elif key == "cob":
                objects.of(text)
            elif key == "calls":
                is_call = True
            elif line[:1] in "+-*0123456789" and function:
                if not is_call:
                    counts[function] += int(line.split()[1])
                is_call = False
    return counts


def each(once, twice, count):
    """By function, what one request cost: `twice` saw 2N of them, `once` N, and all else twice."""
    names = set(once) | set(twice)
    return {name: (twice[name] - once[name]) / count for name in names}


def readable(names):
    """Swift and C++ names as a person writes them, where the tools are there."""
    for tool in (["swift", "demangle", "--simplified"], ["c++filt"]):
        if shutil.which(tool[0]):
            done = subprocess.run(tool, input="\n".join(names), capture_output=True, text=True)
            if done.returncode == 0:
                names = done.stdout.splitlines()
    return names
