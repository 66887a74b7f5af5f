"""Which collections a Python program holds, how large they are, and what led to them.

Goes from what lives as long as the process (modules, calls that do not return) along all references. What
is not reached so is garbage, or held by native code.
"""

import gc
import sys

# Fewer entries, or bytes, are no leak yet.
LEAST_SIZE = 8
# Of a larger collection only some elements are followed: the rest is alike, and there may be millions.
LARGE = 256
SOME = 16
MOST_OBJECTS = 200_000
MOST_LEVELS = 60
MOST_CALLS = 200

LEAF, FOLLOWED, CLASS, MODULE = "leaf", "followed", "class", "module"
CODE = type((lambda: 0).__code__)
LEAVES = (str, int, float, complex, bytes, bool, type(None), range, slice, CODE, objects.MethodOfC, objects.GetSet)
IS_FUNCTION = 1 | 2
SUB_INTERPRETERS = ("_interpreters", "_xxsubinterpreters", "_testinternalcapi")


def sizes_by_class():
    """How to tell the size of a built-in collection, and of its subclasses."""
    measures = {dict: dict.__len__, list: list.__len__, set: set.__len__, bytearray: bytearray.__len__}
    for module, name, measure in (
        ("_collections", "deque", "__len__"),
        ("array", "array", "__sizeof__"),
        ("_io", "BytesIO", "__sizeof__"),
        ("_io", "StringIO", "__sizeof__"),
    ):
        # Looked for, not imported: what the program has not loaded it does not use.
        found = vars(sys.modules[module]).get(name) if module in sys.modules else None
        if type(found) is type:
            measures[found] = getattr(found, measure)
    return measures


def calls_of_others(own_thread):
    """Frames of all other threads, by what tells them apart from one look to the next."""
    # An interpreter within this one may have a lock of its own, and Python reads the frames of its threads all
    # the same, while they run: that has crashed it (3.13.0).
    if any(name in sys.modules for name in SUB_INTERPRETERS):
        return
    for thread in list(sys._current_frames()):
        frames = [] if thread == own_thread else frames_of(thread)
        for index in range(len(frames)):
            # Whoever is called with a frame to trace or profile it has the frame's variables set anew after that, to
            # what `f_locals` holds then: such a frame must not be asked for them. Others are held by the call itself,
            # this list, this question and, up to Python 3.10, the next inner call.
            holders = 3 + (index > 0 and sys.version_info < (3, 11))
            if sys.getrefcount(frames[index]) <= holders and frames[index].f_trace is None:
                yield (thread, len(frames) - index, id(frames[index].f_code)), frames[index]


def frames_of(thread):
    """Innermost first."""
    frames, frame = [], sys._current_frames().get(thread)
    while frame is not None and len(frames) < MOST_CALLS:
        frames.append(frame)
        frame = frame.f_back
    return frames


def locals_of(frame):
    """Names and values; none of a module or class body, whose names live elsewhere."""
    if frame.f_code.co_flags & IS_FUNCTION != IS_FUNCTION:
        return []
    names = frame.f_locals
    found = [(name, names[name]) for name in list(names)]
    # Up to 3.12 it is a copy that the frame keeps, and would keep alive what the call has let go. Only where
    # nobody else has it: the program may have asked for its `locals()`.
    if type(names) is dict and sys.getrefcount(names) <= 3:
        dict.clear(names)
    return found


class Walk:
    """`found`: (collection, size) by id. `parents`: by id, the id of what led there, None for a root."""

    def __init__(self, own_thread, calls_before):
        self.measures = sizes_by_class()
        # By id of the class, which may have an equality of its own; `kinds` keeps the ids from being reused.
        self.ways, self.kinds = {id(kind): LEAF for kind in LEAVES}, []
        self.parents, self.found, self.roots, self.cut = {}, {}, {}, False
        for name, module in list(dict.items(sys.modules)):
            if objects.is_module(module):
                self.add_root(objects.namespace_of_module(module), ("module", name))
        self.follow(list(self.roots))
        self.calls = set()
        for key, frame in calls_of_others(own_thread):
            self.calls.add(key)
            # One that was there before lives long; what the others hold may go at any moment.
            if key in calls_before:
                self.follow_call(frame)

    def add_root(self, thing, origin):
        if id(thing) not in self.parents and self.way_of(thing) is not LEAF:
            self.parents[id(thing)] = None
            self.roots[id(thing)] = (thing, origin)

    def follow_call(self, frame):
        before, code = len(self.roots), frame.f_code
        for name, value in locals_of(frame):
            self.add_root(value, ("call", code, name))
        self.follow(list(self.roots)[before:])

    def follow(self, roots):
        parents, ways, shortened = self.parents, self.ways, {}
        level = [self.roots[key][0] for key in roots]
        for one in level:
            self.measure(one, shortened)
        for _ in range(MOST_LEVELS):
            below = []
            for owner in level:
                key = id(owner)
                some = shortened.pop(key, None)
                for one in gc.get_referents(owner) if some is None else some:
                    way = ways.get(id(type(one)))
                    if way is LEAF or id(one) in parents:
                        continue
                    if way is not FOLLOWED:
                        way = self.way_of(one)
                        if way is LEAF:
                            continue
                    parents[id(one)] = key
                    below.append(one)
                    if way is MODULE:
                        shortened[id(one)] = objects.parts_of(one)
                    elif way is not FOLLOWED:
                        self.measure(one, shortened)
            if not below:
                return
            if len(parents) > MOST_OBJECTS:
                self.cut = True
                return
            level = below

    def measure(self, collection, shortened):
        way = self.way_of(collection)
        if way is FOLLOWED or way is MODULE:
            return
        size = way(collection)
        if size >= LEAST_SIZE:
            self.found[id(collection)] = (collection, size)
        if size > LARGE and id(collection) not in self.roots:
            entries = objects.newest(collection, SOME)
            is_dict = issubclass(type(collection), dict)
            shortened[id(collection)] = [one for entry in entries for one in entry] if is_dict else entries

    def kind_of(self, collection):
        return next(base.__name__ for base in self.measures if issubclass(type(collection), base))

    def way_of(self, thing):
        """What to do with a thing of this class; a function where its size is to be measured."""
        kind = type(thing)
        way = self.ways.get(id(kind))
        if way is None:
            way = CLASS if issubclass(kind, type) else MODULE if objects.is_module(thing) else FOLLOWED
            for base, measure in self.measures.items():
                if issubclass(kind, base):
                    way = measure
            self.ways[id(kind)] = way
            self.kinds.append(kind)
        if way is CLASS:
            return LEAF if objects.is_built_in(thing) else FOLLOWED
        return way
