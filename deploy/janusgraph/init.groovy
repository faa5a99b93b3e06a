// Run once as the server starts: `g` is what c360 asks. The last value is a map of what all requests may name.
[g: graph.traversal()]
