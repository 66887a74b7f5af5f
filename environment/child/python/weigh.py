"""What one entry of a collection weighs, and what it consists of, from a sample of the newest."""

import sys

SAMPLE = 24
MOST_PARTS = 1_000
MOST_CLASSES = 5
SHARED = (type(sys), type, type(lambda: 0), type((lambda: 0).__code__))


def entries_of(collection, size, shared):
    """Bytes of an entry, the class of its value, and by class how many objects and bytes it has; None for mere bytes."""
    sample = objects.newest(collection, SAMPLE)
    if not sample:
        return None
    is_dict = issubclass(type(collection), dict)
    values = [entry[1] for entry in sample] if is_dict else sample
    tops = [one for entry in sample for one in entry] if is_dict else sample
    rows = {}
    for thing in parts_of(tops, shared):
        row = rows.setdefault(objects.name_of_type(thing), [0, 0])
        row[0] += 1
        row[1] += objects.size_of(thing)
    names = [objects.name_of_type(value) for value in values]
    such = max(names, key=names.count)
    heaviest = sorted(rows.items(), key=lambda row: -row[1][1])[:MOST_CLASSES]
    place = objects.size_of(collection) / max(1, size)
    return {
        "bytes": place + sum(row[1] for row in rows.values()) / len(sample),
        "such": such,
        "classes": [[name, count / len(sample), bytes / len(sample)] for name, (count, bytes) in heaviest],
    }


def parts_of(tops, shared):
    """Each thing and what it refers to, once; not what belongs to the structure of the program."""
    seen, waiting = set(), list(tops)
    entries = set(map(id, tops))
    while waiting and len(seen) < MOST_PARTS:
        thing = waiting.pop()
        key = id(thing)
        if key in seen or issubclass(type(thing), SHARED) or (key in shared and key not in entries):
            continue
        seen.add(key)
        yield thing
        waiting.extend(objects.parts_of(thing))
