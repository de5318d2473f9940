"""The platform's orchestrators on a control plane whose nodes are simulated."""
