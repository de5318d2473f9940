"""The part of a store's Helm values that every engine's chart takes."""

from collections.abc import Sequence

from store_orchestrator.engines.base import Mail, Platform, Shop, Values


def build_common_values(shop: Shop, platform: Platform, images: Sequence[str]) -> Values:
    """Which store this is, what it runs, how it is reached and how it sends mail.

    Args:
        images: names of the images that the chart runs; each must be in ``platform.images``.
    """
    values: Values = {
        "store": {"key": shop.key, "name": shop.name, "host": shop.host, "url": shop.url},
        "choices": {
            "displayName": shop.choices.display_name,
            "country": shop.choices.country,
            "currency": shop.choices.currency,
            "sampleProducts": shop.choices.sample_products,
        },
        "images": {name: platform.images[name] for name in images},
        "versions": build_versions(platform, images),
        "ingress": {
            "className": platform.ingress_class,
            "controllerNamespace": platform.ingress_namespace,
            "controllerPodLabels": dict(platform.ingress_pod_labels),
        },
        "storageClass": platform.storage_class,
    }
    if platform.mail is not None:
        values["mail"] = build_mail_values(platform.mail)
    return values


def build_versions(platform: Platform, images: Sequence[str]) -> dict[str, str]:
    """Component to version over all these images; a later image's word counts."""
    return {
        component: version
        for name in images
        for component, version in platform.versions.get(name, {}).items()
    }


def build_mail_values(mail: Mail) -> Values:
    """The mail server as charts take it."""
    return {
        "host": mail.host,
        "port": mail.port,
        "security": mail.security,
        "sender": mail.sender,
        "networks": list(mail.networks),
        "user": mail.user,
        "password": mail.password,
    }
