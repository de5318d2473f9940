"""What the orchestrator may do in the cluster: asked of the API server, and tried with its token.

The tries go to the API server as they are, not through the orchestrator's own code, because they
are what somebody would do who had taken the orchestrator over.
"""

import base64
import ssl
import subprocess
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
import yaml

from e2e.platform_under_test import Platform

NAMESPACE = "store-orchestrator"
ACCOUNT = f"system:serviceaccount:{NAMESPACE}:orchestrator"
ROLE = "store-orchestrator-store-admin"
KEY = "zzzzzzzz"
STORE = f"store-{KEY}"
LABELS = {
    "store-orchestrator.io/managed": "true",
    "store-orchestrator.io/store": KEY,
    "pod-security.kubernetes.io/enforce": "restricted",
}
FORBIDDEN = 403
CREATED = 201
OK = 200


def build_namespace(name: str, labels: dict[str, str]) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}


def build_binding(role: str, subject: str = "orchestrator") -> dict[str, Any]:
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": {"name": "store-orchestrator"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role},
        "subjects": [{"kind": "ServiceAccount", "name": subject, "namespace": NAMESPACE}],
    }


def ask_kubectl(platform: Platform, *arguments: str) -> str:
    """What kubectl says, also when it says no by its exit code."""
    result = subprocess.run(
        [platform.kubectl_binary, "--kubeconfig", platform.kubeconfig, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    return result.stdout + result.stderr


def may(platform: Platform, account: str, question: str) -> str:
    """The API server's answer, "yes" or "no"; warnings follow on further lines."""
    answer = ask_kubectl(platform, "auth", "can-i", *question.split(), "--as", account)
    return answer.splitlines()[0]


class Account:
    """The API server as the orchestrator's ServiceAccount meets it."""

    def __init__(self, platform: Platform) -> None:
        cluster = yaml.safe_load(platform.kubeconfig.read_text())["clusters"][0]["cluster"]
        authority = base64.b64decode(cluster["certificate-authority-data"]).decode()
        token = platform.kubectl("create", "token", "orchestrator", "--namespace", NAMESPACE)
        self.client = httpx2.Client(
            base_url=cluster["server"],
            headers={"Authorization": f"Bearer {token.strip()}"},
            verify=ssl.create_default_context(cadata=authority),
        )

    def get(self, path: str) -> int:
        """Status of a GET."""
        return self.client.get(path).status_code

    def create(self, path: str, body: dict[str, Any]) -> tuple[int, str]:
        """Status and message of a POST."""
        response = self.client.post(path, json=body)
        return response.status_code, response.json().get("message", "")

    def patch_labels(self, namespace: str, labels: dict[str, str | None]) -> tuple[int, str]:
        """Status and message of a change of a namespace's labels."""
        response = self.client.patch(
            f"/api/v1/namespaces/{namespace}",
            json={"metadata": {"labels": labels}},
            headers={"Content-Type": "application/merge-patch+json"},
        )
        return response.status_code, response.json().get("message", "")

    def delete(self, path: str) -> tuple[int, str]:
        """Status and message of a DELETE."""
        response = self.client.delete(path)
        return response.status_code, response.json().get("message", "")


@pytest.fixture(scope="module")
def account(platform: Platform) -> Iterator[Account]:
    """The orchestrator's account."""
    account = Account(platform)
    yield account
    account.client.close()


@pytest.fixture(scope="module")
def store_namespace(platform: Platform, account: Account) -> Iterator[str]:
    """A namespace that the account made as the orchestrator does, with its role bound."""
    assert account.create("/api/v1/namespaces", build_namespace(STORE, LABELS))[0] == CREATED
    path = f"/apis/rbac.authorization.k8s.io/v1/namespaces/{STORE}/rolebindings"
    assert account.create(path, build_binding(ROLE))[0] == CREATED
    yield STORE
    platform.kubectl("delete", "namespace", STORE, "--ignore-not-found")


@pytest.fixture(scope="module")
def foreign_namespace(platform: Platform) -> Iterator[str]:
    """A namespace of somebody else, whose name looks like a store's."""
    name = "store-foreigner"
    platform.kubectl("create", "namespace", name)
    yield name
    platform.kubectl("delete", "namespace", name, "--ignore-not-found")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("list secrets --all-namespaces", "no"),
        ("get secrets --namespace kube-system", "no"),
        (f"get secrets --namespace {NAMESPACE}", "no"),
        # Requests of every pod decide what still fits; see docs/decisions/0011.
        ("list pods --all-namespaces", "yes"),
        ("watch pods --all-namespaces", "no"),
        (f"get pods --namespace {NAMESPACE}", "no"),
        ("create pods --all-namespaces", "no"),
        (f"create pods --namespace {NAMESPACE}", "no"),
        (f"list endpointslices --namespace {NAMESPACE}", "yes"),
        ("list endpointslices --all-namespaces", "no"),
        ("get endpointslices/kubernetes --namespace default", "yes"),
        ("get endpointslices/other --namespace default", "no"),
        ("create pods/exec --all-namespaces", "no"),
        ("create serviceaccounts/token --all-namespaces", "no"),
        ("create clusterrolebindings", "no"),
        ("create clusterroles", "no"),
        ("escalate clusterroles", "no"),
        ("bind clusterroles/cluster-admin", "no"),
        ("impersonate users", "no"),
        ("delete persistentvolumes", "no"),
        ("update validatingadmissionpolicies", "no"),
        ("delete validatingadmissionpolicybindings", "no"),
        ("update namespaces/finalize", "no"),
        ("list nodes", "yes"),
        ("get nodes", "no"),
        ("patch nodes", "no"),
        (f"bind clusterroles/{ROLE}", "yes"),
        ("create namespaces", "yes"),
        ("list persistentvolumes", "yes"),
        ("watch ingresses --all-namespaces", "yes"),
    ],
)
def test_rbac_answers(platform: Platform, question: str, answer: str) -> None:
    assert may(platform, ACCOUNT, question) == answer


