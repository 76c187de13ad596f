"""A witness on the network: one address, POST /add-checkpoint."""

from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import AF_INET6
from socketserver import TCPServer

from threshold.witness.cosigning import Answer, Witness
from threshold.witness.requests import LONGEST_REQUEST, PATH

SECONDS_TO_SEND = 20


class Server(ThreadingHTTPServer):
    """Serves one witness. Several may ask at once; it answers one after the other."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], witness: Witness) -> None:
        """Listen at the address; port 0 is any that is free."""
        if ":" in address[0]:
            self.address_family = AF_INET6
        super().__init__(address, _Handler)
        self.witness = witness

    def server_bind(self) -> None:
        """Take the address without asking the network what it is called, as HTTPServer would."""
        TCPServer.server_bind(self)
        host, port, *_ = self.server_address
        self.server_name, self.server_port = str(host), int(port)


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "threshold-witness", ""
    timeout = SECONDS_TO_SEND

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit():
            return self._end(Answer(HTTPStatus.LENGTH_REQUIRED, "say how long the request is\n"))
        if int(length) > LONGEST_REQUEST:
            return self._end(Answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "this is longer than any request\n"))
        body = self.rfile.read(int(length))
        if self.path != PATH:
            return self._send(Answer(HTTPStatus.NOT_FOUND, f"a witness answers at {PATH}\n"))
        return self._send(self.server.witness.add_checkpoint(body))

    def _end(self, answer: Answer) -> None:
        # What was not read would be taken for the next request.
        self.close_connection = True
        self._send(answer)

    def _send(self, answer: Answer) -> None:
        body = answer.text.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
