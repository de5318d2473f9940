"""Without the right to write nothing is written, and a Helm that writes is ended."""

import asyncio
from contextlib import suppress

import httpx2
import pytest
from lightkube.config.kubeconfig import KubeConfig
from lightkube.config.models import Cluster, User
from lightkube.models.meta_v1 import ObjectMeta
from lightkube.resources.core_v1 import Namespace

from store_orchestrator.cluster import fence
from store_orchestrator.cluster.api import KubernetesApi
from store_orchestrator.cluster.fence import FENCE, guarded

SERVER = "http://cluster.test"


class Lost(Exception):
    """The right is over."""


class Right:
    """A right to write that lasts as long as told."""

    def __init__(self, seconds: float) -> None:
        self.ends = asyncio.get_running_loop().time() + seconds

    def seconds_left(self) -> float:
        return self.ends - asyncio.get_running_loop().time()

    def ensure_held(self) -> None:
        if self.seconds_left() <= 0:
            raise Lost


class Server:
    """An API server that notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request.method)
        return httpx2.Response(200, json={"metadata": {"name": "x"}, "items": []})


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def api(server: Server) -> KubernetesApi:
    config = KubeConfig.from_one(cluster=Cluster(server=SERVER), user=User(token="token"))
    return KubernetesApi(config, httpx2.MockTransport(server.answer))


async def test_nothing_is_written_without_the_right(api: KubernetesApi, server: Server) -> None:
    FENCE.set(Right(-1))
    namespace = Namespace(metadata=ObjectMeta(name="store-abcdefgh"))
    for write in (
        api.delete("/api/v1/namespaces/x"),
        api.merge_patch("/api/v1/namespaces/x", {}),
        api.typed.create(namespace),
    ):
        with pytest.raises(Lost):
            await write
    assert server.asked == []
    await api.list_metadata("/api/v1/namespaces")
    assert server.asked == ["GET"]


async def test_with_the_right_it_is_written(api: KubernetesApi, server: Server) -> None:
    FENCE.set(Right(60))
    await api.delete("/api/v1/namespaces/x")
    assert server.asked == ["DELETE"]


async def test_a_program_without_its_guard_does_not_pass_for_guarded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fence, "SHELL", "/no/such/shell")
    FENCE.set(Right(60))
    program = await asyncio.create_subprocess_exec("/bin/sleep", "60")
    try:
        with pytest.raises(FileNotFoundError):
            async with guarded(program.pid):
                await asyncio.sleep(0.2)
    finally:
        program.kill()
        await program.wait()


async def test_a_program_is_ended_when_the_right_is_over() -> None:
    FENCE.set(Right(0.2))
    program = await asyncio.create_subprocess_exec("sleep", "60")
    async with guarded(program.pid):
        assert await program.wait() == -9


async def test_a_right_that_is_renewed_keeps_the_program() -> None:
    right = Right(0.8)
    FENCE.set(right)
    program = await asyncio.create_subprocess_exec("sleep", "1.6")
    async with guarded(program.pid):
        right.ends += 60
        assert await program.wait() == 0


async def test_a_guard_ends_with_its_program() -> None:
    FENCE.set(Right(60))
    program = await asyncio.create_subprocess_exec("true")
    async with asyncio.timeout(10):
        async with guarded(program.pid):
            await program.wait()
    with suppress(ProcessLookupError):
        program.kill()