def test_the_api_and_the_database_have_no_rights(platform: Platform) -> None:
    for name in ("api", "database"):
        account = f"system:serviceaccount:{NAMESPACE}:{name}"
        for question in ("list namespaces", "get secrets", "get pods"):
            assert may(platform, account, question) == "no"


def test_secrets_of_others_are_closed(account: Account) -> None:
    assert account.get("/api/v1/secrets") == FORBIDDEN
    assert account.get(f"/api/v1/namespaces/{NAMESPACE}/secrets") == FORBIDDEN


def test_inside_its_own_store_it_works(account: Account, store_namespace: str) -> None:
    secrets = f"/api/v1/namespaces/{store_namespace}/secrets"
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "probe"}}
    assert account.create(secrets, secret)[0] == CREATED
    assert account.get(secrets) == OK
    assert account.delete(f"{secrets}/probe")[0] == OK


def test_inside_its_own_store_it_cannot_get_more_rights(
    account: Account, store_namespace: str
) -> None:
    path = f"/api/v1/namespaces/{store_namespace}/serviceaccounts/default/token"
    assert account.create(path, {"spec": {}})[0] == FORBIDDEN
    roles = f"/apis/rbac.authorization.k8s.io/v1/namespaces/{store_namespace}/roles"
    role = {
        "metadata": {"name": "more"},
        "rules": [{"apiGroups": [""], "resources": ["pods/exec"], "verbs": ["create"]}],
    }
    assert account.create(roles, role)[0] == FORBIDDEN


