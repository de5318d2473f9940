import dataclasses
import ipaddress
import json
import os
import tarfile
from pathlib import Path

import pytest
from cryptography import x509

from local_cluster.kernel import find_process
from local_cluster.layout import Addresses, Layout
from local_cluster.node import NodePlan
from local_cluster.node_config import build_config_files
from local_cluster.oci import write_scratch_image
from local_cluster.pki import ensure_pki
from local_cluster.services import build_service_files, build_services

ADDRESSES = Addresses(link="stores1", host="10.99.1.1", node="10.99.1.2")


@pytest.mark.parametrize("change", [{"started": "1"}, {"boot": "another boot"}, {"pid": 2**22 + 1}])
def test_a_process_is_not_mistaken_for_a_later_one(change: dict[str, object]) -> None:
    me = find_process(os.getpid())
    assert me is not None
    assert me.is_running()
    assert not dataclasses.replace(me, **change).is_running()  # type: ignore[arg-type]


def test_the_node_starts_anew_when_anything_of_it_changed() -> None:
    plan = NodePlan(Layout("default"), ADDRESSES, Path("/programs"), 8080, {"services/a/run": "x"})
    same = dataclasses.replace(plan, files=dict(plan.files))
    assert plan.key == same.key
    assert plan.key != dataclasses.replace(plan, files={"services/a/run": "y"}).key
    assert plan.key != dataclasses.replace(plan, programs=Path("/newer")).key


def test_every_service_has_a_script_and_a_log() -> None:
    services = build_services(Layout("default"), ADDRESSES, 8080)
    files = build_service_files(services)
    for service in services:
        assert files[f"services/{service.name}/run"].splitlines()[-1].startswith("exec ")
        assert f"/{service.name}\n" in files[f"services/{service.name}/log/run"]


def test_only_a_throw_away_cluster_trusts_the_page_cache() -> None:
    def etcd(name: str) -> str:
        services = build_services(Layout(name), ADDRESSES, 8080)
        return build_service_files(services)["services/etcd/run"]

    assert "--unsafe-no-fsync" not in etcd("default")
    assert "--unsafe-no-fsync" in etcd("e2e")


def test_clusters_share_neither_cgroup_nor_folders() -> None:
    one, two = Layout("one"), Layout("two")
    config = build_config_files(one, ADDRESSES, "pause:1")["kubernetes/kubelet.json"]
    assert json.loads(config)["cgroupRoot"] == f"/{one.cgroup}"
    for part in ("cgroup", "state", "run", "build"):
        assert getattr(one, part) != getattr(two, part)


def test_certificates_are_made_once_and_kept_from_others(tmp_path: Path) -> None:
    folder = tmp_path / "pki"
    ensure_pki(folder, ADDRESSES)
    server = x509.load_pem_x509_certificate((folder / "kube-apiserver.crt").read_bytes())
    names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert ipaddress.ip_address(ADDRESSES.node) in names.get_values_for_type(x509.IPAddress)
    authority = x509.load_pem_x509_certificate((folder / "ca.crt").read_bytes())
    server.verify_directly_issued_by(authority)
    for secret in [*folder.glob("*.key"), *folder.glob("*.kubeconfig")]:
        assert secret.stat().st_mode & 0o077 == 0, secret
    before = (folder / "ca.crt").read_bytes()
    ensure_pki(folder, ADDRESSES)
    assert (folder / "ca.crt").read_bytes() == before


def test_a_scratch_image_is_whole_and_reproducible(tmp_path: Path) -> None:
    program = tmp_path / "pause"
    program.write_bytes(b"\x7fELF")
    first, second = tmp_path / "1.tar", tmp_path / "2.tar"
    for archive in (first, second):
        write_scratch_image(archive, "localhost/x:1", {"pause": program}, entrypoint="/pause")
    assert first.read_bytes() == second.read_bytes()
    with tarfile.open(first) as tar:

        def read(name: str) -> bytes:
            member = tar.extractfile(name)
            assert member is not None
            return member.read()

        (entry,) = json.loads(read("index.json"))["manifests"]
        assert entry["annotations"]["io.containerd.image.name"] == "localhost/x:1"
        manifest = json.loads(read("blobs/" + entry["digest"].replace(":", "/")))
        for blob in (manifest["config"], *manifest["layers"]):
            assert len(read("blobs/" + blob["digest"].replace(":", "/"))) == blob["size"]
