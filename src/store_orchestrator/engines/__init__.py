"""One module per engine: what a shop of that kind needs, as data and pure functions.

Adding an engine means a module here, one line in :mod:`store_orchestrator.engines.registry`,
a chart and an image. Nothing else in the project knows an engine by name.
"""
