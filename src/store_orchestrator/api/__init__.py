"""The HTTP API: routers, schemas, authentication, problem documents, event streams.

It knows the use cases and the domain, and nothing of databases or clusters.
"""
