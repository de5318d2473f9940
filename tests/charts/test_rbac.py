"""What the orchestrator may do in the cluster, as rendered. tests/e2e/test_rbac.py tries it."""

from typing import Any

from charts.rendering import Rendered
from store_orchestrator.cluster.hints import POLICIES, WATCHED_OBJECTS
from store_orchestrator.cluster.objects import KINDS
from store_orchestrator.settings import OrchestratorSettings

FORBIDDEN_VERBS = {"*", "escalate", "impersonate", "approve", "sign"}


def list_rules(platform: Rendered, role: str) -> list[dict[str, Any]]:
    rules: list[dict[str, Any]] = platform.get("ClusterRole", role)["rules"]
    return rules


def list_rights(platform: Rendered, role: str, resource: str) -> set[str]:
    rules = list_rules(platform, role)
    return {verb for rule in rules if resource in rule["resources"] for verb in rule["verbs"]}


def test_no_rule_has_wildcards_or_ways_to_more_rights(platform: Rendered) -> None:
    for role in platform.list_kind("ClusterRole", "Role"):
        for rule in role["rules"]:
            assert not FORBIDDEN_VERBS & set(rule["verbs"])
            assert "*" not in rule["resources"]
            assert "*" not in rule["apiGroups"]
            assert "nonResourceURLs" not in rule


def test_nothing_cluster_wide_touches_secrets_or_the_inside_of_pods(platform: Rendered) -> None:
    for resource in ("secrets", "pods/exec", "pods/log", "configmaps", "nodes/proxy"):
        assert list_rights(platform, "store-orchestrator-observer", resource) == set()


def test_nodes_and_pods_are_listed_to_count_what_is_left(platform: Rendered) -> None:
    for resource in ("nodes", "pods"):
        assert list_rights(platform, "store-orchestrator-observer", resource) == {"list"}


def test_of_a_volume_it_changes_the_reclaim_policy_only(platform: Rendered) -> None:
    """Admission limits what RBAC cannot; tests/e2e/test_orphans.py tries it."""
    policy = platform.get("ValidatingAdmissionPolicy", "store-orchestrator-volumes")["spec"]
    assert policy["failurePolicy"] == "Fail"
    (rule,) = policy["matchConstraints"]["resourceRules"]
    assert "persistentvolumes" in rule["resources"]
    assert set(rule["operations"]) == {"CREATE", "UPDATE", "DELETE"}
    binding = platform.get("ValidatingAdmissionPolicyBinding", "store-orchestrator-volumes")
    assert binding["spec"]["validationActions"] == ["Deny"]


def test_it_may_watch_whatever_releases_are_made_of(platform: Rendered) -> None:
    """Secrets and config maps excepted, which nobody may read in all namespaces."""
    plurals = {path.rpartition("/")[2] for path in (*WATCHED_OBJECTS, POLICIES)}
    for resource in plurals:
        rights = list_rights(platform, "store-orchestrator-observer", resource)
        assert rights >= {"list", "watch"}, resource
    watched = {kind.plural for kind in KINDS} - {"secrets", "configmaps"}
    assert plurals == watched - {"deployments", "statefulsets"}


def test_cluster_wide_it_changes_namespaces_volumes_and_role_bindings_only(
    platform: Rendered,
) -> None:
    reading = {"get", "list", "watch"}
    changing = {
        resource: set(rule["verbs"]) - reading
        for rule in list_rules(platform, "store-orchestrator-observer")
        for resource in rule["resources"]
        if set(rule["verbs"]) - reading
    }
    assert changing == {
        "namespaces": {"create", "patch", "delete"},
        "persistentvolumes": {"patch"},
        "rolebindings": {"create"},
        "clusterroles": {"bind"},
    }


def test_it_may_bind_exactly_one_role(platform: Rendered) -> None:
    (rule,) = [
        rule
        for rule in list_rules(platform, "store-orchestrator-observer")
        if "bind" in rule["verbs"]
    ]
    assert rule["resourceNames"] == ["store-orchestrator-store-admin"]


def test_it_is_told_the_role_that_it_may_bind(platform: Rendered) -> None:
    pod = platform.get("Deployment", "orchestrator")["spec"]["template"]["spec"]
    variables = {v["name"]: v.get("value") for v in pod["containers"][0]["env"]}
    assert variables["SO_STORE_ROLE"] == "store-orchestrator-store-admin"
    assert variables["SO_STORE_ROLE"] == OrchestratorSettings.model_fields["store_role"].default


