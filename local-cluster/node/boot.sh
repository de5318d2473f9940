#!/bin/bash
# First process of the node. Runs inside fresh mount, process, IPC and host-name namespaces, builds
# the node's own root file system and network namespace, and becomes the supervisor of its services.
# Killing it ends every process, mount, link and firewall rule of the node: the kernel sees to that.
#
# usage: boot.sh RUN STATE PROGRAMS LINK HOST_ADDRESS NODE_ADDRESS   (waits for one line on its input)
set -euo pipefail
shopt -s inherit_errexit

if [[ $1 != network ]]; then
  run=$1 state=$2 programs=$3
  # The driver says "go" after it noted this process; when the driver died before, so does this.
  read -r _ || exit 1
  root=$run/root
  mount -t tmpfs -o mode=755,size=16m node "$root"
  mkdir -p "$root"/{old,usr,etc,dev,proc,sys,var,run,tmp,opt/programs}
  for name in bin sbin lib lib32 lib64 libx32; do
    if [[ -L /$name ]]; then
      cp -P "/$name" "$root/$name"
    elif [[ -d /$name ]]; then
      mkdir -p "$root/$name"
      mount --rbind "/$name" "$root/$name"
    fi
  done
  for name in usr etc; do
    mount --bind "/$name" "$root/$name"
    mount -o remount,bind,ro "$root/$name"
  done
  mount --bind "$programs" "$root/opt/programs"
  mount -o remount,bind,ro "$root/opt/programs"
  mount --rbind /dev "$root/dev"
  mount --bind "$state/var" "$root/var"
  mkdir -p "$root/var/lib/volumes"
  mount --bind "$state/volumes" "$root/var/lib/volumes"
  mount --bind "$run/run" "$root/run"
  mount -t tmpfs -o mode=1777 tmp "$root/tmp"
  mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
  # The kubelet insists on setting these, and they are the whole machine's: it gets copies.
  mkdir "$root/sysctl"
  for name in vm/overcommit_memory vm/panic_on_oom kernel/panic kernel/panic_on_oops \
    kernel/keys/root_maxkeys kernel/keys/root_maxbytes; do
    copy=$root/sysctl/${name//\//.}
    cat "$root/proc/sys/$name" > "$copy"
    mount --bind "$copy" "$root/proc/sys/$name"
  done
  # A handle to the host's network, for the link between the two and for the ingress' door.
  touch "$root/run/host-network"
  mount --bind /proc/self/ns/net "$root/run/host-network"
  exec unshare --net "$0" network "$root" "${@:4}"
fi

root=$2 link=$3 host_address=$4 node_address=$5
mount -t sysfs -o nosuid,nodev,noexec sys "$root/sys"
mount --rbind /sys/fs/cgroup "$root/sys/fs/cgroup"
ip link set lo up
ip link add eth0 type veth peer name "$link" netns 1
ip link set "$link" netns "$root/run/host-network"
nsenter --net="$root/run/host-network" ip address add "$host_address/30" dev "$link"
nsenter --net="$root/run/host-network" ip link set "$link" up
ip address add "$node_address/30" dev eth0
ip link set eth0 up
ip route add default via "$host_address"
cd "$root"
for setting in net/ipv4/ip_forward net/bridge/bridge-nf-call-iptables; do
  echo 1 > "proc/sys/$setting"
done

hostname node
pivot_root . old
umount --lazy /old
# Pods' volumes must show up in containers that are already running.
mount --make-rshared /
cd /
exec </dev/null
# Containers inherit this limit; many programs walk through all of it, so it is not the largest.
files=$(ulimit -Hn)
if [[ $files == unlimited || $files -gt 65536 ]]; then files=65536; fi
ulimit -Sn "$files"
# Nothing of the environment that `make up` was called in reaches services or pods.
exec env -i PATH=/opt/programs:/usr/sbin:/usr/bin:/sbin:/bin HOME=/var/lib LANG=C.UTF-8 \
  s6-svscan /run/services
