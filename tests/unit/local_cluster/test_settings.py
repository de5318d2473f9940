import json

import pytest

from local_cluster.errors import UsageError
from local_cluster.settings import Settings, read_settings

EXISTING = {"CLUSTER": "existing", "KUBE_CONTEXT": "mine", "REGISTRY": "host/shops/"}


def test_nothing_set_means_the_from_source_cluster() -> None:
    # make exports what was not given as empty
    assert read_settings({"CLUSTER": "", "INGRESS_PORT": " "}) == Settings()


def test_a_pool_is_given_as_json() -> None:
    pool = {"woocommerce": {"small": 2}}
    assert read_settings({"POOL": json.dumps(pool)}).pool == pool


def test_an_existing_cluster_has_context_and_registry() -> None:
    settings = read_settings(EXISTING)
    assert (settings.provider, settings.context) == ("existing", "mine")
    assert settings.registry == "host/shops"


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"CLUSTER": "kind"}, "CLUSTER=kind"),
        ({"CLUSTER_NAME": "Shop-1"}, "CLUSTER_NAME=Shop-1"),
        ({"CLUSTER_NAME": "../etc"}, "CLUSTER_NAME"),
        ({"INGRESS_PORT": "http"}, "INGRESS_PORT=http"),
        ({"INGRESS_PORT": "65536"}, "INGRESS_PORT=65536"),
        ({"INGRESS_PORT": "0"}, "INGRESS_PORT=0"),
        ({"PURGE": "yes"}, "PURGE=yes"),
        ({"POOL": "two"}, "POOL=two"),
        ({"POOL": '{"woocommerce": 2}'}, "POOL="),
        ({"WOOCOMMERCE_ZIP": "no/such.zip"}, "WOOCOMMERCE_ZIP=no/such.zip"),
        ({"KUBE_CONTEXT": "mine"}, "KUBE_CONTEXT"),
        ({"REGISTRY": "host/shops"}, "REGISTRY"),
        ({**EXISTING, "KUBE_CONTEXT": ""}, "needs KUBE_CONTEXT"),
        ({**EXISTING, "REGISTRY": ""}, "needs REGISTRY"),
    ],
)
def test_a_wrong_setting_is_named(environment: dict[str, str], named: str) -> None:
    with pytest.raises(UsageError, match=named) as caught:
        read_settings(environment)
    assert caught.value.exit_code == 2
