"""Bringing everything up: cluster and images side by side, then the platform."""

from __future__ import annotations

import json
import re
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

from local_cluster.commands import CommandError, capture, stop_all
from local_cluster.errors import UsageError
from local_cluster.files import write_file
from local_cluster.images import BuiltImages, build_images
from local_cluster.kubectl import Kubectl
from local_cluster.layout import CHECKOUT, Layout
from local_cluster.platform import (
    NAMESPACE,
    Images,
    Installation,
    install_platform,
    write_settings,
)
from local_cluster.programs import ensure_program
from local_cluster.providers.base import Provider
from local_cluster.providers.existing import ExistingProvider
from local_cluster.providers.source import SourceProvider
from local_cluster.settings import Settings
from local_cluster.stages import Stages

_OLDEST_NODE = 20
# Others are built from these; no pod runs them.
_PARENTS_ONLY = ("base", "mariadb")


def build_provider(settings: Settings) -> Provider:
    """Return the provider that CLUSTER names."""
    if settings.provider == "existing":
        return ExistingProvider(settings)
    return SourceProvider(settings)


def get_output_folder(settings: Settings) -> Path:
    """Return the folder of the checkout for kubeconfig, image list and storectl's settings."""
    if settings.provider == "existing":
        return CHECKOUT / "build" / "existing"
    return Layout(settings.name).build


def bring_up(settings: Settings, stages: Stages) -> Installation:
    """Bring cluster and platform up from whatever state they are in; returns how to reach them."""
    _require_node_js()
    provider = build_provider(settings)
    built = _build_side_by_side(provider, stages)
    images = Images(
        references=provider.load_images(stages, list(built.built.values())),
        versions={name: image.versions for name, image in built.built.items()},
        absences=built.absences,
    )
    folder = get_output_folder(settings)
    write_file(folder / "images.json", build_image_list(images))
    with stages.stage("Install the platform", remedy=_describe_platform_remedy(settings)) as stage:
        kubectl = Kubectl(ensure_program("kubectl"), provider.get_kubeconfig())
        installation = install_platform(
            stage,
            kubectl,
            ensure_program("helm"),
            images,
            provider.get_surroundings(),
            settings.pool,
        )
        write_settings(folder, installation)
    provider.check(stages)
    for reason in sorted(set(images.absences.values())):
        stages.say(f"[yellow]Left out:[/yellow] {reason}")
    return installation


def list_image_names() -> list[str]:
    """Return the names of all images that pods run: one folder of images/ each."""
    folders = (path.parent.name for path in (CHECKOUT / "images").glob("*/Containerfile"))
    return sorted(name for name in folders if name not in _PARENTS_ONLY)


def build_image_list(images: Images) -> str:
    """Return images.json: image name to `reference` and `versions` (component to version)."""
    entries = {
        name: {"reference": reference, "versions": dict(images.versions.get(name, {}))}
        for name, reference in images.references.items()
    }
    return json.dumps(entries, indent=2) + "\n"


def _build_side_by_side(provider: Provider, stages: Stages) -> BuiltImages:
    """Compile and start the cluster in one lane, build the images in the other.

    When one lane fails the other is stopped: its result would be of no use.
    """
    with ThreadPoolExecutor(2) as lanes:
        cluster = lanes.submit(provider.ensure, stages)
        images = lanes.submit(build_images, stages, list_image_names())
        both: list[Future[Any]] = [cluster, images]
        try:
            finished, _ = wait(both, return_when=FIRST_EXCEPTION)
            for lane in finished:
                lane.result()
        except BaseException:
            stop_all()
            raise
    return images.result()


def _describe_platform_remedy(settings: Settings) -> str:
    kubeconfig = get_output_folder(settings) / "kubeconfig"
    return f"Look at its pods: kubectl --kubeconfig {kubeconfig} -n {NAMESPACE} get pods"


def _require_node_js() -> None:
    remedy = f"Install Node.js {_OLDEST_NODE} or newer, with npm, and put both on PATH."
    try:
        version = capture(["node", "--version"]).strip()
        capture(["npm", "--version"])
    except CommandError as error:
        raise UsageError(f"Node.js cannot be run: {error}", remedy=remedy) from error
    found = re.match(r"v(\d+)\.", version)
    if not found or int(found[1]) < _OLDEST_NODE:
        raise UsageError(f"Node.js is too old: {version}", remedy=remedy)
