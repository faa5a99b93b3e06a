// Adds edges. `batch` is JSON: {name, keys, rows: [[id it leaves, id it reaches, value, ...]]}.
// Neither locks nor checks: for a first load, whose rows were checked before.
def given = new groovy.json.JsonSlurper().parseText(batch)
def keys = given.keys
def tx = graph.buildTransaction().enableBatchLoading().checkExternalVertexExistence(false).start()
try {
    given.rows.each { row ->
        def edge = tx.getVertex(row[0] as long).addEdge(given.name, tx.getVertex(row[1] as long))
        for (int at = 0; at < keys.size(); at++) if (row[at + 2] != null) edge.property(keys[at], row[at + 2])
    }
    tx.commit()
    ['done']
} finally {
    if (tx.isOpen()) tx.rollback()
}
