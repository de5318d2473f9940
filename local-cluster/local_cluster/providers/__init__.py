"""Where the cluster comes from: one module per kind, chosen by CLUSTER."""
