// Takes vertices away, and their edges with them. `batch` is JSON: {name, keys: [natural key], rows: [[value]]}.
def given = new groovy.json.JsonSlurper().parseText(batch)
def tx = graph.buildTransaction().start()
try {
    tx.traversal().V().has(given.name, given.keys[0], P.within(given.rows.collect { it[0] })).drop().iterate()
    tx.commit()
    ['done']
} finally {
    if (tx.isOpen()) tx.rollback()
}
