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
    """Instructions by (library, function), from a callgrind dump. The format: `ob=` and `fn=` open
    a function, a line of position and count is its own cost, and the line after `calls=` is
    somebody else's."""
    functions, objects, counts = Names(), Names(), collections.Counter()
    function, library, is_call = None, "", False
    with open(path, errors="replace") as file:
        for line in file:
            key, _, text = line.partition("=")
            if key == "fn":
                function = library, functions.of(text)
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


AREAS = [
    ("SQLite", lambda library, name: library.startswith("libsqlite3")),
    ("allocation", lambda library, name: re.match(
        r"_?_?(int_)?(malloc|free|realloc|calloc|unlink_chunk)|swift_(slow)?(dea|a)lloc", name,
        re.I)),
    ("copies", lambda library, name: re.search(r"mem(cpy|move|set|cmp|chr|mem)", name)),
    ("reference counts", lambda library, name: re.search(
        r"^_?swift_.*(retain|release|isUnique)|RefCount", name)),
    ("cryptography", lambda library, name: "BoringSSL" in name),
    ("Swift's library", lambda library, name: re.match(r"\$s(s|S)", name)
     and "Mentorship" not in name and "HTTP" not in name),
    ("Swift's runtime", lambda library, name: re.match(r"_?swift_|_ZN.*5swift", name)),
    ("system's libraries", lambda library, name: library.startswith(("lib", "ld-"))),
]


def areas(costs):
    """What the functions belong to, largest first, as shares; what is in no area is own code."""
    sums = collections.Counter()
    for (library, name), cost in costs.items():
        area = next((title for title, holds in AREAS if holds(library, name)), "own code")
        sums[area] += cost
    return [(area, cost / sums.total()) for area, cost in sums.most_common()]


def readable(keys):
    """Swift and C++ names as a person writes them, where the tools are there; the library beside
    a function that has no name."""
    names = [name if name[:2] != "0x" else f"{library} {name}" for library, name in keys]
    for tool in (["swift", "demangle", "--simplified"], ["c++filt"]):
        if shutil.which(tool[0]):
            done = subprocess.run(tool, input="\n".join(names), capture_output=True, text=True)
            if done.returncode == 0:
                names = done.stdout.splitlines()
    return names
