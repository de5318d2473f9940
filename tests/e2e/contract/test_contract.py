"""What every engine must keep, in the order of a shop's life; see adapters/ for what differs."""

import json
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from threading import Event

import httpx2
import pytest

from e2e.contract.adapters.base import OrderRefused
from e2e.platform_under_test import drive_cluster, find_pod_processes, wait_for
from e2e.shops import ENGINES, PICTURE, Shop, Shops

MILESTONES = [
    *("Accepted", "CredentialsDrawn", "NamespaceEnsured", "ReleaseDeployed"),
    *("WorkloadsAvailable", "Reachable", "Orderable", "Ready"),
]
CONDITIONS = ["ReleaseDeployed", "WorkloadsAvailable", "Reachable", "Orderable", "Ready"]
# Laid over beside tiny; see ../broken.
BREAKING = "broken"
SHOPPERS = 2
ORDERS = 3


@pytest.fixture
def empty_shop(shops: Shops, engine: str) -> Shop:
    """The shop that was asked to start without products."""
    return shops.get(engine, "empty")


class Text(HTMLParser):
    """The words of a page as people read them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        """Collect them."""
        self.words.append(data)


def test_the_platform_offers_the_engines_of_the_registry_and_the_tests_own(shops: Shops) -> None:
    assert tuple(shops.offers) == (*ENGINES, BREAKING)
    unexplained = [o for o in shops.offers.values() if not o["available"]]
    assert all(offer["unavailable_reason"] for offer in unexplained)


def test_the_shop_is_what_was_chosen(shop: Shop) -> None:
    assert shop.created["display_name"] == shop.wish.display_name
    with shop.visit() as visitor:
        page = visitor.get("/", follow_redirects=True).raise_for_status()
        offer = shop.adapter.read_offer(visitor, shop.credentials)
    assert shop.wish.display_name in "".join(Text(page.text).words)
    assert (offer.country, offer.currency) == shop.place
    assert offer.products


def test_an_empty_shop_is_ready_too_and_stays_empty(empty_shop: Shop) -> None:
    with empty_shop.visit() as visitor:
        offer = empty_shop.adapter.read_offer(visitor, empty_shop.credentials)
    assert (offer.country, offer.currency) == empty_shop.place
    assert offer.products == (), "the order probe left a product behind"
    empty_shop.platform.storectl("store", "verify", empty_shop.name)
    with empty_shop.visit() as visitor:
        offer = empty_shop.adapter.read_offer(visitor, empty_shop.credentials)
    assert offer.products == (), "the order probe left a product behind"


def test_its_creation_has_a_timeline(shop: Shop) -> None:
    timeline = {item["milestone"]: item["seconds"] for item in shop.created["timeline"]}
    assert [name for name in timeline if name != "Isolated"] == MILESTONES
    seconds = list(timeline.values())
    assert seconds == sorted(seconds)
    assert seconds[0] == 0


def test_the_release_records_what_its_images_hold(shop: Shop) -> None:
    workload = shop.platform.kubectl_json("get", "statefulset", "shop", "-n", shop.namespace)
    versions = json.loads(workload["metadata"]["annotations"]["store-orchestrator.io/versions"])
    assert versions
    assert all(isinstance(version, str) and version for version in versions.values())


def test_it_sells_and_a_shoppers_order_stays(shop: Shop) -> None:
    number = shop.buy()
    said = shop.platform.storectl("store", "verify", shop.name)
    proof = shop.platform.get_store(shop.name)["verification"]
    assert proof["ok"]
    assert proof["order_number"] in said
    waiting = shop.list_orders()
    assert number in waiting
    assert proof["order_number"] not in waiting, "a test order must be cancelled again"


def test_every_facet_was_observed(shop: Shop) -> None:
    store = shop.created
    assert store["phase"] == "Ready"
    assert store["observed_generation"] == store["generation"]
    conditions = {c["type"]: c["status"] for c in store["conditions"]}
    assert conditions.pop("Isolated", "True") == "True"
    assert conditions == dict.fromkeys(CONDITIONS, "True")


def test_its_pods_are_restricted(shop: Shop) -> None:
    namespace = shop.platform.kubectl_json("get", "namespace", shop.namespace)
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    for container in shop.find_pod()["spec"]["containers"]:
        assert container["securityContext"]["readOnlyRootFilesystem"]


def test_a_killed_database_loses_no_confirmed_order(shop: Shop) -> None:
    """SIGKILL, while several shoppers buy; what they were told must be true afterwards."""
    pod = shop.find_pod()["metadata"]["uid"]
    stop = Event()
    with ThreadPoolExecutor(SHOPPERS) as pool:
        shoppers = [pool.submit(keep_buying, shop, stop) for _ in range(SHOPPERS)]
        try:
            before = wait_for_orders(shop, len(shop.orders) + ORDERS)
            victim = find_pod_processes(pod, shop.adapter.database_program)[0]
            os.kill(victim, signal.SIGKILL)
            wait_for("its death", lambda: not is_running(victim))
            wait_for_orders(shop, before + ORDERS)
        finally:
            stop.set()
        refused = sum(shopper.result() for shopper in shoppers)
    assert shop.orders <= shop.list_orders(), f"confirmed orders are lost; {refused} were refused"
    assert shop.find_pod()["metadata"]["uid"] == pod, "the pod was replaced, not its database"


def keep_buying(shop: Shop, stop: Event) -> int:
    """Order until told to stop; how many were not confirmed."""
    refused = 0
    while not stop.is_set():
        try:
            shop.buy()
        except (httpx2.HTTPError, OrderRefused):
            refused += 1
            stop.wait(0.1)
    return refused


def wait_for_orders(shop: Shop, count: int) -> int:
    """How many orders are confirmed, once there are so many."""
    wait_for(f"{count} confirmed orders", lambda: len(shop.orders) >= count)
    return len(shop.orders)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_orders_and_uploads_survive_the_deletion_of_all_pods(shop: Shop) -> None:
    assert shop.find_upload() == PICTURE
    shop.buy()
    shop.platform.kubectl("delete", "pods", "--all", "-n", shop.namespace, "--wait=true")
    assert_nothing_is_lost(shop)


@pytest.fixture(scope="module")
def restarted_node(shops: Shops) -> None:
    """Everything of the node was killed and started again, the cluster's own database included."""
    for shop in shops.list_created("full"):
        shop.buy()
        assert shop.find_upload() == PICTURE
    drive_cluster("down")
    drive_cluster("up")


