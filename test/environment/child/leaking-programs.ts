/** Programs in Python that keep a little more with each turn of a loop, in one place or another. */

/** For long enough to see what grows: a first look after a second, and three seconds from then on. */
const loop = (line: string, indent = '') =>
  [
    'import time',
    'n, end = 0, time.monotonic() + 5.5',
    'while time.monotonic() < end:',
    `    n += 1; ${line}`,
    '    time.sleep(0.005)',
  ].join(`\n${indent}`);

export const FORKS = `
import os, sys, time, warnings
warnings.simplefilter('always')
time.sleep(1.2)
for _ in range(20):
    pid = os.fork()
    if pid == 0: os._exit(0)
    os.waitpid(pid, 0)
pid = os.fork()
if pid == 0:
    kept = {}
    ${loop('kept[n] = str(n)', '    ')}
    os._exit(0)
os.waitpid(pid, 0)`;

export const HOLDS = `
import collections
rows = []
class A:
    __slots__ = ("seen",)
a = A(); a.seen = collections.deque()
class Store:
    kept = {}
def note(one, given=set()): given.add(one)
def made():
    inside = []
    def add(one): inside.append(one)
    return add
add = made()
${loop('rows.append([n]); a.seen.append([n]); Store.kept[n] = str(n); note(str(n)); add(str(n))')}`;

export const CALLS = `
import functools
class Dies:
    alive = 0
    def __init__(self): Dies.alive += 1
    def __del__(self): Dies.alive -= 1
@functools.lru_cache(maxsize=None)
def price(one): return str(one) * 9
log = bytearray()
def main():
    rows = []
    ${loop('rows.append(str(n)); price(n); log.extend(b"." * 99); old = Dies(); old = None', '    ')}
    if Dies.alive != 0: raise SystemExit('held by a look')
main()`;

/** A tracer has the variables of a frame set anew after each call of it, to what they are said to be then. */
export const PROFILED = `
import sys, time
def watch(frame, event, arg):
    end = time.perf_counter() + 0.002
    while time.perf_counter() < end: pass
def main():
    rows = []
    sys.setprofile(watch)
    ${loop('rows.append(str(n))', '    ')}
    sys.setprofile(None)
main()`;

/** What asyncio keeps for reuse must not be touched; a coroutine's own is found where it waits. */
export const AWAITS = `
import asyncio, time
async def main():
    seen = []
    end = time.monotonic() + 5.5
    while time.monotonic() < end:
        future = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(future.set_result, 1)
        await future
        seen.append(str(future))
        await asyncio.sleep(0.005)
asyncio.run(main())`;

/** Everything of these raises an error, but what the interpreter itself does with them. */
export const TOUCHY = `
import collections
class Touchy:
    def _touched(self, *_): raise SystemExit('touched')
    __len__ = __repr__ = __hash__ = __eq__ = __sizeof__ = __getattribute__ = __iter__ = __bool__ = _touched
class Meta(type):
    def _touched(cls, *_): raise SystemExit('touched')
    __hash__ = __eq__ = __instancecheck__ = __subclasscheck__ = __getattribute__ = _touched
class TouchyDict(dict):
    def _touched(self, *_): raise SystemExit('touched')
    __len__ = __iter__ = items = keys = __getitem__ = __reversed__ = __sizeof__ = _touched
Odd = Meta('Odd', (), {})
odd, touchy, things, grown = Odd(), Touchy(), TouchyDict(), TouchyDict()
last = collections.deque(maxlen=100)
ring = {}
${loop('last.append(n); ring[n % 50] = str(n); dict.__setitem__(grown, n, Touchy())')}`;
