import array
import os
import socketserver
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../shared"))
from listen import serve

# When every request came, for a chart that nobody has asked for yet: 8 bytes each.
times = array.array("d")


def note(moment):
    times.append(moment)


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        while data := self.request.recv(65536):
            lines = data.count(b"\n")
            for _ in range(lines):
                note(time.monotonic())
            self.request.sendall(b"." * lines)


serve(socketserver.TCPServer(("127.0.0.1", 0), Handler))
