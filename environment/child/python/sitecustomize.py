"""Loaded by every Python at its start, through PYTHONPATH, while jest-tidemark runs suspects again.

A process that lives for a second is looked at from then on by a thread of its own (looks.py). Nothing of
that says anything, raises anything, or stays when it is not wanted: the program must not notice. Whatever
Python finds this file must be able to read it, Python 2 among them.
"""

import os
import sys

FIRST_LOOK_S = 1.0
# For a look that goes on when the program forks or ends; looks are shorter.
LONGEST_WAIT_S = 1.0


def can_watch():
    # Without a lock for all threads, what is looked at changes meanwhile.
    has_lock = getattr(sys, "_is_gil_enabled", lambda: True)
    return sys.version_info >= (3, 8) and sys.implementation.name == "cpython" and has_lock()


def warns_of_restarted_threads():
    """Where a thread that was ended for a fork, and begun again after it, is warned of (CPython issue 137109)."""
    return (3, 12) <= sys.version_info < (3, 13, 10) or (3, 14) <= sys.version_info < (3, 14, 1)


def begin(directory):
    import _signal
    import _thread
    import atexit
    from time import monotonic, sleep

    # Held from the start: gevent and others replace what the modules have.
    new_lock, new_thread, count_threads = _thread.allocate_lock, _thread.start_new_thread, _thread._count
    native_id, set_mask, exists = _thread.get_native_id, getattr(_signal, "pthread_sigmask", None), os.path.exists

    errors = {getattr(_signal, name, 0) for name in ("SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL")}

    # Changes nothing, and fails in a sub-interpreter: that must not end with a thread in it.
    _signal.set_wakeup_fd(-1)

    def load(name, **given):
        """A file of this directory, as a module that is found nowhere else."""
        path = os.path.join(directory, name + ".py")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        module = type(sys)("tidemark_" + name)
        module.__dict__.update(given)
        exec(compile(text, path, "exec"), module.__dict__)
        return module

    def load_looks():
        objects = load("objects")
        walk = load("walk", objects=objects)
        weigh = load("weigh", objects=objects)
        paths = load("paths", objects=objects, walk=walk)
        spool = os.path.dirname(directory)
        return load("looks", objects=objects, walk=walk, weigh=weigh, paths=paths, spool=spool)

    class Watch:
        """The thread that looks. `looks` is what it has seen, None before its first look."""

        def __init__(self, looks=None, next_at=None):
            self.looks, self.next_at = looks, monotonic() + FIRST_LOOK_S if next_at is None else next_at
            self.stop, self.ended = new_lock(), new_lock()
            self.stop.acquire()
            self.ended.acquire()
            self.task = None
            # Signals are for the threads of the program; errors of the processor for whoever makes them.
            mask = set_mask and set_mask(_signal.SIG_BLOCK, set(_signal.valid_signals()) - errors)
            try:
                new_thread(self.run, ())
            finally:
                if set_mask:
                    set_mask(_signal.SIG_SETMASK, mask)

        def run(self):
            try:
                self.task = "/proc/self/task/%d" % native_id()
                while not self.stop.acquire(True, max(0, self.next_at - monotonic())):
                    if self.looks is None:
                        self.looks = load_looks()
                    self.next_at = monotonic() + self.looks.look()
            except BaseException:
                pass  # Nobody to tell: the streams are the program's own.
            finally:
                self.ended.release()

        def end(self):
            if not self.stop.locked():
                return
            self.stop.release()
            if not self.ended.acquire(True, LONGEST_WAIT_S):
                return
            # Counted until the system has taken it down.
            for _ in range(20):
                if self.task is None or not exists(self.task):
                    break
                sleep(0.0002)

    watch = [Watch()]

    def before_fork():
        watch[0].end()

    def after_in_parent():
        if warns_of_restarted_threads() and count_threads() == 0:
            return
        watch[0] = Watch(watch[0].looks, watch[0].next_at)

    def after_in_child():
        watch[0] = Watch()

    def quietly(run):
        def hook():
            try:
                run()
            except Exception:
                pass  # Such as no more threads to be had: then nobody looks.

        return hook

    atexit.register(quietly(before_fork))
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(
            before=quietly(before_fork),
            after_in_parent=quietly(after_in_parent),
            after_in_child=quietly(after_in_child),
        )


def step_aside(directory):
    """Leaves the search path, and the place among the modules, to the sitecustomize that was there before."""
    sys.path[:] = [entry for entry in sys.path if entry != directory]
    sys.path_importer_cache.pop(directory, None)
    return sys.modules.pop("sitecustomize", None)


DIRECTORY = os.path.dirname(__file__)
if can_watch():
    try:
        begin(DIRECTORY)
    except Exception:
        pass  # The program goes first; it is judged from outside then.
# Held, because Python 2 takes a module apart that nobody holds.
this_module = step_aside(DIRECTORY)
import sitecustomize  # noqa: E402,F401 Where there is none, site is told so by the very error it expects.
