"""Who may talk to whom: everything is forbidden, and these few things are not."""

from typing import Any

from charts.rendering import Rendered

DNS = {
    "to": [
        {
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
            "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
        }
    ],
    "ports": [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}],
}


def policy(rendered: Rendered, name: str) -> dict[str, Any]:
    spec: dict[str, Any] = rendered.get("NetworkPolicy", name)["spec"]
    return spec


def controller(rendered: Rendered) -> dict[str, Any]:
    ingress = rendered.values["ingress"]
    namespace = {"kubernetes.io/metadata.name": ingress["controllerNamespace"]}
    return {
        "namespaceSelector": {"matchLabels": namespace},
        "podSelector": {"matchLabels": dict(ingress["controllerPodLabels"])},
    }


def list_collectors(rendered: Rendered) -> list[dict[str, Any]]:
    """Where traces go, if anywhere."""
    traces = rendered.values.get("traces")
    if traces is None:
        return []
    namespace = {"matchLabels": {"kubernetes.io/metadata.name": traces["namespace"]}}
    ports = [{"port": traces["port"], "protocol": "TCP"}]
    return [{"to": [{"namespaceSelector": namespace}], "ports": ports}]


def pod_selector(rendered: Rendered, kind: str, name: str) -> dict[str, Any]:
    return {"matchLabels": rendered.get(kind, name)["spec"]["selector"]["matchLabels"]}


def list_ports(rendered: Rendered, kind: str, name: str) -> list[dict[str, Any]]:
    containers = rendered.get(kind, name)["spec"]["template"]["spec"]["containers"]
    ports = [port for container in containers for port in container.get("ports", [])]
    return [{"port": port["containerPort"], "protocol": "TCP"} for port in ports]


def test_everything_is_denied_first(rendered: Rendered) -> None:
    assert policy(rendered, "default-deny") == {
        "podSelector": {},
        "policyTypes": ["Ingress", "Egress"],
    }


def test_every_policy_covers_both_directions(rendered: Rendered) -> None:
    for manifest in rendered.list_kind("NetworkPolicy"):
        assert manifest["spec"]["policyTypes"] == ["Ingress", "Egress"]


def test_no_rule_is_open_to_everybody(rendered: Rendered) -> None:
    """An absent or empty peer list means everybody in a NetworkPolicy."""
    for manifest in rendered.list_kind("NetworkPolicy"):
        spec = manifest["spec"]
        peers = [r.get("from") for r in spec.get("ingress", [])]
        peers += [r.get("to") for r in spec.get("egress", [])]
        assert all(peers), manifest["metadata"]["name"]
        assert all(peer != {} for some in peers for peer in some)


def test_a_shop_hears_the_ingress_controller_only(store: Rendered) -> None:
    shop = policy(store, "shop")
    assert shop["podSelector"] == pod_selector(store, "StatefulSet", "shop")
    ports = list_ports(store, "StatefulSet", "shop")
    assert shop["ingress"] == [{"from": [controller(store)], "ports": ports}]


def test_a_shop_asks_its_mail_server_and_else_nobody(store: Rendered) -> None:
    shop, mail = policy(store, "shop"), store.values.get("mail")
    if mail is None:
        assert "egress" not in shop
    else:
        peers = [{"ipBlock": {"cidr": network}} for network in mail["networks"]]
        server = {"to": peers, "ports": [{"port": mail["port"], "protocol": "TCP"}]}
        assert shop["egress"] == [server, DNS]


def test_a_store_has_no_other_policy(store: Rendered) -> None:
    names = {m["metadata"]["name"] for m in store.list_kind("NetworkPolicy")}
    assert names == {"default-deny", "shop"}


def test_a_shop_is_routed_at_its_own_host_only(store: Rendered) -> None:
    (ingress,) = store.list_kind("Ingress")
    assert [rule["host"] for rule in ingress["spec"]["rules"]] == [store.values["store"]["host"]]
    assert "defaultBackend" not in ingress["spec"]
    wanted = store.values["ingress"]["className"] or None
    assert ingress["spec"].get("ingressClassName") == wanted


def test_the_api_hears_the_ingress_controller_and_asks_the_database(platform: Rendered) -> None:
    api = policy(platform, "api")
    assert api["ingress"][0] == {
        "from": [controller(platform)],
        "ports": list_ports(platform, "Deployment", "api"),
    }
    assert [rule["to"] for rule in api["egress"]] == [
        [{"podSelector": pod_selector(platform, "StatefulSet", "database")}],
        DNS["to"],
        *(rule["to"] for rule in list_collectors(platform)),
    ]


def test_only_a_named_scraper_reaches_metrics(platform: Rendered) -> None:
    scraper = platform.values.get("metrics", {}).get("scraperNamespace")
    api, orchestrator = policy(platform, "api"), policy(platform, "orchestrator")
    if scraper is None:
        assert len(api["ingress"]) == 1
        assert "ingress" not in orchestrator
    else:
        namespace = {"matchLabels": {"kubernetes.io/metadata.name": scraper}}
        peers = [{"namespaceSelector": namespace}]
        assert api["ingress"][1]["from"] == peers
        ports = list_ports(platform, "Deployment", "orchestrator")
        assert orchestrator["ingress"] == [{"from": peers, "ports": ports}]


def test_the_orchestrator_reaches_what_it_works_with(platform: Rendered) -> None:
    rules = policy(platform, "orchestrator")["egress"]
    database, dns, shops, kubernetes, *collectors = rules
    assert collectors == list_collectors(platform)
    assert database["to"] == [{"podSelector": pod_selector(platform, "StatefulSet", "database")}]
    assert dns == DNS
    assert shops == {"to": [controller(platform)]}
    given = platform.values.get("apiServer", {"cidrs": ["0.0.0.0/0"], "ports": [443, 6443]})
    assert [peer["ipBlock"]["cidr"] for peer in kubernetes["to"]] == given["cidrs"]
    assert [port["port"] for port in kubernetes["ports"]] == given["ports"]


def test_the_orchestrator_never_reaches_the_metadata_service(platform: Rendered) -> None:
    for peer in policy(platform, "orchestrator")["egress"][3]["to"]:
        block = peer["ipBlock"]
        open_to_all = block["cidr"] == "0.0.0.0/0"
        assert block.get("except", []) == (["169.254.0.0/16"] if open_to_all else [])


def test_the_platforms_database_hears_the_platform_only(platform: Rendered) -> None:
    database = policy(platform, "database")
    (rule,) = database["ingress"]
    components = [
        peer["podSelector"]["matchLabels"]["app.kubernetes.io/component"] for peer in rule["from"]
    ]
    assert components == ["api", "orchestrator", "migrate"]
    assert all(set(peer) == {"podSelector"} for peer in rule["from"])
    assert "egress" not in database


def test_the_migration_reaches_the_database_only(platform: Rendered) -> None:
    migrate = policy(platform, "migrate")
    assert "ingress" not in migrate
    assert migrate["egress"][2:] == list_collectors(platform)
    (job,) = platform.list_kind("Job")
    labels = job["spec"]["template"]["metadata"]["labels"]
    assert migrate["podSelector"]["matchLabels"].items() <= labels.items()
