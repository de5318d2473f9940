"""Certificates and kubeconfigs of the cluster, made once and kept with its state."""

from __future__ import annotations

import base64
import datetime
import ipaddress
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from local_cluster.layout import API_PORT, API_SERVICE_ADDRESS, NODE_NAME, Addresses

_LIFETIME = datetime.timedelta(days=3650)
# Clocks of virtual machines may step back a little after a start.
_SLACK = datetime.timedelta(hours=1)
_SERVICE_ACCOUNT_KEY_BITS = 2048

# kubeconfig -> (user, groups) by which the API server knows the component.
_COMPONENTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "admin": ("store-orchestrator-admin", ("system:masters",)),
    "kube-controller-manager": ("system:kube-controller-manager", ()),
    "kube-scheduler": ("system:kube-scheduler", ()),
    "kubelet": (f"system:node:{NODE_NAME}", ("system:nodes",)),
    "kube-proxy": ("system:kube-proxy", ()),
    "network-policy": ("network-policy", ()),
    "volume-provisioner": ("volume-provisioner", ()),
}


@dataclass(frozen=True)
class _Authority:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def ensure_pki(folder: Path, addresses: Addresses) -> None:
    """Make all certificates, keys and kubeconfigs in `folder` unless they are there.

    The folder is made under another name and renamed, so it is either whole or absent.
    """
    if folder.exists():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = folder.with_name(f".{folder.name}.new")
    fresh.mkdir(mode=0o700, exist_ok=True)
    cluster = _write_authority(fresh, "ca", "store-orchestrator")
    _write_servers(fresh, cluster, addresses)
    _write_clients(fresh, cluster, addresses)
    front_proxy = _write_authority(fresh, "front-proxy-ca", "front-proxy")
    _write_certificate(fresh, "front-proxy", front_proxy, "front-proxy-client", ())
    service_accounts = rsa.generate_private_key(65537, _SERVICE_ACCOUNT_KEY_BITS)
    _write_secret(fresh / "service-accounts.key", _key_pem(service_accounts))
    fresh.rename(folder)


def _write_servers(folder: Path, authority: _Authority, addresses: Addresses) -> None:
    names = [
        "kubernetes",
        "kubernetes.default",
        "kubernetes.default.svc",
        "kubernetes.default.svc.cluster.local",
        "localhost",
        addresses.node,
        API_SERVICE_ADDRESS,
        "127.0.0.1",
    ]
    _write_certificate(folder, "kube-apiserver", authority, "kube-apiserver", (), names)
    _write_certificate(
        folder, "kubelet-server", authority, NODE_NAME, (), [NODE_NAME, addresses.node]
    )


def _write_clients(folder: Path, authority: _Authority, addresses: Addresses) -> None:
    _write_certificate(
        folder, "kube-apiserver-kubelet", authority, "kube-apiserver", ("system:masters",)
    )
    server = f"https://{addresses.node}:{API_PORT}"
    for name, (user, groups) in _COMPONENTS.items():
        certificate, key = _issue(authority, user, groups, ())
        kubeconfig = _build_kubeconfig(server, authority.certificate, certificate, key)
        _write_secret(folder / f"{name}.kubeconfig", kubeconfig)


def _build_kubeconfig(
    server: str,
    authority: x509.Certificate,
    certificate: x509.Certificate,
    key: ec.EllipticCurvePrivateKey,
) -> bytes:
    """Return a kubeconfig as JSON, which YAML readers take too."""
    name = "store-orchestrator"
    cluster = {"server": server, "certificate-authority-data": _base64(_certificate_pem(authority))}
    user = {
        "client-certificate-data": _base64(_certificate_pem(certificate)),
        "client-key-data": _base64(_key_pem(key)),
    }
    document = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": name,
        "clusters": [{"name": name, "cluster": cluster}],
        "users": [{"name": name, "user": user}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
    }
    return json.dumps(document, indent=2).encode()


def _write_authority(folder: Path, name: str, common_name: str) -> _Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _build_name(common_name, ())
    certificate = (
        _start_certificate(subject, subject, key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_build_key_usage(authority=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / f"{name}.crt").write_bytes(_certificate_pem(certificate))
    _write_secret(folder / f"{name}.key", _key_pem(key))
    return _Authority(certificate, key)


def _write_certificate(
    folder: Path,
    name: str,
    authority: _Authority,
    user: str,
    groups: Sequence[str],
    hosts: Sequence[str] = (),
) -> None:
    certificate, key = _issue(authority, user, groups, hosts)
    (folder / f"{name}.crt").write_bytes(_certificate_pem(certificate))
    _write_secret(folder / f"{name}.key", _key_pem(key))


def _issue(
    authority: _Authority, user: str, groups: Sequence[str], hosts: Sequence[str]
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """Issue a server certificate when there are hosts, else a client certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    usage = ExtendedKeyUsageOID.SERVER_AUTH if hosts else ExtendedKeyUsageOID.CLIENT_AUTH
    builder = (
        _start_certificate(_build_name(user, groups), authority.certificate.subject, key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_build_key_usage(authority=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()),
            critical=False,
        )
    )
    if hosts:
        names = x509.SubjectAlternativeName([_build_host(host) for host in hosts])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(authority.key, hashes.SHA256()), key


def _start_certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SLACK)
        .not_valid_after(now + _LIFETIME)
    )


def _build_key_usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _build_name(user: str, groups: Sequence[str]) -> x509.Name:
    # The API server reads groups from the organisations and the user from the common name.
    parts = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, group) for group in groups]
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, user)])


def _build_host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _certificate_pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_pem(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _write_secret(path: Path, data: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(data)
