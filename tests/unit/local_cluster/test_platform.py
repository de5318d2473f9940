import json
from pathlib import Path

import jsonschema
import yaml

from local_cluster.layout import CHECKOUT
from local_cluster.platform import Images, Installation, build_values, write_settings
from local_cluster.providers.base import Surroundings

CHART = CHECKOUT / "charts" / "platform"
SURROUNDINGS = Surroundings(
    ingress_class="traefik",
    controller_namespace="ingress",
    controller_labels={"app.kubernetes.io/name": "traefik"},
    ingress_address="http://traefik.ingress.svc:80",
    public_port=8081,
    api_server_cidrs=["10.99.1.2/32"],
)
IMAGES = Images(
    references={name: f"localhost/x/{name}:1" for name in ("platform", "postgresql", "medusa")},
    versions={"medusa": {"medusa": "2.21.1"}},
    absences={"woocommerce": "there is no plugin"},
)


def _merge(base: dict[str, object], over: dict[str, object]) -> dict[str, object]:
    merged = dict(base)
    for key, value in over.items():
        old = merged.get(key)
        both = isinstance(old, dict) and isinstance(value, dict)
        merged[key] = _merge(old, value) if both else value  # type: ignore[arg-type]
    return merged


def test_values_fit_the_chart() -> None:
    schema = json.loads((CHART / "values.schema.json").read_text())
    defaults = yaml.safe_load((CHART / "values.yaml").read_text())
    values = build_values(IMAGES, SURROUNDINGS, {})
    jsonschema.validate(_merge(defaults, values), schema)


def test_stores_get_every_image_but_the_platform() -> None:
    values = build_values(IMAGES, SURROUNDINGS, {})
    assert sorted(values["stores"]["images"]) == ["medusa", "postgresql"]
    assert values["stores"]["versions"] == {"medusa": {"medusa": "2.21.1"}, "postgresql": {}}
    assert values["stores"]["absences"] == {"woocommerce": "there is no plugin"}
    assert values["ingress"]["storeUrlTemplate"] == "http://{host}.localhost:8081/"


def test_settings_of_storectl_are_the_owners_alone(tmp_path: Path) -> None:
    path = write_settings(tmp_path, Installation(url="http://d.localhost:1", token="t o"))
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text().splitlines() == [
        "export STORECTL_URL=http://d.localhost:1",
        "export STORECTL_TOKEN='t o'",
    ]


def test_stores_are_kept_ready_when_asked_for() -> None:
    pool = {"woocommerce": {"small": 2}}
    assert build_values(IMAGES, SURROUNDINGS, pool)["stores"]["pool"] == pool
