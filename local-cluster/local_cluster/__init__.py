"""Driver of the local cluster: builds a single-node Kubernetes from source and runs it."""
