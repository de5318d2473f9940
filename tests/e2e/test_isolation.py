"""Who reaches whom, tried from inside the real pods of every engine's shop.

Every refusal has two controls: what is tried answers somebody who may ask (this process, on the
node), and the pod that asks reaches something else at the same moment. So neither a dead target
nor a broken network can pass for a closed one. One test opens a shop by a network policy of its own
and sees the others' findings turn.
"""

import json
import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from e2e.platform_under_test import Platform, wait_for
from e2e.shops import Shop, Shops

PLATFORM = "store-orchestrator"
STRANGER = "stranger"
SELF_TESTS = ("--selector", "store-orchestrator.io/self-test")
KUBELET_PORT = 10250
METADATA = ("169.254.169.254", 80)
# Every image has bash. A packet that is dropped gets no answer at all, hence the time limit.
CONNECT = "timeout 2 bash -c 'exec 3<>/dev/tcp/{host}/{port}' && echo open || echo closed"

Address = tuple[str, int]


def ask(platform: Platform, namespace: str, pod: str, script: str, container: str = "") -> str:
    """What a shell inside a pod prints."""
    place = ["--namespace", namespace, pod, *(["--container", container] if container else [])]
    return platform.kubectl("exec", *place, "--", "bash", "-c", script).strip()


def try_all(
    platform: Platform, namespace: str, pod: str, addresses: dict[str, Address]
) -> dict[str, str]:
    """For each name "open" or "closed", as seen from a pod, all tried at the same time."""
    lines = [
        f"(echo {name} $({CONNECT.format(host=host, port=port)})) &"
        for name, (host, port) in addresses.items()
    ]
    answer = ask(platform, namespace, pod, "\n".join([*lines, "wait"]))
    return dict(line.split() for line in answer.splitlines())


def answers(address: Address) -> bool:
    """Whether something answers this process, which no policy of a pod concerns."""
    try:
        with socket.create_connection(address, timeout=5):
            return True
    except OSError:
        return False


def find_pods(platform: Platform, namespace: str, prefix: str, port: int) -> dict[str, Address]:
    """Addresses of the running pods of a namespace, by name."""
    pods = platform.kubectl_json("get", "pods", "--namespace", namespace)["items"]
    running = [p for p in pods if p["status"]["phase"] == "Running"]
    return {
        f"{prefix}-{p['metadata']['name']}": (p["status"]["podIP"], port)
        for p in running
        if p["metadata"]["name"].startswith(prefix)
    }


def find_service(platform: Platform, namespace: str, name: str) -> Address:
    service = platform.kubectl_json("get", "service", name, "--namespace", namespace)["spec"]
    return service["clusterIP"], service["ports"][0]["port"]


def find_shop_port(shop: Shop) -> int:
    """The port of the pod that its Service leads to."""
    slices = shop.platform.kubectl_json(
        *("get", "endpointslices", "--namespace", shop.namespace),
        *("--selector", "kubernetes.io/service-name=shop"),
    )
    port: int = slices["items"][0]["ports"][0]["port"]
    return port


def find_own_address(shop: Shop) -> Address:
    return shop.find_pod()["status"]["podIP"], find_shop_port(shop)


def pod_name(shop: Shop) -> str:
    name: str = shop.find_pod()["metadata"]["name"]
    return name


@pytest.fixture
def forbidden(platform: Platform, shops: Shops, shop: Shop) -> dict[str, Address]:
    """Everything that answers and that a shop must not reach."""
    node = platform.kubectl_json("get", "nodes")["items"][0]["status"]["addresses"][0]["address"]
    kubernetes = platform.kubectl_json("get", "endpointslice", "kubernetes", "--namespace=default")
    created = (*shops.list_created("full"), *shops.list_created("empty"))
    neighbour = next(other for other in created if other.name != shop.name)
    found = {
        "kubernetes": find_service(platform, "default", "kubernetes"),
        "kubernetes-endpoint": (
            kubernetes["endpoints"][0]["addresses"][0],
            kubernetes["ports"][0]["port"],
        ),
        "kubelet": (node, KUBELET_PORT),
        "platform-api": find_service(platform, PLATFORM, "api"),
        "platform-database": find_service(platform, PLATFORM, "database"),
        "ingress": find_service(platform, "ingress", "traefik"),
        "neighbour": find_own_address(neighbour),
        "neighbour-service": find_service(platform, neighbour.namespace, "shop"),
        **find_pods(platform, PLATFORM, "api", 8000),
        **find_pods(platform, PLATFORM, "database", 5432),
        **find_pods(platform, PLATFORM, "orchestrator", 9000),
        **find_pods(platform, "kube-system", "coredns", 53),
    }
    dead = [name for name, address in found.items() if not answers(address)]
    assert dead == [], "what does not answer here proves nothing when it refuses a shop"
    return found


