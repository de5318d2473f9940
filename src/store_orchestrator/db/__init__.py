"""The one door to PostgreSQL: tables, queries, migrations, notifications, encryption.

Driver errors are translated where they enter (:mod:`store_orchestrator.db.errors`); no caller
sees SQLAlchemy's or psycopg's. Every clock that decides about leases is the database's.
"""
