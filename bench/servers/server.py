"""A small HTTP server for the recordings: server.py MODE. Prints its port."""

import http.server
import random
import sys
import threading
import time

PER_REQUEST = 33_000  # with 30 requests a second: 1 MB/s
random.seed(1)
kept = []
by_key = {}
requests = 0


class Node:
    def __init__(self, n):
        self.me = self  # a cycle: only the cycle collector frees it
        self.data = bytes([n % 256]) * PER_REQUEST


def session(n):
    by_key[n] = bytes([n % 256]) * PER_REQUEST
    by_key.pop(n - 150, None)


def step(n):
    if n in (300, 600):
        kept.append(bytes([n % 256]) * 20_000_000)


def warm(n):
    # A cache of 200 entries that random keys fill ever more slowly.
    by_key[random.randrange(200)] = bytes([n % 256]) * PER_REQUEST


MODES = {
    "idle": lambda n: None,
    "churn": lambda n: len(bytes([n % 256]) * PER_REQUEST * 3),
    "cycles": lambda n: Node(n),
    "cache": session,
    "step": step,
    "warm": warm,
    "small-objects": lambda n: [{"id": i, "name": str(i)} for i in range(300)],
    "leak": lambda n: kept.append(bytes([n % 256]) * PER_REQUEST),
    "leak-small": lambda n: kept.append([{"id": i, "name": str(i)} for i in range(30)]),
    "leak-threads": lambda n: n % 10
    or threading.Thread(target=time.sleep, args=(3600,), daemon=True).start(),
    "leak-files": lambda n: n % 5 or kept.append(open(__file__)),
}
serve = MODES[sys.argv[1]]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet: two would each wait for an acknowledgement

    def do_GET(self):
        global requests
        requests += 1
        serve(requests)
        body = str(requests).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
