"""The platform's and the shops' images, built here and kept as OCI archives by content."""

from local_cluster.images.build import BuiltImage, BuiltImages, build_images

__all__ = ["BuiltImage", "BuiltImages", "build_images"]
