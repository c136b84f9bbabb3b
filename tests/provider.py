"""A tiny provider of OpenID Connect on loopback, which may be told to misbehave."""

import base64
import hashlib
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

KEY = RSAKey.generate_key(2048, parameters={"kid": "k1", "use": "sig", "alg": "RS256"})
OTHER_KEY = RSAKey.generate_key(2048, parameters={"kid": "k1", "use": "sig", "alg": "RS256"})
CLIENT, SECRET = "fairdial", "client-secret"


class Tiny:
    """`claims` and `key` change what is said of the person; `asked` are the parameters of the last errand."""

    def __init__(self):
        self.claims, self.key, self.asked, self.issuer, self.declared = {}, KEY, {}, "", None

    def agree(self, url):
        """What a person does at the provider: look at the request, agree, go back with a code."""
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        return {"state": self.asked["state"], "code": "the code"}

    def metadata(self):
        issuer = self.issuer
        return {
            "issuer": self.declared or issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/keys",
        }

    def token(self, form, authorization):
        expected = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        if (
            form["code"] != "the code"
            or challenge.decode() != self.asked["code_challenge"]
            or authorization != expected
        ):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        said = {
            "iss": self.issuer,
            "sub": "7",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 60,
            "nonce": self.asked["nonce"],
        }
        said |= {"preferred_username": "openid"} | self.claims
        said = {name: value for name, value in said.items() if value is not None}
        token = jwt.encode({"alg": "RS256", "kid": "k1"}, said, self.key)
        return 200, {"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": token}


@contextmanager
def provider():
    tiny = Tiny()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            found = {
                "/.well-known/openid-configuration": tiny.metadata,
                "/keys": lambda: {"keys": [KEY.as_dict(private=False)]},
            }
            self._answer(200, found[self.path]())

        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._answer(*tiny.token(form, self.headers.get("authorization")))

        def _answer(self, status, value):
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    tiny.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield tiny
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