def test_orders_and_uploads_survive_a_restart_of_the_node(shop: Shop, restarted_node: None) -> None:
    assert_nothing_is_lost(shop)


def assert_nothing_is_lost(shop: Shop) -> None:
    uploaded = wait_for("the shop with its upload", shop.find_upload)
    assert uploaded == PICTURE
    assert shop.orders
    assert shop.orders <= shop.list_orders()
    shop.platform.storectl("store", "verify", shop.name)


def test_its_network_is_closed(shop: Shop) -> None:
    shop.platform.storectl("store", "isolation", shop.name)
    report = shop.platform.get_store(shop.name)["isolation"]
    assert report["ok"], report["message"]
    assert report["checks"]
    assert [check for check in report["checks"] if not check["ok"]] == []


def test_a_plan_may_ask_for_the_proof_before_the_store_is_ready(empty_shop: Shop) -> None:
    if not empty_shop.plan["isolation_tested"]:
        pytest.skip(f"no plan of {empty_shop.engine} asks for it")
    conditions = {c["type"]: c["status"] for c in empty_shop.created["conditions"]}
    assert conditions["Isolated"] == "True"
    reached = {item["milestone"]: item["seconds"] for item in empty_shop.created["timeline"]}
    assert reached["Isolated"] <= reached["Ready"]


def test_deletion_leaves_nothing_and_gives_a_receipt(empty_shop: Shop) -> None:
    platform, store = empty_shop.platform, empty_shop.created
    assert platform.find_traces(store["key"]), "traces must be seen before the deletion"
    claims = platform.kubectl_json("get", "persistentvolumeclaims", "-n", store["namespace"])
    platform.storectl("store", "delete", empty_shop.name, "--yes", "--wait")
    assert platform.find_traces(store["key"]) == []
    receipt = platform.get_store(store["id"])["receipt"]
    kinds = [item["kind"] for item in receipt["items"]]
    assert kinds.count("Namespace") == 1
    assert kinds.count("Ingress") == 1
    assert kinds.count("PersistentVolume") == len(claims["items"]) >= 1
    assert all(item["gone_at"] for item in receipt["items"])


def test_the_name_is_free_again(empty_shop: Shop) -> None:
    platform, name = empty_shop.platform, empty_shop.name
    platform.storectl("store", "create", name, "--engine", empty_shop.engine)
    platform.storectl("store", "delete", name, "--yes", "--wait")
