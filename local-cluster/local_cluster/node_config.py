"""Configuration files of the node's services, rendered at each start into the node's /run."""

from __future__ import annotations

import json

from local_cluster.layout import (
    DNS_ADDRESS,
    NODE_NAME,
    POD_CIDR,
    POD_SUBNET,
    Addresses,
    Layout,
)

CONFIG = "/run/kubernetes"
PKI = "/var/lib/kubernetes"


def build_config_files(layout: Layout, addresses: Addresses, pause_image: str) -> dict[str, str]:
    """Return the configuration files of the services: path below the node's /run -> content."""
    return {
        "kubernetes/containerd.toml": _build_containerd_config(pause_image),
        "kubernetes/pods.conflist": _to_json(_build_network_config()),
        "kubernetes/kubelet.json": _to_json(_build_kubelet_config(layout, addresses)),
        "kubernetes/kube-proxy.json": _to_json(_build_proxy_config()),
        # Pods that take their DNS settings from the node get none: it reaches nothing outside.
        "kubernetes/resolv.conf": "",
    }


def _build_containerd_config(pause_image: str) -> str:
    return f"""version = 2
root = "/var/lib/containerd"
state = "/run/containerd"
disabled_plugins = [
  "io.containerd.snapshotter.v1.aufs",
  "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper",
  "io.containerd.snapshotter.v1.zfs",
]

[grpc]
address = "/run/containerd/containerd.sock"

[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "{pause_image}"
# Some sandboxes drop CAP_SYS_RESOURCE; without it oom scores cannot be lowered and no pod starts.
restrict_oom_score_adj = true

[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "/opt/programs"
conf_dir = "{CONFIG}/cni"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
SystemdCgroup = false
"""


def _build_network_config() -> dict[str, object]:
    bridge = {
        "type": "bridge",
        "bridge": "pods",
        "isGateway": True,
        "ipMasq": False,
        "hairpinMode": True,
        "ipam": {
            "type": "host-local",
            # Addresses live as long as the node: nothing leaks over a crash.
            "dataDir": "/run/cni",
            "ranges": [[{"subnet": POD_SUBNET}]],
            "routes": [{"dst": "0.0.0.0/0"}],
        },
    }
    ports = {"type": "portmap", "capabilities": {"portMappings": True}}
    return {"cniVersion": "1.0.0", "name": "pods", "plugins": [bridge, ports]}


def _build_kubelet_config(layout: Layout, addresses: Addresses) -> dict[str, object]:
    return {
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "address": addresses.node,
        "authentication": {
            "anonymous": {"enabled": False},
            "webhook": {"enabled": True},
            "x509": {"clientCAFile": f"{PKI}/ca.crt"},
        },
        "authorization": {"mode": "Webhook"},
        "tlsCertFile": f"{PKI}/kubelet-server.crt",
        "tlsPrivateKeyFile": f"{PKI}/kubelet-server.key",
        "containerRuntimeEndpoint": "unix:///run/containerd/containerd.sock",
        "clusterDNS": [DNS_ADDRESS],
        "clusterDomain": "cluster.local",
        "resolvConf": f"{CONFIG}/resolv.conf",
        "cgroupDriver": "cgroupfs",
        "cgroupRoot": f"/{layout.cgroup}",
        "failSwapOn": False,
        "volumePluginDir": "/var/lib/kubelet/volume-plugins",
        # There is no registry to fetch an image from again, and the disk is shared with the host.
        "imageGCHighThresholdPercent": 100,
        "imageGCLowThresholdPercent": 99,
        "evictionHard": {"memory.available": "100Mi"},
        "maxPods": 200,
        "serializeImagePulls": False,
        "registerWithTaints": [],
    }


def _build_proxy_config() -> dict[str, object]:
    return {
        "apiVersion": "kubeproxy.config.k8s.io/v1alpha1",
        "kind": "KubeProxyConfiguration",
        "clientConnection": {"kubeconfig": f"{PKI}/kube-proxy.kubeconfig"},
        "mode": "nftables",
        "clusterCIDR": POD_CIDR,
        "hostnameOverride": NODE_NAME,
        # Zero leaves the kernel's connection tracking as the host has it.
        "conntrack": {
            "maxPerCore": 0,
            "min": 0,
            "tcpEstablishedTimeout": "0s",
            "tcpCloseWaitTimeout": "0s",
        },
        "nftables": {"minSyncPeriod": "100ms", "syncPeriod": "30s"},
    }


def _to_json(document: dict[str, object]) -> str:
    return json.dumps(document, indent=2)
