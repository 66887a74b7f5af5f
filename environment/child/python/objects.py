"""What can be told of any Python object without running code of the program's.

No method of a class of its own, no comparison, no hash: ids, and functions of the built-in types.
"""

import _thread
import gc
import sys

mro_of = type.__dict__["__mro__"].__get__
flags_of = type.__dict__["__flags__"].__get__
namespace_of_class = type.__dict__["__dict__"].__get__
name_of_class = type.__dict__["__qualname__"].__get__
module_of_class = type.__dict__["__module__"].__get__
namespace_of_module = type(sys).__dict__["__dict__"].__get__

class Here:
    __slots__ = ("slot",)

    def method(self):
        pass


GetSet = type(type.__dict__["__dict__"])
MethodOfC = type(str.join)
Member = type(Here.slot)
COLLECTIONS = (dict, list, tuple, set, frozenset)
MADE_BY_CODE = 1 << 9


def is_class(thing):
    return issubclass(type(thing), type)


def is_module(thing):
    return issubclass(type(thing), type(sys))


def is_collection(thing):
    return issubclass(type(thing), COLLECTIONS) or (name_of_class(type(thing)) == "deque")


def is_built_in(kind):
    """Whether a class is part of Python or of native code, which cannot be added to."""
    return not flags_of(kind) & MADE_BY_CODE


def name_of_type(thing):
    """Such as `dict`, `collections.deque`, `orders.Row`."""
    module, name = module_of_class(type(thing)), name_of_class(type(thing))
    return name if type(module) is not str or module in ("builtins", "__main__") else module + "." + name


def namespace_of(thing):
    """The dict of its attributes, None where it has none."""
    if is_module(thing):
        return namespace_of_module(thing)
    if issubclass(type(thing), _thread._local):
        return None  # There is one for each thread, and to ask is to make one.
    for kind in mro_of(type(thing)):
        found = namespace_of_class(kind).get("__dict__")
        if found is not None:
            return found.__get__(thing) if type(found) is GetSet else None
    return None


def parts_of(thing):
    """What it refers to. Of a module only its names: asyncio's tells of objects too that it keeps for reuse (3.12)."""
    return [namespace_of_module(thing)] if is_module(thing) else gc.get_referents(thing)


def name_in(namespace, thing):
    """By which name a dict of names has it; None where by none."""
    for name, value in list(dict.items(namespace)):
        if value is thing and type(name) is str:
            return name
    return None


def attribute_of(thing, value):
    """By which attribute an object has a value; None where by none."""
    namespace = namespace_of(thing)
    name = name_in(namespace, value) if type(namespace) is dict else None
    if name is not None:
        return name
    for kind in mro_of(type(thing)):
        for name, member in list(namespace_of_class(kind).items()):
            if type(member) is Member and in_slot(member, thing) is value:
                return name
    return None


def in_slot(member, thing):
    try:
        return member.__get__(thing)
    except (AttributeError, TypeError):
        return None  # Never set.


def size_of(thing):
    """Bytes, without what it refers to."""
    for kind in mro_of(type(thing)):
        measure = namespace_of_class(kind).get("__sizeof__")
        if type(measure) is MethodOfC:
            return measure(thing) + mapped_bytes(thing)
    return 0


def mapped_bytes(thing):
    """A map of memory does not count what it maps."""
    kind = vars(sys.modules["mmap"])["mmap"] if "mmap" in sys.modules else None
    try:
        return kind.__len__(thing) if type(thing) is kind else 0
    except ValueError:
        return 0  # It is closed.


def newest(collection, count):
    """Some entries, (key, value) those of a dict; the last ones where they have an order."""
    kind = type(collection)
    try:
        if issubclass(kind, dict):
            return some(reversed(dict.items(collection)), count)
        if issubclass(kind, list):
            return list.__getitem__(collection, slice(-count, None))
        if issubclass(kind, set):
            return some(set.__iter__(collection), count)
        for base in mro_of(kind):
            if name_of_class(base) == "deque" and is_built_in(base):
                return some(base.__reversed__(collection), count)
    except RuntimeError:
        pass  # Another thread has changed it meanwhile.
    return []


def some(iterator, count):
    return [one for _, one in zip(range(count), iterator)]
