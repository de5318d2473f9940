"""A Kubernetes API that is not there, or that a test plays."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from lightkube.config.kubeconfig import KubeConfig
from lightkube.config.models import Cluster, User

from store_orchestrator.cluster.api import KubernetesApi

SERVER = "http://kubernetes.test"


def build_api(transport: httpx2.AsyncBaseTransport) -> KubernetesApi:
    config = KubeConfig.from_one(cluster=Cluster(server=SERVER), user=User(token="token"))
    return KubernetesApi(config, transport)


def refuse(request: httpx2.Request) -> httpx2.Response:
    raise httpx2.ConnectError("connection refused", request=request)


@pytest.fixture
async def api() -> AsyncIterator[KubernetesApi]:
    """No request succeeds."""
    api = build_api(httpx2.MockTransport(refuse))
    yield api
    await api.close()
