// The ids of vertices that are there, in the order of the rows. `batch` is JSON as for merge_vertices.
def given = new groovy.json.JsonSlurper().parseText(batch)
def tx = graph.buildTransaction().readOnly().start()
try {
    def wanted = given.rows.collect { it[0] }
    def found = tx.traversal().V().has(given.name, given.keys[0], P.within(wanted)).toList()
        .collectEntries { [(it.value(given.keys[0])): it.id()] }
    wanted.collect { found[it] }
} finally {
    tx.rollback()
}
