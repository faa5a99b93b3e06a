// Adds vertices and gives their ids in the order of the rows. `batch` is JSON: {name, keys, rows: [[value, ...]]}.
// Neither locks nor checks: for a first load, whose rows were checked before.
import org.apache.tinkerpop.gremlin.structure.T

def given = new groovy.json.JsonSlurper().parseText(batch)
def keys = given.keys
def tx = graph.buildTransaction().enableBatchLoading().start()
try {
    def ids = given.rows.collect { row ->
        def vertex = tx.addVertex(T.label, given.name)
        for (int at = 0; at < keys.size(); at++) if (row[at] != null) vertex.property(keys[at], row[at])
        vertex.id()
    }
    tx.commit()
    ids
} finally {
    if (tx.isOpen()) tx.rollback()
}
