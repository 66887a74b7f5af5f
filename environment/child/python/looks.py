"""Looks at a Python program again and again, and writes down which of its collections grow.

One line of JSON for each look, in a file of this process's own. It tells all that was seen so far, so that
the last whole line is all that is needed.
"""

import _thread
import gc
import os
import sys
from time import thread_time, time

SHARE = 0.05
LEAST_PAUSE_S = 0.5
# More looks than these are thinned, and come half as often from then on.
MOST_LOOKS = 40
MOST_WEIGHED = 30
MOST_TOLD = 8
# So long at most other threads wait while a look makes haste to let go of what it refers to.
SWITCH_S = 0.05

FLAGS = os.O_WRONLY | os.O_CREAT | os.O_APPEND

# Sizes by id of the collection: those of all looks where it has grown, else the first.
histories, first_sizes, looks = {}, {}, []
calls, pause, begun = set(), LEAST_PAUSE_S, False


def look():
    """Looks, and gives the seconds to wait until the next look."""
    global pause
    began = thread_time()
    usual = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_S)
    # Kept as a whole number of its own unit: not quite what was asked for.
    ours = sys.getswitchinterval()
    try:
        line = seen_now()
    finally:
        if sys.getswitchinterval() == ours:
            sys.setswitchinterval(usual)
    cost = thread_time() - began
    write({"type": "python-look", "cpuMs": cost * 1000, **line})
    if len(looks) > MOST_LOOKS:
        thin()
        pause *= 2
    return max(pause, cost / SHARE - cost)


def seen_now():
    global calls
    seen = walk.Walk(_thread.get_ident(), calls)
    calls = seen.calls
    looks.append(round(time() * 1000))
    remember(seen)
    return {
        "at": looks[-1],
        "from": looks[0],
        "objects": len(seen.parents),
        "cut": seen.cut,
        "blocks": sys.getallocatedblocks(),
        "collects": gc.isenabled(),
        "collections": growing(seen),
    }


def remember(seen):
    before = dict(first_sizes)
    first_sizes.clear()
    for key, (_, size) in seen.found.items():
        now = (looks[-1], size)
        first = first_sizes[key] = before.get(key, now)
        if key in histories:
            histories[key].append(now)
        elif size > first[1]:
            histories[key] = [first, now]
    if not seen.cut:
        for key in [key for key in histories if key not in seen.found]:
            del histories[key]


def thin():
    looks[:] = looks[::2]
    for history in histories.values():
        history[:] = [one for one in history if one[0] in looks]
    for key in [key for key, history in histories.items() if not history]:
        del histories[key]


def gain_of(key):
    """What a collection has gained in the later half of the time."""
    history, middle = histories[key], (looks[0] + looks[-1]) / 2
    early = [size for at, size in history if at <= middle]
    return history[-1][1] - (early[-1] if early else history[0][1])


def growing(seen):
    """The collections that gained most, by weight, with what holds them."""
    grown = [key for key in histories if key in seen.found and gain_of(key) > 0]
    told = []
    for key in sorted(grown, key=gain_of)[-MOST_WEIGHED:]:
        collection, size = seen.found[key]
        entry = weigh.entries_of(collection, size, seen.parents)
        told.append((gain_of(key) * (1 if entry is None else entry["bytes"]), key, entry))
    told.sort(key=lambda one: -one[0])
    return [
        {
            "kind": seen.kind_of(seen.found[key][0]),
            "class": objects.name_of_type(seen.found[key][0]),
            "history": histories[key],
            "entry": entry,
            "path": paths.path_to(seen.found[key][0], seen),
        }
        for _, key, entry in told[:MOST_TOLD]
    ]


def write(record):
    """Opens the file anew each time: a program that closes all it does not know may have its own by that number."""
    global begun
    try:
        # The lowest free number is what a program counts on that has just closed one of these to open another.
        for standard in range(3):
            os.fstat(standard)
    except OSError:
        return
    process = process_id()
    writer = {"type": "writer", "kind": "python", "pid": os.getpid(), "processId": process, "intervalMs": 0}
    lines = [record] if begun else [{**writer, "at": record["at"]}, record]
    text = "".join(json(line) + "\n" for line in lines).encode("ascii")
    file = os.open(os.path.join(spool, "python-" + process + ".1.ndjson"), FLAGS, 0o600)
    try:
        if os.write(file, text) < len(text):
            raise OSError("the disk is full")
    finally:
        os.close(file)
    begun = True


def process_id():
    """The pid, and the start by the system's count, as in all other records; elsewhere by the clock."""
    try:
        with open("/proc/self/stat", "rb") as file:
            start = file.read().rpartition(b")")[2].split()[19].decode()
    except OSError:
        start = "0"
    return "%d@%s" % (os.getpid(), start)


def json(value):
    """Written here, because to import a module is to change the program."""
    if value is None or value is True or value is False:
        return {None: "null", True: "true", False: "false"}[value]
    if type(value) in (int, float):
        return repr(round(value, 3))
    if type(value) is dict:
        return "{" + ",".join(json(name) + ":" + json(one) for name, one in value.items()) + "}"
    if type(value) in (list, tuple):
        return "[" + ",".join(map(json, value)) + "]"
    return '"' + "".join(map(letter, value)) + '"'


def letter(one):
    if " " <= one <= "~" and one not in '"\\':
        return one
    code = ord(one)
    if code < 0x10000:
        return "\\u%04x" % code
    return "\\u%04x\\u%04x" % (0xD800 + ((code - 0x10000) >> 10), 0xDC00 + (code & 0x3FF))