@pytest.mark.parametrize(
    ("name", "labels", "complaint"),
    [
        ("shop-zzzzzzzy", LABELS, "is named store-<key>"),
        ("store-zzzzzzzy", {}, "labelled store-orchestrator.io/managed=true"),
        ("store-zzzzzzzy", LABELS, "store-orchestrator.io/store=<key>"),
        (
            "store-zzzzzzzy",
            LABELS
            | {
                "store-orchestrator.io/store": "zzzzzzzy",
                "pod-security.kubernetes.io/enforce": "privileged",
            },
            "must enforce the Pod Security level restricted",
        ),
    ],
    ids=["other name", "no labels", "another store's key", "privileged pods"],
)
def test_it_makes_no_namespace_but_a_stores(
    account: Account, name: str, labels: dict[str, str], complaint: str
) -> None:
    status, message = account.create("/api/v1/namespaces", build_namespace(name, labels))
    assert status == FORBIDDEN
    assert complaint in message


@pytest.mark.parametrize("namespace", ["kube-system", NAMESPACE])
def test_it_takes_over_no_foreign_namespace(account: Account, namespace: str) -> None:
    status, message = account.patch_labels(namespace, dict(LABELS))
    assert status == FORBIDDEN
    assert "does not carry their labels" in message


def test_it_takes_over_no_namespace_that_only_looks_like_a_stores(
    account: Account, foreign_namespace: str
) -> None:
    assert account.patch_labels(foreign_namespace, dict(LABELS))[0] == FORBIDDEN
    status, message = account.delete(f"/api/v1/namespaces/{foreign_namespace}")
    assert status == FORBIDDEN
    assert "does not carry their labels" in message


@pytest.mark.parametrize("namespace", ["ingress", NAMESPACE])
def test_it_deletes_no_foreign_namespace(account: Account, namespace: str) -> None:
    assert account.delete(f"/api/v1/namespaces/{namespace}")[0] == FORBIDDEN


def test_it_cannot_loosen_a_stores_namespace(account: Account, store_namespace: str) -> None:
    loosened: dict[str, str | None] = {"pod-security.kubernetes.io/enforce": "privileged"}
    assert account.patch_labels(store_namespace, loosened)[0] == FORBIDDEN
    assert account.patch_labels(store_namespace, dict.fromkeys(LABELS))[0] == FORBIDDEN
    assert account.patch_labels(store_namespace, dict(LABELS))[0] == OK


@pytest.mark.parametrize("namespace", ["default", "kube-system", NAMESPACE])
def test_it_binds_its_role_in_no_foreign_namespace(account: Account, namespace: str) -> None:
    path = f"/apis/rbac.authorization.k8s.io/v1/namespaces/{namespace}/rolebindings"
    status, message = account.create(path, build_binding(ROLE))
    assert status == FORBIDDEN
    assert "not labelled store-orchestrator.io/managed=true" in message


def test_it_binds_no_other_role(account: Account, store_namespace: str) -> None:
    path = f"/apis/rbac.authorization.k8s.io/v1/namespaces/{store_namespace}/rolebindings"
    binding = build_binding("cluster-admin") | {"metadata": {"name": "other-role"}}
    assert account.create(path, binding)[0] == FORBIDDEN


def test_it_binds_its_role_to_nobody_else(account: Account, store_namespace: str) -> None:
    path = f"/apis/rbac.authorization.k8s.io/v1/namespaces/{store_namespace}/rolebindings"
    binding = build_binding(ROLE, subject="default") | {"metadata": {"name": "other-subject"}}
    status, message = account.create(path, binding)
    assert status == FORBIDDEN
    assert "binds roles only to itself" in message


def test_a_stores_namespace_refuses_a_privileged_pod(
    platform: Platform, store_namespace: str
) -> None:
    """Even an administrator's pod: the namespace enforces it, not the orchestrator."""
    answer = ask_kubectl(
        platform,
        *("run", "intruder", "--image=localhost/none:1", "--privileged"),
        *("--namespace", store_namespace, "--dry-run=server"),
    )
    assert "violates PodSecurity" in answer


def test_its_own_store_goes_when_it_says_so(account: Account, store_namespace: str) -> None:
    assert account.delete(f"/api/v1/namespaces/{store_namespace}")[0] == OK
