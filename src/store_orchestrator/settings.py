"""Settings: environment variables ``SO_…``, checked when a process starts.

Each command reads the class that names what it needs and nothing else. There are no default
secrets; a secret comes from its variable or from the file that ``…_FILE`` names, never both.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

PREFIX = "SO_"
MINIMUM_TOKEN_LENGTH = 32
ENCRYPTION_KEY_BYTES = 32

S = TypeVar("S", bound="_Settings")


class InvalidSettings(Exception):
    """Some settings are missing or wrong; the text names each with what is wrong."""


class _Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="ignore", frozen=True, use_attribute_docstrings=True
    )

    log_format: Literal["json", "console"] = "json"
    """How log lines are written: ``json`` for collectors, ``console`` for people."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """The least severe log lines that are written."""

    otlp_endpoint: str = ""
    """Base address of an OpenTelemetry collector (OTLP over HTTP, such as
    ``http://collector.observability.svc:4318``); empty sends no traces."""

    @field_validator("otlp_endpoint")
    @classmethod
    def _check_endpoint(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and not (parts.scheme in ("http", "https") and parts.hostname):
            raise ValueError("must be an http or https address, like http://collector:4318")
        return value


class DatabaseSettings(_Settings):
    """Where PostgreSQL is."""

    database_host: str = Field(min_length=1)
    """Host name, or the absolute folder of the Unix socket."""

    database_port: int = Field(default=5432, ge=1, le=65535)
    """Port; with a Unix socket it is part of the socket's name."""

    database_name: str = "store_orchestrator"
    """Database; it must exist, the migrations make what is in it."""

    database_user: str = "store_orchestrator"
    """The owner of the database. After sign-in each process takes a role with fewer rights."""

    database_password: SecretStr | None = None
    """Password of ``SO_DATABASE_USER``."""

    database_password_file: Path | None = None
    """File that holds the password instead; a line break at its end does not count."""

    database_wait_seconds: float = Field(default=60.0, ge=0.0)
    """How long ``migrate`` waits for a database that does not answer yet, and ``orchestrator``
    for one that is not migrated yet; the API starts at once and says what is missing."""

    @model_validator(mode="after")
    def _check_password(self) -> Self:
        self.read_database_password()
        return self

    def read_database_password(self) -> str:
        """The password, from whichever source is set."""
        return _read_secret(
            "DATABASE_PASSWORD", self.database_password, self.database_password_file
        )


class EncryptionSettings(_Settings):
    """Keys that protect the stores' credentials at rest."""

    encryption_keys: SecretStr | None = None
    """JSON object: key id → base64 of 32 random bytes. Old keys stay until nothing needs them."""

    encryption_keys_file: Path | None = None
    """File that holds the JSON object instead."""

    encryption_key_id: str = Field(min_length=1)
    """The key that seals new credentials; to rotate, add a key and name it here."""

    @model_validator(mode="after")
    def _check_keys(self) -> Self:
        if self.encryption_key_id not in self.read_encryption_keys():
            raise ValueError(
                f"{PREFIX}ENCRYPTION_KEY_ID is {self.encryption_key_id!r}, which is not "
                f"among {PREFIX}ENCRYPTION_KEYS"
            )
        return self

    def read_encryption_keys(self) -> Mapping[str, bytes]:
        """Key id to raw key, 32 bytes each."""
        text = _read_secret("ENCRYPTION_KEYS", self.encryption_keys, self.encryption_keys_file)
        return _parse_keys(text)


class PlatformSettings(_Settings):
    """What the stores' surroundings look like."""

    store_url_template: str = "http://{host}.localhost:8080/"
    """Public address of a store; ``{host}`` stands for its host label. Ends in a slash."""

    images: dict[str, str] = Field(default_factory=dict)
    """JSON object: image name → full reference. An engine without its images is unavailable."""

    image_absences: dict[str, str] = Field(default_factory=dict)
    """JSON object: name of an image that could not be made → one sentence that says why."""

    @field_validator("store_url_template")
    @classmethod
    def _check_template(cls, value: str) -> str:
        parts = urlsplit(value.replace("{host}", "host"))
        well_formed = parts.scheme in ("http", "https") and parts.path == "/"
        if value.count("{host}") != 1 or not well_formed:
            raise ValueError(
                "must be an http or https address with {host} once in its host name and a "
                "slash at the end, like https://{host}.shops.example/"
            )
        return value


class ApiSettings(DatabaseSettings, EncryptionSettings, PlatformSettings):
    """What ``api`` needs."""

    bind: str = "0.0.0.0"  # noqa: S104 - it runs in a pod, where the Service decides who gets in
    """Address to listen on."""

    port: int = Field(default=8000, ge=0, le=65535)
    """Port to listen on; 0 takes a free one."""

    when_full: Literal["refuse", "queue"] = "refuse"
    """What becomes of a new store that the cluster has no room for: it is refused with the reason,
    or accepted to wait for room."""

    dashboard_dir: Path | None = None
    """Folder of the built dashboard; unset serves none."""

    trusted_proxies: str = ""
    """Comma-separated addresses or networks whose ``X-Forwarded-*`` headers are believed."""


class MailSettings(_Settings):
    """The SMTP server of the shops; without ``SO_SMTP_HOST`` they drop their mail."""

    smtp_host: str = ""
    """Host name of the server."""

    smtp_port: int = Field(default=587, ge=1, le=65535)
    """Port of the server."""

    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    """How the connection is protected."""

    smtp_sender: str = ""
    """Address that the shops' mails come from; required with a host."""

    smtp_networks: list[str] = Field(default_factory=list)
    """JSON list: CIDRs of the server, the only outside that shops may reach."""

    smtp_user: str = ""
    """User to sign in as; empty for a server that wants none."""

    smtp_password_file: Path | None = None
    """File that holds the user's password."""

    @model_validator(mode="after")
    def _check_mail(self) -> Self:
        if self.smtp_host and not (self.smtp_sender and self.smtp_networks):
            raise ValueError(
                f"{PREFIX}SMTP_HOST needs {PREFIX}SMTP_SENDER and {PREFIX}SMTP_NETWORKS beside it"
            )
        for network in self.smtp_networks:
            ip_network(network)
        self.read_smtp_password()
        return self

    def read_smtp_password(self) -> str:
        """The password; empty when none is set."""
        file = self.smtp_password_file
        return _read_file("SMTP_PASSWORD", file) if file is not None else ""


class OrchestratorSettings(DatabaseSettings, EncryptionSettings, PlatformSettings, MailSettings):
    """What ``orchestrator`` needs."""

    image_versions: dict[str, dict[str, str]] = Field(default_factory=dict)
    """JSON object: image name → component → version, recorded with each store's release."""

    self_test_image: str = Field(min_length=1)
    """Full reference of the image with this package, for isolation self-tests in stores."""

    ingress_address: str = "http://traefik.ingress.svc:80"
    """The ingress controller's address as seen from here; order probes go through it."""

    ingress_class: str = ""
    """IngressClass of store routes; empty takes the cluster's default."""

    ingress_namespace: str = "ingress"
    """Namespace of the ingress controller's pods; only they may reach the shops."""

    ingress_pod_labels: dict[str, str] = Field(
        default_factory=lambda: {"app.kubernetes.io/name": "traefik"}
    )
    """JSON object: labels of the ingress controller's pods."""

    storage_class: str = ""
    """StorageClass of the stores' volumes; empty takes the cluster's default."""

    charts_dir: Path = Path("/app/charts")
    """Folder that holds the charts ``store-<engine>``."""

    helm: Path = Path("/usr/local/bin/helm")
    """The Helm program."""

    concurrency: int = Field(default=8, ge=1, le=200)
    """Stores that one replica works on at the same time."""

    store_role: str = Field(default="store-orchestrator-store-admin", min_length=1)
    """ClusterRole that the orchestrator binds to itself in each store's namespace."""

    lease_seconds: float = Field(default=15.0, ge=1.0)
    """How long a crashed owner keeps a store; a heartbeat renews at a third of it."""

    resync_seconds: float = Field(default=900.0, ge=1.0)
    """A settled store is looked at again after this time, give or take a tenth, even when no hint
    came. What watches do not tell, such as a changed Secret, is found then."""

    recheck_seconds: float = Field(default=900.0, ge=1.0)
    """A Ready store is tried again as far as the checkout when its latest proof is this old, give
    or take a tenth; the order probe follows only when that fails."""

    pool: dict[str, dict[str, Annotated[int, Field(ge=0, le=100)]]] = Field(default_factory=dict)
    """JSON object: engine → plan → stores to keep ready for whoever comes next. Each is complete
    and takes the room of one. ``{"woocommerce": {"small": 2}}``"""

    pool_builds: int = Field(default=1, ge=1, le=20)
    """Stores of all pools that may be in the making at the same time."""

    deadline_seconds: float | None = Field(default=None, ge=1.0)
    """Overrides every engine's own deadline for provisioning; unset leaves it to the engine."""

    survey_seconds: float = Field(default=30.0, ge=1.0)
    """How often room in the cluster is looked at while stores come, go or wait; a tenth as often
    otherwise. One replica at a time does it."""

    orphan_survey_seconds: float = Field(default=300.0, ge=1.0)
    """How often it is looked for what belongs to no store."""

    metrics_bind: str = "0.0.0.0"  # noqa: S104 - as for the API
    """Address of ``/metrics`` and ``/healthz``."""

    metrics_port: int = Field(default=9000, ge=0, le=65535)
    """Port of the orchestrator's own ``/metrics`` and ``/healthz``; 0 takes a free one."""


class MigrateSettings(DatabaseSettings):
    """What ``migrate`` needs."""

    operator_token: SecretStr | None = None
    """Token of the first user, ``operator``; only its SHA-256 is stored."""

    operator_token_file: Path | None = None
    """File that holds the token instead."""

    @model_validator(mode="after")
    def _check_token(self) -> Self:
        if len(self.read_operator_token()) < MINIMUM_TOKEN_LENGTH:
            raise ValueError(
                f"{PREFIX}OPERATOR_TOKEN must have at least {MINIMUM_TOKEN_LENGTH} characters; "
                "draw one with: openssl rand -hex 32"
            )
        return self

    def read_operator_token(self) -> str:
        """The token, from whichever source is set."""
        return _read_secret("OPERATOR_TOKEN", self.operator_token, self.operator_token_file)


def load_settings(kind: type[S]) -> S:
    """Read the environment.

    Raises:
        InvalidSettings: naming each variable and what is wrong; never a secret's value.
    """
    try:
        return kind()
    except SettingsError as error:
        # A value that is not JSON where JSON is due; the cause says at which character.
        raise InvalidSettings(f"{error}: {error.__cause__}") from None
    except ValidationError as error:
        lines = [_describe(item["loc"], item["msg"]) for item in error.errors(include_input=False)]
        raise InvalidSettings("\n".join(lines)) from None


def _describe(location: tuple[int | str, ...], message: str) -> str:
    message = message.removeprefix("Value error, ")
    if not location:
        return message
    variable = PREFIX + str(location[0]).upper()
    return f"{variable}: {'must be set' if message == 'Field required' else message}"


def _read_secret(name: str, value: SecretStr | None, file: Path | None) -> str:
    if (value is None) == (file is None):
        raise ValueError(f"set exactly one of {PREFIX}{name} and {PREFIX}{name}_FILE")
    if value is not None:
        secret = value.get_secret_value()
    else:
        secret = _read_file(name, file) if file is not None else ""
    if not secret:
        raise ValueError(f"{PREFIX}{name} is empty")
    return secret


def _read_file(name: str, file: Path) -> str:
    try:
        return file.read_text().rstrip("\r\n")
    except OSError as error:
        raise ValueError(f"{PREFIX}{name}_FILE cannot be read: {error}") from error


def _parse_keys(text: str) -> dict[str, bytes]:
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    if not isinstance(document, dict) or not document:
        raise ValueError(f"{PREFIX}ENCRYPTION_KEYS must be a JSON object: key id → base64 key")
    return {key_id: _parse_key(key_id, encoded) for key_id, encoded in document.items()}


def _parse_key(key_id: str, encoded: object) -> bytes:
    try:
        key = base64.b64decode(str(encoded), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != ENCRYPTION_KEY_BYTES:
        raise ValueError(
            f"{PREFIX}ENCRYPTION_KEYS: key {key_id!r} is not the base64 of "
            f"{ENCRYPTION_KEY_BYTES} bytes; draw one with: openssl rand -base64 32"
        )
    return key
