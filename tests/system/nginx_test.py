"""packaging/nginx.conf as it is, in front of a served city: TLS, whose address counts, files, events, too many.

Only its ports and the paths of the certificate are others.  Skipped, and counted so, where nginx is absent."""
import collections
import concurrent.futures
import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time

import support
from browser import PASSWORD, Browser, first_login, site
from support import ROOT

NGINX = shutil.which("nginx") or ("/usr/sbin/nginx" if os.path.exists("/usr/sbin/nginx") else None)
PEOPLE = [("finance", "finance", None), ("system", "system-admin", None), ("victim", "policy", None)]
FRAME = """daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log; {user}
events {{ worker_connections 512; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  include {folder}/sudui.conf;
}}
"""


class TlsBrowser(Browser):
    """The same over TLS, with the one certificate that the test made; `port` is nginx's."""

    trusted = None

    def exchange(self, method, path, body, sent):
        self.connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=30, context=self.trusted)
        self.connection.request(method, path, body, sent)
        answer = self.connection.getresponse()
        answer.bytes = answer.read()
        answer.text = answer.bytes.decode(errors="replace")
        self.connection.close()
        return answer


def free_ports(count):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def write_configuration(folder, server, plain, secure):
    config = (ROOT / "packaging/nginx.conf").read_text()
    for old, new in [("listen 80;", f"listen 127.0.0.1:{plain};"),
                     ("listen 443 ssl", f"listen 127.0.0.1:{secure} ssl"),
                     ("/etc/ssl/sudui.crt", f"{folder}/sudui.crt"), ("/etc/ssl/sudui.key", f"{folder}/sudui.key"),
                     ("http://127.0.0.1:8080;", f"http://127.0.0.1:{server};")]:
        assert config.count(old) == 1, f"packaging/nginx.conf has no {old!r}"
        config = config.replace(old, new)
    with open(f"{folder}/sudui.conf", "w") as out:
        out.write(config)
    with open(f"{folder}/frame.conf", "w") as out:
        out.write(FRAME.format(folder=folder, user="user root;" if os.geteuid() == 0 else ""))
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
                    "-keyout", f"{folder}/sudui.key", "-out", f"{folder}/sudui.crt"], check=True, capture_output=True)


@contextlib.contextmanager
def proxied(server):
    """(plain port, port of TLS) of nginx before the server."""
    with support.folder() as folder:
        plain, secure = free_ports(2)
        write_configuration(folder, server, plain, secure)
        command = [NGINX, "-c", f"{folder}/frame.conf", "-e", f"{folder}/error.log"]
        tried = subprocess.run([*command, "-t"], capture_output=True, text=True)
        assert tried.returncode == 0, tried.stderr
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            for _ in range(100):
                with contextlib.suppress(ConnectionError), socket.create_connection(("127.0.0.1", secure)):
                    break
                time.sleep(0.05)
            TlsBrowser.trusted = ssl.create_default_context(cafile=f"{folder}/sudui.crt")
            yield plain, secure
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)


def check_tls(plain, secure):
    moved = Browser(plain).ask("GET", "/open?a=1")
    assert (moved.status, moved.headers["Location"]) == (301, "https://127.0.0.1/open?a=1")
    page = TlsBrowser(secure).get("/")
    assert page.headers["Strict-Transport-Security"] and "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Server"] == "nginx", "no versions are told"
    context = ssl.create_default_context(cafile=None)
    context.load_verify_locations(cadata=ssl.get_server_certificate(("127.0.0.1", secure)))
    context.set_alpn_protocols(["h2", "http/1.1"])
    with socket.create_connection(("127.0.0.1", secure)) as raw, context.wrap_socket(
            raw, server_hostname="127.0.0.1") as tls:
        assert tls.selected_alpn_protocol() == "h2" and tls.version() in ("TLSv1.2", "TLSv1.3")
    for version, taken in [("-tls1_1", False), ("-tls1_2", True)]:
        shown = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{secure}", version, "-cipher",
                                "DEFAULT:@SECLEVEL=0"], stdin=subprocess.DEVNULL, capture_output=True, text=True)
        assert ("Session-ID:" in shown.stdout and "Cipher is (NONE)" not in shown.stdout) == taken, shown.stdout[-900:]
    for path in ["//", "/a//b", "/../x", "/%2e%2e/x", "/%00"]:
        assert TlsBrowser(secure).ask("GET", path).status == 400, path
    assert TlsBrowser(secure).ask("GET", "/metrics").status == 403
    assert TlsBrowser(secure).ask("GET", "/health").status == 200


def check_whose_address(secure):
    """Logins count by address: whatever address a client claims, it is the one that nginx saw."""
    statuses = []
    for number in range(11):
        one = TlsBrowser(secure, f"10.9.9.{number}")
        sent = {"X-Forwarded-For": f"10.8.8.{number}", "Forwarded": f"for=10.7.7.{number}"}
        statuses.append(one.ask("POST", "/login", {"login": "victim", "password": "x"}, sent).status)
    assert statuses.count(429) >= 1 and set(statuses) == {422, 429}, statuses


def check_journey(secure, accounts):
    """Cookies, forms, a large file, long work and its events, through nginx."""
    finance = first_login(secure, accounts["finance"], "", browser=TlsBrowser)
    chosen = finance.ask("GET", "/?lang=en").headers["Set-Cookie"]
    assert "; Secure" in chosen, chosen
    large = [("statement", "statement.xml", "application/xml", b"<x>" + b" " * (5 << 20))]
    assert finance.post("/finance/statements", {}, files=large).headers["Location"].startswith("/jobs/")
    too_large = [("statement", "statement.xml", "application/xml", b" " * (101 << 20))]
    form = {"form-token": finance.token()}
    with contextlib.suppress(ConnectionError, ssl.SSLError):  # nginx may close before all is sent
        assert finance.ask("POST", "/finance/statements", form, files=too_large).status == 413
    system = first_login(secure, accounts["system"], "", browser=TlsBrowser)
    job = system.post("/system/check", {}).headers["Location"]
    for _ in range(100):
        begin = time.monotonic()
        event = system.get(job + "/events")
        assert event.headers["Content-Type"] == "text/event-stream" and time.monotonic() - begin < 2
        if "event: end" in event.text:
            return
        time.sleep(0.05)
    raise AssertionError("the work did not end")


def check_too_many(secure):
    """More than 50 a second and 100 at once from one address: nginx says 429 before the server has to."""
    with concurrent.futures.ThreadPoolExecutor(16) as threads:
        statuses = collections.Counter(threads.map(lambda _: TlsBrowser(secure).ask("GET", "/health").status,
                                                   range(400)))
    assert statuses[200] >= 100 and statuses[429] >= 1 and set(statuses) == {200, 429}, statuses


def test_nginx():
    with site(PEOPLE) as (port, accounts, _codes, _city, _log), proxied(port) as (plain, secure):
        check_tls(plain, secure)
        check_journey(secure, accounts)
        check_whose_address(secure)
        check_too_many(secure)


if __name__ == "__main__":
    if NGINX is None:
        print("skipped: nginx is not installed (packages.txt)\n0 passed, 0 failed, 1 skipped")
        sys.exit(0)
    support.main({"test_nginx": test_nginx})
