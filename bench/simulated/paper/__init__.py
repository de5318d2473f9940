"""The engine whose shops exist on paper only."""
