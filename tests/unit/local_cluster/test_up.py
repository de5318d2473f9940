"""What `up` writes down and which images it wants."""

from __future__ import annotations

import json

from local_cluster.platform import Images
from local_cluster.up import build_image_list, list_image_names


def test_images_that_only_others_are_built_from_are_not_offered() -> None:
    names = list_image_names()

    assert {"platform", "postgresql", "medusa", "woocommerce", "woocommerce-database"} <= set(names)
    assert {"base", "mariadb"}.isdisjoint(names)


def test_the_list_of_images_has_reference_and_versions() -> None:
    images = Images(
        references={"medusa": "localhost/x/medusa:1", "platform": "localhost/x/platform:2"},
        versions={"medusa": {"medusa": "2.21.1"}},
        absences={"woocommerce": "there is no plugin"},
    )

    assert json.loads(build_image_list(images)) == {
        "medusa": {"reference": "localhost/x/medusa:1", "versions": {"medusa": "2.21.1"}},
        "platform": {"reference": "localhost/x/platform:2", "versions": {}},
    }
