import http.server
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../shared"))
from listen import serve

# The last hundred answers, of 1 kB each.
SIZE = 1_000
answers = {}
requests = 0


def note(_):
    global requests
    answers[requests % 100] = b"." * SIZE
    requests += 1


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # headers and body in one write, or every answer waits 40 ms

    def do_GET(self):
        note(self.path)
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_):
        pass


serve(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler))
