"""Who reaches whom in the network, tried from inside real pods.

Every refusal has a control beside it: the same pod reaches something else at the same moment, so
that a broken network cannot pass for a closed one.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from e2e.platform_under_test import Platform, wait_for

STRANGER = "stranger"
# Connects to HOST PORT and says "open" or why not. A dropped packet gives no answer at all.
CONNECT = """
const [host, port] = process.argv.slice(1);
const socket = require("node:net").connect({ host, port: Number(port), timeout: 3000 });
const end = (word) => { console.log(word); process.exit(0); };
socket.on("connect", () => end("open"));
socket.on("timeout", () => end("closed: no answer"));
socket.on("error", (error) => end(`closed: ${error.code}`));
"""


@pytest.fixture(scope="module")
def store(platform: Platform) -> Iterator[dict[str, Any]]:
    """A store that sells."""
    platform.storectl("store", "create", "isolated", "--engine", "medusa", "--wait")
    yield platform.get_store("isolated")
    platform.storectl("store", "delete", "isolated", "--yes", "--wait")


@pytest.fixture(scope="module")
def stranger(platform: Platform, store: dict[str, Any]) -> Iterator[str]:
    """A pod in a namespace without any policy, like another tenant's would be without ours."""
    namespace = store["namespace"]
    shop = platform.kubectl_json("get", "deployment", "shop", "--namespace", namespace)
    image = shop["spec"]["template"]["spec"]["containers"][0]["image"]
    platform.kubectl(
        *("run", STRANGER, "--namespace=default", f"--image={image}", "--restart=Never"),
        *("--image-pull-policy=Never", "--command", "--"),
        *("node", "-e", "process.on('SIGTERM', process.exit); setInterval(() => {}, 1e6)"),
    )
    platform.kubectl("wait", "--for=condition=Ready", f"pod/{STRANGER}", "--timeout=60s")
    yield STRANGER
    platform.kubectl("delete", "pod", STRANGER, "--namespace=default", "--wait=true")


def connect(platform: Platform, namespace: str, pod: str, host: str, port: int) -> str:
    """What a connection from inside a pod comes to: "open" or "closed: …"."""
    return platform.kubectl(
        *("exec", "--namespace", namespace, pod, "--"),
        *("node", "-e", CONNECT, host, str(port)),
    ).strip()


def from_shop(platform: Platform, store: dict[str, Any], host: str, port: int) -> str:
    return connect(platform, store["namespace"], "deployment/shop", host, port)


def find_address(platform: Platform, namespace: str, component: str) -> str:
    """Address of the pod of a component, to leave Services and names out of it."""
    selector = f"app.kubernetes.io/component={component}"
    pods = platform.kubectl_json("get", "pods", "--namespace", namespace, "--selector", selector)
    running = [p for p in pods["items"] if p["status"]["phase"] == "Running"]
    address: str = running[0]["status"]["podIP"]
    return address


def test_a_shop_reaches_its_database(platform: Platform, store: dict[str, Any]) -> None:
    assert from_shop(platform, store, "database", 5432) == "open"


@pytest.mark.parametrize(
    ("host", "port"),
    [
        ("kubernetes.default.svc", 443),
        ("api.store-orchestrator.svc", 80),
        ("database.store-orchestrator.svc", 5432),
        ("traefik.ingress.svc", 80),
        ("169.254.169.254", 80),
        ("1.1.1.1", 443),
    ],
)
def test_a_shop_reaches_nothing_else(
    platform: Platform, store: dict[str, Any], host: str, port: int
) -> None:
    assert from_shop(platform, store, host, port).startswith("closed")
    assert from_shop(platform, store, "database", 5432) == "open"


def test_a_shop_does_not_reach_the_api_server_by_address(
    platform: Platform, store: dict[str, Any]
) -> None:
    slices = platform.kubectl_json("get", "endpointslice", "kubernetes", "--namespace=default")
    address, port = slices["endpoints"][0]["addresses"][0], slices["ports"][0]["port"]
    assert from_shop(platform, store, address, port).startswith("closed")


def test_others_reach_neither_shop_nor_database(
    platform: Platform, store: dict[str, Any], stranger: str
) -> None:
    namespace = store["namespace"]
    targets = {
        (f"shop.{namespace}.svc", 80),
        (f"database.{namespace}.svc", 5432),
        (find_address(platform, namespace, "shop"), 9000),
        (find_address(platform, namespace, "database"), 5432),
    }
    for host, port in targets:
        assert connect(platform, "default", stranger, host, port).startswith("closed"), host
    assert connect(platform, "default", stranger, "traefik.ingress.svc", 80) == "open"


def test_others_do_not_reach_the_platforms_database(platform: Platform, stranger: str) -> None:
    for component, port in (("database", 5432), ("api", 8000), ("orchestrator", 9000)):
        address = find_address(platform, "store-orchestrator", component)
        assert connect(platform, "default", stranger, address, port).startswith("closed"), component


def test_a_database_starts_no_connection(platform: Platform, store: dict[str, Any]) -> None:
    shop = find_address(platform, store["namespace"], "shop")
    script = f"timeout 3 bash -c 'exec 3<>/dev/tcp/{shop}/9000' && echo open || echo closed"
    answer = platform.kubectl(
        *("exec", "--namespace", store["namespace"], "database-0", "--", "bash", "-c", script)
    )
    assert answer.strip() == "closed"


def test_a_pod_holds_no_token_and_cannot_write_its_root(
    platform: Platform, store: dict[str, Any]
) -> None:
    script = """
    const fs = require("node:fs");
    const write = (path) => { try { fs.writeFileSync(path, "x"); return "written"; }
                              catch (error) { return error.code; } };
    console.log(JSON.stringify({
      token: fs.existsSync("/var/run/secrets/kubernetes.io"), uid: process.getuid(),
      root: write("/probe"), app: write("/app/probe"), tmp: write("/tmp/probe"),
    }));
    """
    answer = platform.kubectl(
        *("exec", "--namespace", store["namespace"], "deployment/shop", "--", "node", "-e", script)
    )
    seen = json.loads(answer)
    assert seen == {
        "token": False,
        "uid": 10001,
        "tmp": "written",
        "root": "EROFS",
        "app": "EROFS",
    }


def test_a_restarted_shop_keeps_its_policies(platform: Platform, store: dict[str, Any]) -> None:
    """Policies lag behind a new pod for a moment; this is how long at most."""
    namespace = store["namespace"]
    platform.kubectl("rollout", "restart", "deployment/shop", "--namespace", namespace)
    platform.kubectl(
        "rollout", "status", "deployment/shop", "--namespace", namespace, "--timeout=120s"
    )

    def is_closed() -> bool:
        return from_shop(platform, store, "kubernetes.default.svc", 443).startswith("closed")

    wait_for("the policies of the new pod", is_closed, seconds=15)
    assert from_shop(platform, store, "database", 5432) == "open"
