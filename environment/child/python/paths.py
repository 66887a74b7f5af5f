"""By which modules, variables and attributes a program holds a collection, as steps that others put in words.

Names of variables, attributes, functions and classes are told; keys and elements never are: they are data.
"""

import os
import sys

Function = type(lambda: 0)
Cell = type((lambda one: lambda: one)(0).__closure__[0])
Method = type(objects.Here().method)
Frame = type(sys._getframe())
# What a suspended call is, and where it has its code.
CALLS = {"generator": "gi_code", "coroutine": "cr_code", "async_generator": "ag_code"}
CALL_FRAMES = {"gi_code": "gi_frame", "cr_code": "cr_frame", "ag_code": "ag_frame"}


def path_to(target, walk):
    """Steps from a root to a collection that a walk has found; None where it is gone from there meanwhile."""
    ids, key = [], id(target)
    while key is not None:
        ids.append(key)
        key = walk.parents[key]
    root, origin = walk.roots[ids.pop()]
    chain = [root]
    while ids:
        key, owner = ids.pop(), chain[-1]
        # Up to Python 3.8 an instance does not tell that it refers to its class.
        referents = [one for one in (*objects.parts_of(owner), type(owner)) if id(one) == key]
        if not referents:
            return None
        chain.append(referents[0])
    return steps_of_root(root, origin, len(chain) == 1) + steps_along(chain, origin[0] == "module")


def steps_of_root(root, origin, is_last):
    if origin[0] == "module":
        module = {"step": "module", "name": origin[1], "file": file_of_module(origin[1])}
        return [module, step_of(root)] if is_last else [module]
    _, code, name = origin
    return [step_of_code("call", code), {"step": "variable", "name": name}, step_of(root)]


def steps_along(chain, from_module):
    steps = []
    for index in range(1, len(chain)):
        above = chain[index - 2] if index > 1 else None
        owner, thing = chain[index - 1], chain[index]
        name = name_of(above, owner, thing, from_module and index == 1)
        if name is not None:
            steps.append(name)
        if index == len(chain) - 1 or not is_part(owner, thing):
            steps.append(step_of(thing))
    return steps


def is_part(owner, thing):
    """Whether a thing is no more than how another one keeps what is its own."""
    if type(thing) in (Cell, Frame) or type(owner) is Method:
        return True
    if type(owner) is Function:
        return type(thing) in (tuple, dict)
    if objects.is_class(owner):
        return type(thing) is dict
    return type(thing) is dict and not objects.is_collection(owner) and objects.namespace_of(owner) is thing


def name_of(above, owner, thing, in_module):
    """The step by which an owner is known to have a thing, None where it has no name there."""
    if in_module:
        return named("variable", objects.name_in(owner, thing))
    if type(owner) is Cell:
        return None  # Named by the tuple of cells above it.
    if type(above) is Function:
        return name_in_function(above, owner, thing)
    if type(owner) is dict and above is not None and is_part(above, owner):
        return named("attribute", objects.name_in(owner, thing))
    if type(thing) in (Cell, Frame) or objects.is_collection(owner) or type(owner) in (Function, Method):
        return None
    # Up to Python 3.10 a suspended call has what is its own in its frame.
    frame = owner if type(owner) is Frame else frame_of_call(owner)
    if frame is not None:
        return named("variable", next((name for name, value in walk.locals_of(frame) if value is thing), None))
    if is_part(owner, thing) or objects.is_class(owner):
        return None
    return named("attribute", objects.attribute_of(owner, thing))


def named(step, name):
    return None if name is None else {"step": step, "name": name}


def name_in_function(function, part, thing):
    code, closure, defaults = function.__code__, function.__closure__, function.__defaults__
    if part is closure:
        return named("variable", dict((id(cell), name) for cell, name in zip(closure, code.co_freevars)).get(id(thing)))
    if part is defaults:
        parameters = code.co_varnames[code.co_argcount - len(defaults) : code.co_argcount]
        return named("default", dict((id(value), name) for value, name in zip(defaults, parameters)).get(id(thing)))
    if part is function.__kwdefaults__:
        return named("default", objects.name_in(part, thing))
    return named("attribute", objects.name_in(part, thing)) if type(part) is dict else None


def frame_of_call(thing):
    code = CALLS.get(objects.name_of_type(thing)) if objects.is_built_in(type(thing)) else None
    return None if code is None else getattr(thing, CALL_FRAMES[code])


def step_of(thing):
    function = thing if type(thing) is Function else cached_function(thing)
    if function is not None:
        return step_of_code("function" if function is thing else "cached function", function.__code__)
    if objects.is_class(thing):
        file = file_of_module(objects.module_of_class(thing))
        return {"step": "class", "name": objects.name_of_class(thing), "file": file}
    if objects.is_module(thing):
        name = objects.namespace_of_module(thing).get("__name__")
        return {"step": "module", "name": name if type(name) is str else "", "file": file_of_module(name)}
    frame = frame_of_call(thing)
    if frame is not None:
        return step_of_code("call", frame.f_code)
    kind = type(thing)
    file = None if objects.is_built_in(kind) else file_of_module(objects.module_of_class(kind))
    return {"step": "object", "type": objects.name_of_type(thing), "file": file}


def cached_function(thing):
    """What `functools.lru_cache` was put on."""
    if objects.name_of_type(thing) != "functools._lru_cache_wrapper":
        return None
    function = objects.namespace_of(thing).get("__wrapped__")
    return function if type(function) is Function else None


def step_of_code(step, code):
    name = getattr(code, "co_qualname", code.co_name)
    return {"step": step, "name": name, "file": whole(code.co_filename), "line": code.co_firstlineno}


def file_of_module(name):
    module = dict.get(sys.modules, name) if type(name) is str else None
    file = objects.namespace_of_module(module).get("__file__") if objects.is_module(module) else None
    return whole(file) if type(file) is str else None


def whole(file):
    # A script that was named by a relative path, up to Python 3.8; `<string>` is no file.
    return file if file.startswith("<") else os.path.abspath(file)
