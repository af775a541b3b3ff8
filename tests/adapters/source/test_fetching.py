"""A file over https, from a real server with a real certificate; and what is refused."""

import http.server
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from adapters.source import NoSource, fetch, fetching, is_source


class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        what = self.path.partition("?")[0]
        if what == "/there":
            self.send_response(302)
            self.send_header("Location", "/directory.csv")
        elif what == "/plain":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:9/directory.csv")
        else:
            self.send_response(200 if what in ("/directory.csv", "/large") else 403)
        self.end_headers()
        if what in ("/directory.csv", "/large"):
            self.wfile.write(b"post,rank,name\n" * (1 if what == "/directory.csv" else 10))

    def log_message(self, *_: object) -> None: ...


def certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    file = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as running:
        running.socket = context.wrap_socket(running.socket, server_side=True)
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield f"https://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


def test_a_file_over_https(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert fetch(f"{server}/directory.csv?token=secret") == b"post,rank,name\n"
    assert fetch(f"{server}/there") == b"post,rank,name\n"
    monkeypatch.setattr(fetching, "LARGEST", 100)
    for path, why in (("/plain", "isn't https"), ("/no", "403"), ("/large", "larger")):
        with pytest.raises(NoSource, match=why) as refused:
            fetch(f"{server}{path}?token=secret")
        assert "secret" not in str(refused.value)
        assert "127.0.0.1" not in str(refused.value)


def test_a_server_that_nobody_vouches_for(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(NoSource, match="can't be reached"):
        fetch(f"{server}/directory.csv")


def test_a_path(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(b"x")
    assert fetch(str(tmp_path / "in.csv")) == b"x"
    with pytest.raises(NoSource, match="can't be read"):
        fetch(str(tmp_path / "missing.csv"))


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("/srv/directory.csv", True),
        ("directory.xlsx", True),
        ("https://example.org/a.csv?t=1", True),
        ("http://example.org/a.csv", False),
        ("file:///etc/passwd", False),
        ("ftp://example.org/a", False),
        ("https:///a", False),
        ("", False),
    ],
)
def test_what_a_source_is(text: str, good: bool) -> None:
    assert is_source(text) is good
    if not good:
        with pytest.raises(NoSource, match="neither"):
            fetch(text)
