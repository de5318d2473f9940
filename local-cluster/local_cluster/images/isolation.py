"""Running builds so that nothing of them outlives the driver."""

from __future__ import annotations


def build_isolation(*, offline: bool = False) -> list[str]:
    """Return a command prefix whose processes and mounts end with this process, however it ends.

    All processes of a build live in one namespace of process ids, which dies with its first;
    mounts live in a namespace that goes with the last process. With `offline` there is no
    network but a loopback device.
    """
    die_along = ["setpriv", "--pdeathsig", "KILL"]
    alone = ["unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child"]
    prefix = [*die_along, *alone, "--mount-proc"]
    if not offline:
        return prefix
    return [*prefix, "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