@pytest.fixture
def stranger(platform: Platform, shop: Shop) -> Iterator[str]:
    """A pod in a namespace without any policy, like another tenant's would be without ours."""
    image = shop.find_pod()["spec"]["containers"][0]["image"]
    platform.kubectl(
        *("run", STRANGER, "--namespace=default", f"--image={image}", "--restart=Never"),
        *("--image-pull-policy=Never", "--command", "--"),
        *("bash", "-c", "trap exit TERM; while :; do sleep 1; done"),
    )
    platform.kubectl("wait", "--for=condition=Ready", f"pod/{STRANGER}", "--timeout=60s")
    yield STRANGER
    platform.kubectl("delete", "pod", STRANGER, "--namespace=default", "--grace-period=1")


OPEN = {
    "apiVersion": "networking.k8s.io/v1",
    "kind": "NetworkPolicy",
    "metadata": {"name": "open"},
    "spec": {
        "podSelector": {},
        "policyTypes": ["Ingress", "Egress"],
        "ingress": [{}],
        "egress": [{}],
    },
}


@contextmanager
def opened(platform: Platform, namespace: str) -> Iterator[None]:
    """The namespace with one more policy, which allows everything, as policies add up.

    The store's own ones would be put back within moments if they were removed; this one is
    somebody's, and stays.
    """
    platform.kubectl("create", "--filename=-", "--namespace", namespace, stdin=json.dumps(OPEN))
    try:
        yield
    finally:
        platform.kubectl("delete", "networkpolicy", "open", "--namespace", namespace)


def test_a_shop_reaches_nothing_but_itself(
    platform: Platform, shop: Shop, forbidden: dict[str, Address]
) -> None:
    own = {"itself": find_own_address(shop)}
    tried = {**forbidden, "metadata": METADATA, **own}
    seen = try_all(platform, shop.namespace, pod_name(shop), tried)
    assert seen.pop("itself") == "open"
    assert seen == dict.fromkeys((*forbidden, "metadata"), "closed")


def test_nobody_else_reaches_a_shop_or_the_platform(
    platform: Platform, shop: Shop, stranger: str, forbidden: dict[str, Address]
) -> None:
    address, port = find_own_address(shop)
    assert answers((address, port)), "it answers the node"
    tried = {
        "shop": (address, port),
        "service": find_service(platform, shop.namespace, "shop"),
        **{name: at for name, at in forbidden.items() if name.startswith("platform")},
        "ingress": forbidden["ingress"],
    }
    seen = try_all(platform, "default", stranger, tried)
    assert seen.pop("ingress") == "open"
    assert set(seen.values()) == {"closed"}, seen


def test_the_database_is_its_shops_alone_even_without_policies(
    platform: Platform, shop: Shop, stranger: str
) -> None:
    address, port = find_own_address(shop)
    database = {"postgresql": (address, 5432), "mariadb": (address, 3306)}
    listening = list_listening(ask(platform, shop.namespace, pod_name(shop), "cat /proc/net/tcp*"))
    assert listening == {port}, "nothing but the shop itself listens beyond the pod"
    with opened(platform, shop.namespace):
        reach = {"shop": (address, port), **database}

        def see_open() -> dict[str, str] | None:
            seen = try_all(platform, "default", stranger, reach)
            return seen if seen["shop"] == "open" else None

        seen = wait_for("the shop open to everybody", see_open, seconds=30)
        assert {seen[name] for name in database} == {"closed"}


def list_listening(table: str) -> set[int]:
    """Ports that take connections from outside, of the kernel's tables of TCP sockets.

    https://docs.kernel.org/networking/proc_net_tcp.html: state 0A is listening; IPv4 addresses are
    in the machine's byte order, so a loopback address ends in 7F.
    """
    sockets = re.findall(r"^\s*\d+: ([0-9A-F]+):([0-9A-F]{4}) \S+ 0A ", table, re.MULTILINE)
    return {int(port, 16) for address, port in sockets if not address.endswith(("7F", "01000000"))}


