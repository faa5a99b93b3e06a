"""JanusGraph: what it has beyond any Gremlin server, its schema and its bulk loads."""
