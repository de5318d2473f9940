"""The use cases that the API offers: one transaction each, writing intent only.

Nothing here waits for the cluster. Every use case takes the :class:`Caller` and sees nothing but
the caller's tenant; a store of another tenant does not exist.
"""