def test_every_container_has_given_up_its_rights(platform: Platform, shop: Shop) -> None:
    script = """
    cat /proc/1/status
    echo Token: $(ls -d /var/run/secrets/kubernetes.io 2>/dev/null)
    echo Root: $( (echo x > /probe) 2>&1 | grep -o 'Read-only file system')
    """
    pod = shop.find_pod()
    for container in pod["spec"]["containers"]:
        answer = ask(platform, shop.namespace, pod["metadata"]["name"], script, container["name"])
        status = dict(line.split(":", 1) for line in answer.splitlines() if ":" in line)
        facts = {name: value.split() for name, value in status.items()}
        held = [name for name in facts if name.startswith("Cap") and int(facts[name][0], 16)]
        assert held == [], container["name"]
        assert facts["Seccomp"] == ["2"], container["name"]
        assert facts["NoNewPrivs"] == ["1"], container["name"]
        assert set(facts["Uid"]) == {"10001"}, container["name"]
        assert facts["Token"] == [], container["name"]
        assert facts["Root"] == ["Read-only", "file", "system"], container["name"]


def test_the_namespace_lets_no_pod_have_more(platform: Platform, shop: Shop) -> None:
    pod = json.dumps(
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": "greedy", "namespace": shop.namespace},
            "spec": {"containers": [{"name": "greedy", "image": "x", "command": ["x"]}]},
        }
    )
    with pytest.raises(subprocess.CalledProcessError) as refused:
        platform.kubectl("create", "--filename=-", stdin=pod)
    assert 'violates PodSecurity "restricted' in refused.value.stderr


def run_self_test(shop: Shop, code: int) -> dict[str, Any]:
    """The report of a self-test that must end with this exit code of storectl."""
    shop.platform.storectl("store", "isolation", shop.name, code=code)
    report: dict[str, Any] = shop.platform.get_store(shop.name)["isolation"]
    return report


def test_the_self_test_finds_every_shop_shut(platform: Platform, shop: Shop) -> None:
    report = run_self_test(shop, code=0)
    assert [check for check in report["checks"] if not check["ok"]] == []
    names = {check["name"] for check in report["checks"]}
    assert names >= {
        *("KubernetesApi", "KubernetesApiEndpoint", "CloudMetadata", "Kubelet"),
        *("PlatformDatabase", "PlatformDatabaseService", "PlatformApi", "PlatformApiService"),
        *("OtherStoreShop", "OtherStoreShopService"),
        *("NoToken", "NoCapabilities", "ReadOnlyRoot", "Seccomp", "NotRoot", "PodSecurity"),
        "Control",
    }
    left = platform.kubectl("get", "pods", "--all-namespaces", "--output=name", *SELF_TESTS)
    assert left.strip() == "", "the pod of the self-test is removed"


def test_a_shop_that_somebody_opens_is_found_open(platform: Platform, shop: Shop) -> None:
    """What shows that the tests above can fail."""
    kubernetes = find_service(platform, "default", "kubernetes")
    with opened(platform, shop.namespace):
        report = run_self_test(shop, code=1)
        reached = {check["name"] for check in report["checks"] if not check["ok"]}
        assert reached >= {"KubernetesApi", "KubernetesApiEndpoint", "Kubelet"}
        assert "KubernetesApi" in report["message"]
        seen = try_all(platform, shop.namespace, pod_name(shop), {"kubernetes": kubernetes})
        assert seen == {"kubernetes": "open"}
        assert platform.get_store(shop.name)["phase"] == "Degraded"
    run_self_test(shop, code=0)
    wait_for("the store Ready", lambda: platform.get_store(shop.name)["phase"] == "Ready")


def test_a_new_pod_of_a_shop_is_shut_in_as_well(platform: Platform, shop: Shop) -> None:
    """Policies lag behind a new pod for a moment; this is how long at most."""
    kubernetes = {"kubernetes": find_service(platform, "default", "kubernetes")}
    platform.kubectl("delete", "pod", pod_name(shop), "--namespace", shop.namespace)
    platform.kubectl(
        *("rollout", "status", "statefulset/shop", "--namespace", shop.namespace),
        "--timeout=120s",
    )

    def is_closed() -> bool:
        seen = try_all(platform, shop.namespace, pod_name(shop), kubernetes)
        return seen == {"kubernetes": "closed"}

    wait_for("the policies of the new pod", is_closed, seconds=15)
    own = {"itself": find_own_address(shop)}
    assert try_all(platform, shop.namespace, pod_name(shop), own) == {"itself": "open"}
    wait_for("the store Ready", lambda: platform.get_store(shop.name)["phase"] == "Ready")
