"""A store's credentials as they lie in its namespace."""

import base64
from collections.abc import Mapping
from typing import Final

from lightkube.resources.core_v1 import Secret

from store_orchestrator.cluster.api import KubernetesApi
from store_orchestrator.cluster.errors import NotFound, translated_errors

# Written by charts/store-common: one file each, admin_password as admin-password.
SECRET_NAME: Final = "credentials"  # noqa: S105 - the name of an object


async def find_credentials(api: KubernetesApi, namespace: str) -> Mapping[str, str] | None:
    """See :meth:`store_orchestrator.cluster.door.ClusterDoor.find_credentials`."""
    try:
        with translated_errors(f"read the credentials in namespace {namespace}"):
            secret = await api.typed.get(Secret, SECRET_NAME, namespace=namespace)
    except NotFound:
        return None
    data = secret.data or {}
    return {name.replace("-", "_"): base64.b64decode(text).decode() for name, text in data.items()}
