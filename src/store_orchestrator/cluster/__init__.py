"""The one door to Kubernetes and Helm.

Everything behind :class:`store_orchestrator.cluster.door.ClusterDoor`; errors of libraries and
programs are translated into :class:`store_orchestrator.cluster.door.ClusterError` where they enter.
"""
