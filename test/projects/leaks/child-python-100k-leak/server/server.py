import http.server
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../shared"))
from listen import serve

# 100 kB a request, kept under its number.
SIZE = 100_000
answers = {}


def note(_):
    answers[len(answers)] = b"." * SIZE


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
