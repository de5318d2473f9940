"""The node's services: command lines, and their folders for the supervisor (s6)."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from local_cluster.layout import (
    API_PORT,
    API_SERVICE_ADDRESS,
    INGRESS_NODE_PORT,
    NODE_NAME,
    POD_CIDR,
    SERVICE_CIDR,
    Addresses,
    Layout,
)
from local_cluster.node_config import CONFIG, PKI

# Volumes' folders, inside the node.
VOLUMES = "/var/lib/volumes"
LOGS = "/var/log/services"
_LOG_FILE_BYTES = 4_000_000
_LOG_FILES = 4


@dataclass(frozen=True)
class Service:
    """One supervised program. It starts when `after`, a shell condition, holds."""

    name: str
    argv: tuple[str, ...]
    after: str = ""


@dataclass(frozen=True)
class ControlPlane:
    """Where the control plane keeps things and listens; as it is inside the node unless given."""

    addresses: Addresses
    durable: bool
    pki: str = PKI
    data: str = "/var/lib/etcd"
    loopback: str = "127.0.0.1"

    @property
    def etcd(self) -> str:
        """Address of the database."""
        return f"http://{self.loopback}:2379"


def build_services(layout: Layout, addresses: Addresses, ingress_port: int) -> list[Service]:
    """Return every service of the node."""
    etcd, api_server, controllers, scheduler = build_control_plane(
        ControlPlane(addresses, durable=layout.name == "default")
    )
    return [
        etcd,
        Service("containerd", ("containerd", "--config", f"{CONFIG}/containerd.toml")),
        api_server,
        controllers,
        scheduler,
        _build_kubelet(addresses),
        Service(
            "kube-proxy",
            ("kube-proxy", f"--config={CONFIG}/kube-proxy.json"),
            _may_list("kube-proxy", "services"),
        ),
        Service(
            "network-policy",
            (
                "network-policy",
                f"--kubeconfig={PKI}/network-policy.kubeconfig",
                f"--node={NODE_NAME}",
                f"--service-cidr={SERVICE_CIDR}",
            ),
            _may_list("network-policy", "networkpolicies"),
        ),
        Service(
            "volume-provisioner",
            (
                "volume-provisioner",
                f"--kubeconfig={PKI}/volume-provisioner.kubeconfig",
                f"--node={NODE_NAME}",
                f"--root={VOLUMES}",
            ),
            _may_list("volume-provisioner", "persistentvolumes"),
        ),
        _build_pod_network(),
        Service(
            "ingress",
            (
                "nsenter",
                "--net=/run/host-network",
                "/opt/programs/forward",
                f"127.0.0.1:{ingress_port}",
                f"{addresses.node}:{INGRESS_NODE_PORT}",
            ),
        ),
    ]


def build_control_plane(plane: ControlPlane) -> tuple[Service, Service, Service, Service]:
    """Return etcd, API server, controllers and scheduler, in the order in which they start."""
    return (
        _build_etcd(plane),
        _build_api_server(plane),
        _build_controllers(plane),
        _build_scheduler(plane),
    )


def build_service_files(services: list[Service]) -> dict[str, str]:
    """Return the supervisor's scripts of the services: path below the node's /run -> content."""
    files = {}
    for service in services:
        wait = f"until {service.after}; do sleep 0.1; done\n" if service.after else ""
        run = f"#!/bin/bash\nexec 2>&1\n{wait}exec {shlex.join(service.argv)}\n"
        keep = f"n{_LOG_FILES} s{_LOG_FILE_BYTES}"
        log = f"#!/bin/sh\nexec s6-log -b {keep} {LOGS}/{service.name}\n"
        files[f"services/{service.name}/run"] = run
        files[f"services/{service.name}/log/run"] = log
    return files


def _may_list(user: str, kind: str) -> str:
    """Wait for API server and role: without them a program retries ever more rarely."""
    kubeconfig = f"--kubeconfig={PKI}/{user}.kubeconfig"
    return f"kubectl {kubeconfig} auth can-i list {kind} --all-namespaces &>/dev/null"


def _can_authenticate(kubeconfig: str) -> str:
    """Wait for what a control plane program reads first; it ends when that is not there yet."""
    get = "get configmap extension-apiserver-authentication --namespace=kube-system"
    return f"kubectl --kubeconfig={kubeconfig} {get} &>/dev/null"


def _build_etcd(plane: ControlPlane) -> Service:
    argv = [
        "etcd",
        "--name=node",
        f"--data-dir={plane.data}",
        f"--listen-client-urls={plane.etcd}",
        f"--advertise-client-urls={plane.etcd}",
        f"--listen-peer-urls=http://{plane.loopback}:2380",
        f"--initial-advertise-peer-urls=http://{plane.loopback}:2380",
        f"--initial-cluster=node=http://{plane.loopback}:2380",
        "--auto-compaction-retention=1",
        "--log-level=warn",
    ]
    if not plane.durable:
        # Throw-away clusters: a power cut may cost their state, a crash of a program does not.
        argv.append("--unsafe-no-fsync")
    return Service("etcd", tuple(argv))


def _build_api_server(plane: ControlPlane) -> Service:
    argv = (
        "kube-apiserver",
        f"--advertise-address={plane.addresses.node}",
        f"--bind-address={plane.addresses.node}",
        f"--secure-port={API_PORT}",
        f"--etcd-servers={plane.etcd}",
        f"--service-cluster-ip-range={SERVICE_CIDR}",
        "--authorization-mode=Node,RBAC",
        "--enable-admission-plugins=NodeRestriction",
        "--anonymous-auth=false",
        "--allow-privileged=true",
        f"--client-ca-file={plane.pki}/ca.crt",
        f"--tls-cert-file={plane.pki}/kube-apiserver.crt",
        f"--tls-private-key-file={plane.pki}/kube-apiserver.key",
        f"--kubelet-certificate-authority={plane.pki}/ca.crt",
        f"--kubelet-client-certificate={plane.pki}/kube-apiserver-kubelet.crt",
        f"--kubelet-client-key={plane.pki}/kube-apiserver-kubelet.key",
        "--kubelet-preferred-address-types=InternalIP",
        "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
        f"--service-account-key-file={plane.pki}/service-accounts.key",
        f"--service-account-signing-key-file={plane.pki}/service-accounts.key",
        f"--requestheader-client-ca-file={plane.pki}/front-proxy-ca.crt",
        "--requestheader-allowed-names=front-proxy-client",
        "--requestheader-extra-headers-prefix=X-Remote-Extra-",
        "--requestheader-group-headers=X-Remote-Group",
        "--requestheader-username-headers=X-Remote-User",
        f"--proxy-client-cert-file={plane.pki}/front-proxy.crt",
        f"--proxy-client-key-file={plane.pki}/front-proxy.key",
    )
    return Service("kube-apiserver", argv, f"(exec 3<>/dev/tcp/{plane.loopback}/2379) 2>/dev/null")


def _build_controllers(plane: ControlPlane) -> Service:
    kubeconfig = f"{plane.pki}/kube-controller-manager.kubeconfig"
    argv = (
        "kube-controller-manager",
        f"--kubeconfig={kubeconfig}",
        f"--authentication-kubeconfig={kubeconfig}",
        f"--authorization-kubeconfig={kubeconfig}",
        f"--bind-address={plane.loopback}",
        "--leader-elect=false",
        "--use-service-account-credentials=true",
        f"--root-ca-file={plane.pki}/ca.crt",
        f"--service-account-private-key-file={plane.pki}/service-accounts.key",
        "--allocate-node-cidrs=true",
        f"--cluster-cidr={POD_CIDR}",
        f"--service-cluster-ip-range={SERVICE_CIDR}",
        # One node serves a person who waits: let the controllers ask as fast as they can.
        "--kube-api-qps=200",
        "--kube-api-burst=400",
        "--concurrent-namespace-syncs=20",
        "--pvclaimbinder-sync-period=5s",
        "--terminated-pod-gc-threshold=50",
        "--flex-volume-plugin-dir=/var/lib/kubelet/volume-plugins",
    )
    return Service("kube-controller-manager", argv, _can_authenticate(kubeconfig))


def _build_scheduler(plane: ControlPlane) -> Service:
    kubeconfig = f"{plane.pki}/kube-scheduler.kubeconfig"
    argv = (
        "kube-scheduler",
        f"--kubeconfig={kubeconfig}",
        f"--authentication-kubeconfig={kubeconfig}",
        f"--authorization-kubeconfig={kubeconfig}",
        f"--bind-address={plane.loopback}",
        "--leader-elect=false",
    )
    return Service("kube-scheduler", argv, _can_authenticate(kubeconfig))


def _build_kubelet(addresses: Addresses) -> Service:
    argv = (
        "kubelet",
        f"--config={CONFIG}/kubelet.json",
        f"--kubeconfig={PKI}/kubelet.kubeconfig",
        f"--hostname-override={NODE_NAME}",
        f"--node-ip={addresses.node}",
    )
    # At the first start the network waits for the node to be known. At every other start the
    # kubelet waits for the network: it would look for it again only after several seconds.
    kubectl = f"kubectl --kubeconfig={PKI}/kubelet.kubeconfig"
    is_new = f"{kubectl} get node {NODE_NAME} 2>&1 | grep -q NotFound"
    after = (
        "[[ -S /run/containerd/containerd.sock ]] && "
        f"{{ [[ -e {CONFIG}/cni/pods.conflist ]] || {is_new}; }}"
    )
    return Service("kubelet", argv, after)


def _build_pod_network() -> Service:
    """Let pods start only when services answer and network policies hold.

    The kubelet starts no pod before the runtime has a network configuration, so it is put in its
    place last. Pods that start earlier fail on their first call, and nobody guards them.
    """
    services_answer = (
        f"nft list map ip kube-proxy service-ips 2>/dev/null | grep -q '{API_SERVICE_ADDRESS} '"
    )
    policies_hold = "iptables --list-rules KUBE-ROUTER-FORWARD &>/dev/null"
    script = (
        f"mkdir -p {CONFIG}/cni && cp {CONFIG}/pods.conflist {CONFIG}/cni/new && "
        f"mv {CONFIG}/cni/new {CONFIG}/cni/pods.conflist && exec sleep infinity"
    )
    return Service("pod-network", ("bash", "-c", script), f"{services_answer} && {policies_hold}")
