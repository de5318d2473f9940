"""openapi.json says what the code does, in a form that clients are generated from."""

import json
from typing import Any

import pytest

from export_openapi import TARGET, build_document

DOCUMENT: dict[str, Any] = json.loads(build_document())
OPERATIONS = [
    (path, method, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]


def test_the_committed_document_is_current() -> None:
    assert TARGET.read_text() == build_document(), "run: make openapi"


def test_operations_have_the_names_that_clients_use() -> None:
    assert sorted(operation["operationId"] for _, _, operation in OPERATIONS) == [
        "adoptOrphan",
        "checkIsolation",
        "createSession",
        "createSignInLink",
        "createStore",
        "deleteSession",
        "deleteStore",
        "getCapacity",
        "getLiveness",
        "getMe",
        "getMetrics",
        "getOrphan",
        "getReadiness",
        "getStore",
        "listEngines",
        "listEvents",
        "listOrphans",
        "listStores",
        "readPool",
        "removeOrphan",
        "retryStore",
        "revealCredentials",
        "streamChanges",
        "surveyOrphans",
        "verifyStore",
    ]


@pytest.mark.parametrize(
    ("path", "method", "operation"), [o for o in OPERATIONS if o[0].startswith("/api/")]
)
def test_every_refusal_is_described_as_a_problem(
    path: str, method: str, operation: dict[str, Any]
) -> None:
    refusals = {s: r for s, r in operation["responses"].items() if int(s) >= 400}
    assert "503" in refusals
    assert ("401" in refusals) is True
    if "requestBody" in operation:
        assert {"400", "413", "422"} <= set(refusals)
    for response in refusals.values():
        [media_type] = response["content"]
        assert media_type == "application/problem+json"
        assert response["content"][media_type]["schema"] == {"$ref": "#/components/schemas/Problem"}


def test_every_reference_leads_somewhere_and_fastapis_own_error_is_gone() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    text = json.dumps(DOCUMENT)
    for name in schemas:
        assert f'"#/components/schemas/{name}"' in text, f"{name} is not used"
    for part in text.split('"#/components/schemas/')[1:]:
        assert part.split('"')[0] in schemas
    assert "HTTPValidationError" not in schemas


def test_bodies_are_closed() -> None:
    for name, schema in DOCUMENT["components"]["schemas"].items():
        if schema["type"] == "object":
            assert schema["additionalProperties"] is False, name
