"""Sign-in at a provider of OpenID Connect: authorization code with PKCE, state and nonce."""

import secrets
from dataclasses import dataclass
from typing import Any

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from audit.errors import Problem, Refused
from config.settings import Settings

#: Seconds that the provider has for an answer, and that its clock may differ from ours.
TIMEOUT, LEEWAY = 10, 60
#: Signatures that only the provider can make.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")


@dataclass(frozen=True, slots=True)
class Errand:
    """What the browser keeps while its owner is at the provider: proves that the answer is to this question."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> "Errand":
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))

    def write(self) -> str:
        return f"{self.state}.{self.nonce}.{self.verifier}"

    @classmethod
    def read(cls, text: str) -> "Errand | None":
        parts = text.split(".")
        return cls(*parts) if len(parts) == 3 and all(parts) else None


@dataclass(frozen=True, slots=True)
class Said:
    """What the provider says of a person."""

    #: Issuer and subject: the same person for ever.
    subject: str
    #: What the provider calls the person; compared with names of accounts.
    name: str


class Provider:
    """Raises Refused (`openid.*`) for whatever the provider or a forger does wrong."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._known: dict[str, Any] = {}

    def send_off(self, errand: Errand, back: str) -> str:
        """The address at the provider to which the browser goes."""
        with self._client(back) as client:
            url, _ = client.create_authorization_url(
                self._metadata()["authorization_endpoint"],
                state=errand.state,
                nonce=errand.nonce,
                code_verifier=errand.verifier,
            )
        return str(url)

    def welcome(self, errand: Errand, state: str, code: str, back: str) -> Said:
        """Who came back with this code."""
        if not secrets.compare_digest(errand.state.encode(), state.encode()):
            raise Refused(Problem("openid.state", "state"))
        endpoint = self._metadata()["token_endpoint"]
        try:
            with self._client(back) as client:
                token = client.fetch_token(endpoint, code=code, code_verifier=errand.verifier)
        except (OAuthError, httpx2.HTTPError, ValueError) as error:
            raise Refused(Problem("openid.away", endpoint, {"fault": str(error)})) from error
        claims = self._claims(token, errand)
        name = claims.get(self._settings.oidc_claim)
        if not isinstance(name, str) or not name:
            raise Refused(Problem("openid.claim", self._settings.oidc_claim))
        return Said(f"{claims['iss']}|{claims['sub']}", name)

    def _claims(self, token: dict[str, Any], errand: Errand) -> dict[str, Any]:
        wanted = {"iss": {"essential": True, "value": self._metadata()["issuer"]}}
        wanted["aud"] = {"essential": True, "value": self._settings.oidc_client_id}
        params = {"nonce": errand.nonce, "client_id": self._settings.oidc_client_id}
        try:
            registry = JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
            read = jwt.decode(token["id_token"], key=self._keys(), registry=registry)
            access = {"access_token": token.get("access_token")}
            claims = CodeIDToken(read.claims, read.header, wanted, {**params, **access})
            claims.validate(leeway=LEEWAY)
        except (JoseError, KeyError, ValueError) as error:
            raise Refused(Problem("openid.token", "id_token", {"fault": str(error)})) from error
        return dict(claims)

    def _keys(self) -> KeySet:
        """Asked for each time: providers change their keys, and people sign in rarely."""
        return KeySet.import_key_set(self._fetch(self._metadata()["jwks_uri"]))

    def _metadata(self) -> dict[str, Any]:
        if not self._known:
            issuer = self._settings.oidc_issuer.rstrip("/")
            found = self._fetch(f"{issuer}/.well-known/openid-configuration")
            if str(found.get("issuer", "")).rstrip("/") != issuer:
                raise Refused(Problem("openid.issuer", issuer, {"found": found.get("issuer")}))
            self._known.update(found)
        return self._known

    def _fetch(self, url: str) -> Any:
        try:
            return httpx2.get(url, timeout=TIMEOUT).raise_for_status().json()
        except (httpx2.HTTPError, ValueError) as error:
            raise Refused(Problem("openid.away", url, {"fault": str(error)})) from error

    def _client(self, back: str) -> Any:
        return OAuth2Client(
            client_id=self._settings.oidc_client_id,
            client_secret=self._settings.oidc_client_secret.get_secret_value() or None,
            scope="openid profile email",
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=TIMEOUT,
        )