def test_inside_a_store_it_starts_self_tests_and_enters_no_pod(platform: Rendered) -> None:
    role = "store-orchestrator-store-admin"
    # A pod is patched to take finalizers off it, and only that: see the policy below.
    assert list_rights(platform, role, "pods") == {
        *("get", "list", "watch", "create", "patch", "delete", "deletecollection")
    }
    for resource in ("pods/exec", "pods/attach", "pods/portforward", "serviceaccounts/token"):
        assert list_rights(platform, role, resource) == set()
    assert list_rights(platform, role, "rolebindings") == {"patch"}


def test_inside_a_store_it_changes_no_binding_but_its_own(platform: Rendered) -> None:
    (rule,) = [
        rule
        for rule in list_rules(platform, "store-orchestrator-store-admin")
        if "rolebindings" in rule["resources"]
    ]
    assert rule["resourceNames"] == ["store-orchestrator"]


def test_finalizers_are_taken_off_only_where_everything_goes_away(platform: Rendered) -> None:
    policy = platform.get("ValidatingAdmissionPolicy", "store-orchestrator-finalizers")["spec"]
    (rule,) = policy["matchConstraints"]["resourceRules"]
    assert (rule["resources"], rule["operations"], rule["scope"]) == (["*"], ["UPDATE"], "*")
    variables = {v["name"]: v["expression"] for v in policy["variables"]}
    assert "oldObject.metadata.?deletionTimestamp" in variables["goesAway"]
    assert "namespaceObject.metadata.?deletionTimestamp" in variables["goesAway"]
    assert policy["validations"][0]["expression"] == "!variables.takesOff || variables.goesAway"


def test_inside_a_store_it_may_make_and_remove_whatever_store_charts_contain(
    platform: Rendered, every_shape: dict[str, Rendered]
) -> None:
    kinds = {
        (manifest["apiVersion"].rpartition("/")[0], manifest["kind"])
        for shape, rendered in every_shape.items()
        if shape.startswith("store-")
        for manifest in rendered.manifests
    }
    assert kinds
    rules = list_rules(platform, "store-orchestrator-store-admin")
    assert {kind for _, kind in kinds} <= {kind.name for kind in KINDS}, "else no drift is seen"
    needed = {"get", "list", "create", "update", "patch", "delete"}
    for group, kind in kinds:
        resource = "networkpolicies" if kind == "NetworkPolicy" else _plural(kind)
        granted = {
            verb
            for rule in rules
            if group in rule["apiGroups"] and resource in rule["resources"]
            for verb in rule["verbs"]
        }
        assert needed <= granted, kind


def _plural(kind: str) -> str:
    name = kind.lower()
    return f"{name}es" if name.endswith("s") else f"{name}s"


def test_beside_itself_it_sees_addresses_only(platform: Rendered) -> None:
    """Self-tests try the platform's own parts and the Kubernetes API, so it must find them."""
    rules = platform.get("Role", "orchestrator")["rules"]
    assert {(r, v) for rule in rules for r in rule["resources"] for v in rule["verbs"]} == {
        ("services", "list"),
        ("endpointslices", "list"),
    }
    (rule,) = [
        rule
        for rule in list_rules(platform, "store-orchestrator-observer")
        if "endpointslices" in rule["resources"]
    ]
    assert (rule["resourceNames"], rule["verbs"]) == (["kubernetes"], ["get"])


def test_only_the_orchestrator_has_rights(platform: Rendered) -> None:
    bindings = platform.list_kind("ClusterRoleBinding", "RoleBinding")
    assert {(b["kind"], b["roleRef"]["kind"], b["roleRef"]["name"]) for b in bindings} == {
        ("ClusterRoleBinding", "ClusterRole", "store-orchestrator-observer"),
        ("RoleBinding", "Role", "orchestrator"),
    }
    account = {"kind": "ServiceAccount", "name": "orchestrator", "namespace": "store-orchestrator"}
    assert all(binding["subjects"] == [account] for binding in bindings)


def test_every_admission_policy_is_bound_and_denies(platform: Rendered) -> None:
    policies = {m["metadata"]["name"]: m for m in platform.list_kind("ValidatingAdmissionPolicy")}
    bindings = platform.list_kind("ValidatingAdmissionPolicyBinding")
    assert {b["spec"]["policyName"] for b in bindings} == set(policies)
    assert all(b["spec"]["validationActions"] == ["Deny"] for b in bindings)
    for policy in policies.values():
        assert policy["spec"]["failurePolicy"] == "Fail"
        (condition,) = policy["spec"]["matchConditions"]
        user = "system:serviceaccount:store-orchestrator:orchestrator"
        assert condition["expression"] == f'request.userInfo.username == "{user}"'
